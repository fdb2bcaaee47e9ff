import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { performanceModule } from '../src/index.ts';
import { run } from './run.ts';

const {
  compare_benchmarks: compare,
  check_regression: check,
  save_baseline: save,
  read_baselines: read,
} = performanceModule.actions;

const around = (middle: number): number[] => [-3, -2, -1, 0, 1, 2, 3, 4].map((step) => middle + step * 0.05);

describe('comparing benchmarks', () => {
  const judged: readonly (readonly [
    what: string,
    input: Omit<z.input<typeof compare.input>, 'name'>,
    verdict: string,
  ])[] = [
    ['slower', { before: around(10), after: around(12) }, 'regressed'],
    ['faster', { before: around(10), after: around(8) }, 'improved'],
    ['a higher rate', { before: around(10), after: around(12), higher_is_better: true }, 'improved'],
    ['a lower rate', { before: around(10), after: around(8), higher_is_better: true }, 'regressed'],
    ['the same', { before: around(10), after: around(10) }, 'unchanged'],
    ['a real change that is too small to matter', { before: around(10), after: around(10.41) }, 'unchanged'],
    ['large and by chance', { before: [1, 9, 2, 8, 3], after: [2, 10, 1, 9, 4] }, 'unchanged'],
    ['too few to tell', { before: [1, 1.1, 1.2], after: [2, 2.1, 2.2] }, 'undecided'],
    ['single values', { before: 10, after: 12 }, 'regressed'],
    ['single values within the threshold', { before: 10, after: 10.4 }, 'unchanged'],
    ['from nothing', { before: 0, after: 3 }, 'regressed'],
  ];

  it.each(judged)('given what is %s, when it is compared, then the verdict says so', async (_what, input, verdict) => {
    const result = await run(compare, await projectFolder(), { name: 'x', ...input });
    expect(result.verdict).toBe(verdict);
  });

  it('given a clear change, when it is compared, then interval, effect and figures are told, also of outputs with samples', async () => {
    const workspace = await projectFolder();
    const result = await run(compare, workspace, { name: 'x', before: { samples: around(10) }, after: around(12) });
    expect(result).toMatchObject({ effect: 'large', effect_size: 1, before: { count: 8 }, after: { count: 8 } });
    expect(result.change_percent).toBeCloseTo(19.95, 1);
    expect(result.interval_percent?.low).toBeGreaterThan(15);
    expect(result.interval_percent?.high).toBeLessThan(25);
    expect(result.p_value).toBeLessThan(0.001);
    await expect(
      run(compare, workspace, { name: 'x', before: around(10), after: around(12), fail_on_regression: true }),
    ).rejects.toMatchObject({ code: 'REGRESSION', retryable: false });
  });
});

describe('checking for a regression', () => {
  it.each([
    ['over threshold and noise', { measured_value: 12, baseline_mean: 10, baseline_stddev: 0.5 }, 'regressed', 4],
    [
      'over the threshold within the noise',
      { measured_value: 12, baseline_mean: 10, baseline_stddev: 2 },
      'unchanged',
      1,
    ],
    ['under the threshold', { measured_value: 10.5, baseline_mean: 10, baseline_stddev: 0.01 }, 'unchanged', 50],
    ['better', { measured_value: 8, baseline_mean: 10 }, 'improved', null],
    ['a lower rate', { measured_value: 8, baseline_mean: 10, higher_is_better: true }, 'regressed', null],
    ['a list of values', { measured_value: [11, 13], baseline_mean: 10 }, 'regressed', null],
    [
      'equal with a threshold of nothing',
      { measured_value: 10, baseline_mean: 10, threshold_percent: 0 },
      'unchanged',
      null,
    ],
  ])('given a value that is %s, when it is checked, then the verdict says so', async (_what, input, verdict, z) => {
    const result = await run(check, await projectFolder(), { benchmark_name: 'x', ...input });
    expect(result).toMatchObject({ verdict, regressed: verdict === 'regressed', same_machine: null });
    if (z === null) expect(result.z_score).toBeNull();
    else expect(result.z_score).toBeCloseTo(z, 6);
  });

  it('given a recorded baseline, when later values are checked against it, then all values are compared', async () => {
    const workspace = await projectFolder();
    const baseline_file = 'bench/base.json';
    await run(save, workspace, { benchmark_name: '__proto__', measured: around(10), baseline_file });
    await run(save, workspace, { benchmark_name: 'other', measured: 5, baseline_file });
    expect(
      await run(save, workspace, { benchmark_name: 'other', measured: [4, 6], unit: 'MiB', baseline_file }),
    ).toMatchObject({ baselines: 2, summary: { mean: 5 } });
    const { baselines } = await run(read, workspace, { baseline_file });
    expect(baselines.map(({ name, unit, same_machine }) => [name, unit, same_machine])).toEqual([
      ['__proto__', 'seconds', true],
      ['other', 'MiB', true],
    ]);
    const checked = { benchmark_name: '__proto__', baseline_file };
    expect(await run(check, workspace, { ...checked, measured_value: around(12) })).toMatchObject({
      verdict: 'regressed',
      same_machine: true,
      p_value: expect.any(Number),
    });
    expect(await run(check, workspace, { ...checked, measured_value: around(10) })).toMatchObject({
      verdict: 'unchanged',
    });
    expect(await run(check, workspace, { ...checked, measured_value: 20 })).toMatchObject({
      verdict: 'regressed',
      p_value: null,
      z_score: expect.any(Number),
    });
    await expect(
      run(check, workspace, { ...checked, benchmark_name: 'unknown', measured_value: 1 }),
    ).rejects.toMatchObject({ code: 'BASELINE_NOT_FOUND' });
  });

  it('given a file that is none of baselines, or outside, when it is read or written, then it is refused and left', async () => {
    const workspace = await projectFolder({ 'b.json': '{"format":"other"}' });
    await expect(run(read, workspace, { baseline_file: 'b.json' })).rejects.toMatchObject({
      code: 'BASELINES_DAMAGED',
    });
    await expect(
      run(save, workspace, { benchmark_name: 'x', measured: 1, baseline_file: 'b.json' }),
    ).rejects.toMatchObject({ code: 'BASELINES_DAMAGED' });
    await writeFile(join(workspace, 'b.json'), 'no json');
    await expect(run(read, workspace, { baseline_file: 'b.json' })).rejects.toMatchObject({
      code: 'BASELINES_DAMAGED',
    });
    await expect(
      run(save, workspace, { benchmark_name: 'x', measured: 1, baseline_file: '../b.json' }),
    ).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    expect((await run(read, workspace, { baseline_file: 'none.json' })).baselines).toEqual([]);
  });

  it.each([
    ['no baseline', { measured_value: 1 }],
    ['two baselines', { measured_value: 1, baseline_mean: 1, baseline_file: 'x' }],
    ['a deviation of a file', { measured_value: 1, baseline_stddev: 1, baseline_file: 'x' }],
    ['no values', { measured_value: [], baseline_mean: 1 }],
    ['no number', { measured_value: Number.NaN, baseline_mean: 1 }],
  ])('given %s, when it is checked, then the parameters are refused', async (_what, input) => {
    await expect(run(check, await projectFolder(), { benchmark_name: 'x', ...input })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });
});
