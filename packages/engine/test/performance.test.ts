import { runId } from '@codomyrmex/core';
import { type Plan, plan, type RunEvent } from '@codomyrmex/dag';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationStatistics } from '../src/views/performance/duration-statistics.ts';
import { runPerformance } from '../src/views/performance/run-performance.ts';
import { workflowPerformance } from '../src/views/performance/workflow-performance.ts';

const SEED = process.env.FC_SEED === 'random' ? {} : { seed: 7 };

function planned(steps: Readonly<Record<string, readonly string[]>>): Plan {
  const result = plan(Object.entries(steps).map(([name, dependencies]) => ({ name, dependencies })));
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.plan;
}

const started = (at: number, task: number, attempt = 1): RunEvent => ({ type: 'attempt_started', at, task, attempt });
const succeeded = (at: number, task: number, attempt = 1): RunEvent => ({
  type: 'attempt_succeeded',
  at,
  task,
  attempt,
  output: { kind: 'inline', value: null },
});
const failed = (at: number, task: number, retryAt: number | null, attempt = 1): RunEvent => ({
  type: 'attempt_failed',
  at,
  task,
  attempt,
  failure: { type: 'TaskExecutionError', code: 'ACTION_FAILED', message: 'no', retryable: true },
  retryAt,
});

describe('measuring a run', () => {
  const chain = planned({ a: [], b: ['a'], c: [] });
  const events: readonly RunEvent[] = [
    { type: 'run_started', at: 1_000 },
    started(1_000, 0),
    started(1_500, 2), // half a second without a slot
    failed(3_000, 0, 4_000),
    { type: 'backoff_ended', at: 4_000, task: 0, attempt: 2 },
    started(4_250, 0, 2),
    succeeded(5_250, 0, 2),
    started(7_250, 1), // two seconds after its dependency
    { type: 'attempt_lost', at: 9_000, task: 2, attempt: 1 },
    started(9_000, 2, 2),
    succeeded(10_250, 1),
    succeeded(11_000, 2, 2),
    { type: 'run_ended', at: 11_000, status: 'completed' },
  ];

  it('given retries, lost attempts and waits, then each is told apart, and delays before retries are no waits', () => {
    expect(runPerformance(chain, events)).toEqual({
      duration: 10_000,
      tasks: [
        { durations: [2_000, 1_000], failures: 1, retries: 1, waited: 250, span: { from: 1_000, to: 5_250 } },
        { durations: [3_000], failures: 0, retries: 0, waited: 2_000, span: { from: 7_250, to: 10_250 } },
        { durations: [2_000], failures: 0, retries: 0, waited: 500, span: { from: 1_500, to: 11_000 } },
      ],
    });
  });

  it('given such a run, then the longest chain and its share of the run are named, and the slowest steps', () => {
    const steps = ['a', 'b', 'c'].map((action) => ({ module: 'm', action }));
    const run = { id: runId('r1'), workflow: 'w', status: 'completed' as const, plan: chain, steps };
    const view = workflowPerformance([{ ...run, performance: runPerformance(chain, events), inner: [] }]);
    expect(view).toMatchObject({
      runs: 1,
      successes: 1,
      waitingTime: 2.75,
      slowestSteps: ['b', 'c', 'a'],
      criticalPath: { executionId: 'r1', steps: ['c'], duration: 9.5, share: 0.95 },
      modules: { m: { count: 4, totalTime: 8, averageTime: 2 } },
      steps: { a: { action: 'a', count: 2, failures: 1, retries: 1, averageTime: 1.5, waitingTime: 0.25 } },
    });
  });

  it('given a run that was cut short, then what ended is measured and nothing else', () => {
    const cut = runPerformance(chain, events.slice(0, 4));
    expect(cut.duration).toBe(2_000);
    expect(cut.tasks.map((task) => task.durations)).toEqual([[2_000], [], []]);
    expect(cut.tasks[2]?.span).toBeUndefined();
    expect(runPerformance(chain, [])).toMatchObject({ duration: 0 });
  });

  it('given 30,000 steps in a chain, then measuring takes time in proportion', () => {
    const size = 30_000;
    const long = planned(
      Object.fromEntries(Array.from({ length: size }, (_, i) => [`s${i}`, i === 0 ? [] : [`s${i - 1}`]])),
    );
    const all = Array.from({ length: size }, (_, i) => [started(i * 2, i), succeeded(i * 2 + 1, i)]).flat();
    const { tasks, duration } = runPerformance(long, all);
    expect(duration).toBe(size * 2 - 1);
    expect(tasks.reduce((sum, task) => sum + task.waited, 0)).toBe(size - 1);
  });
});

describe('statistics of durations', () => {
  it('given none, then all is 0', () => {
    expect(Object.values(durationStatistics([]))).toEqual(Array.from({ length: 9 }, () => 0));
  });

  it('given any, then percentiles are among them and in order, whatever the order they came in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 50 }), (values) => {
        const { count, min, p50, p90, p95, p99, max, averageTime, totalTime } = durationStatistics(values);
        const ordered = [min, p50, p90, p95, p99, max];
        expect(ordered).toEqual(ordered.toSorted((a, b) => a - b));
        for (const one of ordered) expect(values.map((value) => value / 1000)).toContain(one);
        expect(values.filter((value) => value / 1000 <= p90).length).toBeGreaterThanOrEqual(0.9 * count);
        expect(averageTime * count).toBeCloseTo(totalTime, 3);
        expect(durationStatistics(values.toReversed())).toEqual(durationStatistics(values));
      }),
      { ...SEED, numRuns: Number(process.env.FC_RUNS ?? 200) },
    );
  });
});
