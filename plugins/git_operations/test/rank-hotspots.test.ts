import { gitOperations } from '@codomyrmex/plugin-git-operations';
import { runAction } from '@codomyrmex/testing';
import { describe, expect, it } from 'vitest';

const { rank_hotspots: rank } = gitOperations.actions;
const churn = [
  { file: 'often.ts', commits: 10 },
  { file: 'both.ts', commits: 8 },
  { file: 'rare.ts', commits: 1 },
  { file: 'notes.md', commits: 50 },
];
const complexity = [
  { file: 'often.ts', total: 1 },
  { file: 'both.ts', total: 40 },
  { file: 'rare.ts', total: 50 },
];

describe('rank_hotspots', () => {
  it('given churn and complexity, then what is high in both comes first, and files without a complexity are left out', async () => {
    const { output } = await runAction(rank, { churn, complexity });
    expect(output.hotspots.map(({ file }) => file)).toEqual(['both.ts', 'rare.ts', 'often.ts']);
    expect(output.hotspots[0]).toEqual({ file: 'both.ts', commits: 8, complexity: 40, score: 0.64 });
    expect(output.candidates).toBe(3);
  });

  it('given no file in common, then the step does not apply', async () => {
    await expect(runAction(rank, { churn, complexity: [{ file: 'x', total: 1 }] })).rejects.toMatchObject({
      code: 'NOT_APPLICABLE',
    });
  });
});
