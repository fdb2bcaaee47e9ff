import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../src/index.ts';
import { allSettled, type Simulated } from './simulation.ts';
import { simulatedStages as simulated } from './staged-run.ts';

const RUNS = Number(process.env.FC_RUNS ?? 1_000);

const stageOf = ({ plan }: Simulated, task: number): string => plan.late.get(task) ?? 'main';
const started = ({ journal }: Simulated): number[] =>
  journal.flatMap((event) => (event.type === 'attempt_started' ? [event.task] : []));

/** Whether the run, when that stage could open, had failed or was being ended. */
function hadFailed({ journal, plan, state }: Simulated, before: number): boolean {
  return journal
    .slice(0, before)
    .some((event) => isAbort(event) || (failsTask(event) && !plan.optional.has(event.task) && state.tasks.length > 0));
}

const isAbort = (event: RunEvent): boolean => event.type === 'cancel_requested' || event.type === 'run_timed_out';
const failsTask = (event: RunEvent): event is Extract<RunEvent, { task: number }> =>
  event.type === 'task_failed' || (event.type === 'attempt_failed' && event.retryAt === null);

describe('the stages of a run, over random graphs, outcomes, cancels, pauses and crashes', () => {
  const forSeeds = (check: (run: Simulated) => void): void =>
    fc.assert(
      fc.property(fc.integer(), (seed) => check(simulated(seed))),
      { numRuns: RUNS },
    );

  it('come one after another: once a later one has begun, nothing of an earlier one starts', () => {
    forSeeds((run) => {
      const order = ['main', 'undo', 'failure', 'finally'];
      const ranks = started(run).map((task) => order.indexOf(stageOf(run, task)));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    });
  });

  it('end with every task settled, whatever happened', () => {
    forSeeds((run) => {
      expect(allSettled(run.state)).toBe(true);
      expect(run.journal.at(-1)?.type).toBe('run_ended');
      if (run.plan.late.size > 0) expect([...run.state.left]).toEqual([0, 0, 0, 0]);
    });
  });

  it('undo in a run that is rolled back, only what completed, and in the order of the chain', () => {
    forSeeds((run) => {
      const undone = run.journal.flatMap((event, at) =>
        event.type === 'attempt_started' && event.attempt === 1 && stageOf(run, event.task) === 'undo'
          ? [{ task: event.task, at }]
          : [],
      );
      for (const { task, at } of undone) {
        expect(run.state.onFailure).toBe('rollback');
        expect(run.state.tasks[run.plan.undoes.get(task)!]?.kind).toBe('completed');
        expect(hadFailed(run, at)).toBe(true);
      }
      expect(undone.map(({ task }) => task)).toEqual(undone.map(({ task }) => task).sort((a, b) => a - b));
    });
  });

  it('undo everything that completed and can be undone, unless the undoing itself was cancelled', () => {
    forSeeds((run) => {
      if (run.state.onFailure !== 'rollback' || run.journal.some(isAbort)) return;
      const firstUndo = run.journal.findIndex((event) => 'task' in event && stageOf(run, event.task) !== 'main');
      if (!hadFailed(run, firstUndo < 0 ? run.journal.length : firstUndo)) return;
      for (const [task, step] of run.plan.undoes) {
        const isDone = run.state.tasks[step]?.kind === 'completed';
        expect(run.state.tasks[task]?.kind === 'skipped' && !declined(run, task)).toBe(!isDone);
      }
    });
  });

  it('do what is for a failure exactly in runs that failed', () => {
    forSeeds((run) => {
      for (const [task, stage] of run.plan.late) {
        if (stage !== 'failure') continue;
        const end = run.state.tasks[task];
        const isLeftOut = end?.kind === 'skipped' && end.because.kind === 'run_did_not_fail';
        const opened = run.journal.findIndex(
          (event) => 'task' in event && ['failure', 'finally'].includes(stageOf(run, event.task)),
        );
        if (isLeftOut) expect(hadFailed(run, Math.max(opened, 0))).toBe(false);
      }
    });
  });

  it('do what is for the end in every run, also a cancelled one, until it is cancelled in turn', () => {
    forSeeds((run) => {
      const aborts = run.journal.filter(isAbort).length;
      for (const [task, stage] of run.plan.late) {
        const end = run.state.tasks[task];
        if (stage === 'finally' && end?.kind === 'cancelled') expect(aborts).toBeGreaterThan(0);
        if (stage === 'finally' && end?.kind === 'skipped') {
          expect(['dependency_failed', 'dependency_skipped', 'dependency_cancelled', 'not_applicable']).toContain(
            end.because.kind,
          );
        }
      }
    });
  });
});

const declined = ({ journal }: Simulated, task: number): boolean =>
  journal.some((event) => event.type === 'attempt_declined' && event.task === task);
