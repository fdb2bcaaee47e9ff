import { defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { hotspotsOf } from './history/hotspots.ts';

const input = z.strictObject({
  churn: z
    .array(z.object({ file: z.string(), commits: z.int().min(0) }))
    .max(200_000)
    .meta({ description: 'Commits by file, as analyze_history gives them.' }),
  complexity: z
    .array(z.object({ file: z.string(), total: z.number().min(0) }))
    .max(200_000)
    .meta({ description: 'Complexity by file; files are matched by their path.' }),
  limit: z.int().min(1).max(10_000).default(50).meta({ description: 'How many files to name, the hottest first.' }),
});

const output = z.object({
  hotspots: z.array(
    z.object({
      file: z.string(),
      commits: z.int(),
      complexity: z.number(),
      score: z.number().meta({ description: '0 to 1' }),
    }),
  ),
  candidates: z.int().meta({ description: 'Files that were changed and have a complexity.' }),
});

export const rankHotspots = defineAction({
  title: 'Rank hotspots',
  description: 'Where work and difficulty meet: commits times complexity, from results of two other steps.',
  input,
  output,
  effects: [],
  idempotent: true,
  examples: [
    {
      title: 'Two files',
      input: {
        churn: [
          { file: 'a.ts', commits: 9 },
          { file: 'b.ts', commits: 3 },
        ],
        complexity: [
          { file: 'a.ts', total: 20 },
          { file: 'b.ts', total: 40 },
        ],
      },
    },
  ],
  run: (_context, { churn, complexity, limit }) => {
    const totals = new Map(complexity.map(({ file, total }) => [file, total]));
    const ranked = hotspotsOf(churn, totals);
    if (ranked.length === 0) throw new NotApplicable('no file has both commits and a complexity');
    const hotspots = ranked.slice(0, limit).map((hotspot) => ({ ...hotspot, complexity: hotspot.complexity ?? 0 }));
    return { hotspots, candidates: ranked.length };
  },
});
