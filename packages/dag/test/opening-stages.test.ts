import { failureFrom } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import { advance, initialState, type OnFailure, skipText, type TaskSpec, wantedBy } from '../src/index.ts';
import { seeded } from './random-graph.ts';
import { planned, simulate } from './simulation.ts';

const failure = failureFrom(new Error('boom'));

const step = (name: string, ...dependencies: string[]): TaskSpec => ({ name, dependencies });
const undoing = (undoes: string, ...dependencies: string[]): TaskSpec => ({
  name: `undo ${undoes}`,
  dependencies,
  stage: 'undo',
  undoes,
  runOn: 'always',
});
const failing = (name: string, ...dependencies: string[]): TaskSpec => ({ name, dependencies, stage: 'failure' });
const closing = (name: string, ...dependencies: string[]): TaskSpec => ({ name, dependencies, stage: 'finally' });

const steps = [step('load'), step('move', 'load'), step('sell', 'move')];
const specs = [
  ...steps,
  undoing('sell'),
  undoing('move', 'undo sell'),
  undoing('load', 'undo move'),
  failing('report'),
  failing('apologize', 'report'),
  closing('close'),
  closing('lock', 'close'),
];

/** Lets a run go to its end, where nobody cancels anything: what was started, in order, and how the rest was skipped. */
function ran(tasks: readonly TaskSpec[], failed: readonly string[], onFailure: OnFailure) {
  const { plan, state, journal } = simulate({
    specs: tasks,
    outcomes: (task) => (failed.includes(tasks[task]!.name) ? 'fails for good' : 'succeeds'),
    slots: 1,
    onFailure,
    random: seeded(1),
    crashes: 0,
    noise: 0,
    aborts: 0,
  });
  const started = journal.flatMap((event) => (event.type === 'attempt_started' ? [plan.names[event.task]] : []));
  const skipped = state.tasks.flatMap((end, task) =>
    end.kind === 'skipped' ? [`${plan.names[task]}: ${skipText(plan, end.because)}`] : [],
  );
  return { started, skipped, stage: state.stage };
}

describe('the stages of a run', () => {
  it('given steps that all complete, then nothing is undone or told as a failure, and the end comes', () => {
    expect(ran(specs, [], 'rollback')).toEqual({
      started: ['load', 'move', 'sell', 'close', 'lock'],
      skipped: [
        'undo sell: nothing_to_undo',
        'undo move: nothing_to_undo',
        'undo load: nothing_to_undo',
        'report: run_did_not_fail',
        'apologize: dependency_skipped: report',
      ],
      stage: 'finally',
    });
  });

  it('given a failed step in a run that is rolled back, then what completed is undone from the last on, and then it is told', () => {
    expect(ran(specs, ['sell'], 'rollback')).toEqual({
      started: ['load', 'move', 'sell', 'undo move', 'undo load', 'report', 'apologize', 'close', 'lock'],
      skipped: ['undo sell: nothing_to_undo'],
      stage: 'finally',
    });
  });

  it('given a failed step in a run that is not rolled back, then nothing is undone, and it is told all the same', () => {
    const { started, skipped } = ran(specs, ['sell'], 'continue');
    expect(started).toEqual(['load', 'move', 'sell', 'report', 'apologize', 'close', 'lock']);
    expect(skipped).toEqual(['sell', 'move', 'load'].map((name) => `undo ${name}: nothing_to_undo`));
  });

  it('given only steps that are undone, then the run ends with the last of them', () => {
    const { started } = ran([...steps, undoing('move'), undoing('load', 'undo move')], ['sell'], 'rollback');
    expect(started).toEqual(['load', 'move', 'sell', 'undo move', 'undo load']);
  });

  it('given a rule that is not met when its stage opens, then what waits for that task is skipped with it', () => {
    const tasks = [...steps, { ...closing('repair'), runOn: 'any_failure' as const }, closing('check', 'repair')];
    expect(ran(tasks, [], 'continue').skipped).toEqual(['repair: rule_not_met', 'check: dependency_skipped: repair']);
  });

  it('given a stage that opens, then of it only what waits for nothing else is wanted', () => {
    const state = initialState(planned([step('load'), closing('lock', 'close'), closing('close'), closing('sweep')]));
    const wanted = () => state.tasks.map((_, task) => wantedBy(state, task));
    advance(state, [
      { type: 'start', at: 0 },
      { type: 'grant', at: 1, task: 0 },
    ]);
    expect(wanted()).toEqual(['invoke', 'nothing', 'nothing', 'nothing']);
    advance(state, [{ type: 'fail', at: 2, task: 0, attempt: 1, failure, random: 0 }]);
    expect(wanted()).toEqual(['nothing', 'nothing', 'acquire', 'acquire']);
  });

  it('given a cancel, then what is for the failure and for the end comes all the same, until it is cancelled in turn', () => {
    const state = initialState(planned([step('load'), failing('report'), closing('close'), closing('lock', 'close')]));
    const cancel = { type: 'cancel', at: 2, reason: 'enough' } as const;
    const wanted = () => state.tasks.map((_, task) => wantedBy(state, task));
    advance(state, [{ type: 'start', at: 0 }, { type: 'grant', at: 1, task: 0 }, cancel]);
    expect(wanted()).toEqual(['stop', 'nothing', 'nothing', 'nothing']);
    const report = (task: number) => ({ type: 'report_stopped', at: 3, task, attempt: 1 }) as const;
    advance(state, [report(0), { type: 'grant', at: 4, task: 1 }]);
    // Also a run that is being cancelled did not do what it was for.
    expect(wanted()).toEqual(['nothing', 'invoke', 'nothing', 'nothing']);
    const output = { kind: 'inline', value: null } as const;
    advance(state, [
      { type: 'succeed', at: 5, task: 1, attempt: 1, output },
      { type: 'grant', at: 6, task: 2 },
    ]);
    expect(wanted()).toEqual(['nothing', 'nothing', 'invoke', 'nothing']);
    advance(state, [cancel]);
    expect(wanted()).toEqual(['nothing', 'nothing', 'stop', 'nothing']);
    expect(advance(state, [report(2)]).map(({ type }) => type)).toEqual(['attempt_cancelled', 'run_ended']);
    expect(state.tasks.map(({ kind }) => kind)).toEqual(['cancelled', 'completed', 'cancelled', 'cancelled']);
  });
});
