import { runAction } from '@codomyrmex/testing';
import { describe, expect, it } from 'vitest';
import { dataVisualization } from '../src/index.ts';
import { analysisCounts } from '../src/read/analysis-counts.ts';

describe('the numbers of an analysis', () => {
  it.each<[string, unknown, string, Record<string, number>]>([
    ['numbers by name', { a: 1, b: 2 }, '', { a: 1, b: 2 }],
    ['findings', [{ severity: 'high' }, { severity: 'low' }, { severity: 'high' }], '', { high: 2, low: 1 }],
    ['findings without a severity', [{ rule: 'eqeqeq' }], '', { eqeqeq: 1 }],
    [
      'counts among other things',
      { summary: 'x', counts: { high: 0, low: 3 }, list: ['x'] },
      'counts',
      { high: 0, low: 3 },
    ],
    ['counts that are all zero and others', { counts: { high: 0 }, by_rule: { eqeqeq: 2 } }, 'by_rule', { eqeqeq: 2 }],
    ['figures alone', { score: 7, path: 'src', files: 3 }, '', { score: 7, files: 3 }],
    ['a name that objects have', { constructor: 2 }, '', { constructor: 2 }],
  ])('given %s, then they are found', (_, data, from, counts) => {
    expect(analysisCounts(data)).toEqual({ counts, from });
  });

  it.each([null, 7, 'text', [], [1, 2], {}, { a: 'b' }, [{ n: 1 }], { a: Number.NaN }])(
    'given %j, then it is refused with what to do',
    (data) => {
      expect(() => analysisCounts(data)).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETERS' }));
    },
  );

  it('given a member, then it alone is looked at', () => {
    const data = { counts: { high: 1 }, by_rule: { eqeqeq: 2 }, path: 'src' };
    expect(analysisCounts(data, 'by_rule')).toEqual({ counts: { eqeqeq: 2 }, from: 'by_rule' });
    expect(() => analysisCounts(data, 'path')).toThrow(/data\.path: it is neither/);
    expect(() => analysisCounts(data, '__proto__')).toThrow(/neither/);
  });

  it('given insights as another step gives them, then their counts are bars', async () => {
    const data = {
      insights: [{ severity: 'high', title: 'x' }],
      summary: 'one',
      mode: 'rules',
      counts: { high: 1, low: 0 },
    };
    const { output } = await runAction(dataVisualization.actions.create_analysis_chart, { data });
    expect(output).toMatchObject({ title: 'Analysis' });
  });
});
