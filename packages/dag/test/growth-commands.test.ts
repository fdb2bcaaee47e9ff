import { failureFrom } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import {
  type AddedTask,
  advance,
  type Command,
  GrowingPlan,
  growthProblems,
  initialState,
  type OnFailure,
  type RunState,
  type Tasks,
} from '../src/index.ts';
import { planned } from './simulation.ts';

const failure = failureFrom(new Error('boom'));
const added = (name: string, dependencies: readonly string[] = [], more: Partial<AddedTask> = {}): AddedTask => ({
  name,
  dependencies,
  written: {},
  ...more,
});

const add = (...tasks: AddedTask[]): Command => ({ type: 'add', at: 1, tasks });
const grant = (task: number): Command => ({ type: 'grant', at: 2, task });
const succeed = (task: number): Command => ({
  type: 'succeed',
  at: 3,
  task,
  attempt: 1,
  output: { kind: 'inline', value: null },
});
const hold = (tasks: Tasks): Command => ({ type: 'hold', at: 4, tasks });
const release = (tasks: Tasks): Command => ({ type: 'release', at: 5, tasks });
const seal: Command = { type: 'seal', at: 6 };

function grown(onFailure: OnFailure, ...tasks: AddedTask[]): RunState {
  const state = initialState(new GrowingPlan(), onFailure);
  advance(state, [{ type: 'start', at: 0 }, add(...tasks)]);
  return state;
}

const kinds = (state: RunState): string[] => state.tasks.map(({ kind }) => kind);
const growth: readonly [string, Command][] = [
  ['add', add(added('late'))],
  ['hold', hold('all')],
  ['release', release('all')],
  ['seal', seal],
];

describe('a run that does not grow', () => {
  it.each(growth)('given a run that was begun whole, then %s comes to nothing', (_, command) => {
    const state = initialState(planned([{ name: 'a', dependencies: [] }]));
    advance(state, [{ type: 'start', at: 0 }]);
    expect(advance(state, [command])).toEqual([]);
  });

  it.each(growth)('given a run that is being cancelled, then %s comes to nothing', (_, command) => {
    const state = grown('continue', added('a'));
    advance(state, [grant(0), { type: 'cancel', at: 3, reason: 'enough' }]);
    expect(advance(state, [command])).toEqual([]);
    expect(state.phase.kind).toBe('cancelling');
  });

  it.each(growth)('given a run that stops at its first failure, then %s comes to nothing', (_, command) => {
    const state = grown('stop', added('a'), added('b'));
    advance(state, [grant(0), grant(1), { type: 'fail', at: 3, task: 0, attempt: 1, failure, random: 0 }]);
    expect(advance(state, [command])).toEqual([]);
    expect(state.phase.kind).toBe('stopping');
  });

  it('given tasks for it, then it is told why none can be added', () => {
    const whole = initialState(planned([]));
    const notBegun = initialState(new GrowingPlan());
    const cancelling = grown('continue', added('a'));
    advance(cancelling, [grant(0), { type: 'cancel', at: 3, reason: 'enough' }]);
    const problems = [whole, notBegun, cancelling].flatMap((state) => growthProblems(state, [added('x')]));
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['run_sealed', 'nothing can be added: the run was begun whole'],
      ['run_sealed', 'nothing can be added: the run is new'],
      ['run_sealed', 'nothing can be added: the run is cancelling'],
    ]);
  });
});

describe('adding', () => {
  it('given no tasks, then it comes to nothing', () => {
    expect(advance(grown('continue'), [add()])).toEqual([]);
  });
});

describe('holding and releasing', () => {
  it('given indices, then exactly those are held that are neither held nor ended, each once', () => {
    const state = grown('continue', added('done'), added('a'), added('b', [], { held: true }), added('c'));
    advance(state, [grant(0), succeed(0)]);
    expect(advance(state, [hold([3, 0, 2, 3, 99])])).toEqual([{ type: 'tasks_held', at: 4, tasks: [3] }]);
    expect(kinds(state)).toEqual(['completed', 'ready', 'waiting', 'waiting']);
    expect(advance(state, [hold([0, 2, 3, 99])])).toEqual([]);
  });

  it('given indices, then exactly those are released that are held, each once', () => {
    const held = { held: true } as const;
    const state = grown('continue', added('a', [], held), added('b', [], held), added('c'));
    expect(advance(state, [release([1, 2, 1, 99])])).toEqual([{ type: 'tasks_released', at: 5, tasks: [1] }]);
    expect(kinds(state)).toEqual(['waiting', 'ready', 'ready']);
    expect(advance(state, [release([1, 2, 99])])).toEqual([]);
  });

  it('given every task that there is, then those that ended are not held', () => {
    const state = grown('continue', added('done'), added('a'));
    advance(state, [grant(0), succeed(0), hold('all')]);
    expect([...(state.growth?.held ?? [])].slice(0, 2)).toEqual([0, 1]);
  });

  it('given a hold before the first attempt, then the task waits as it did before it was ready', () => {
    const state = grown('continue', added('a'));
    advance(state, [hold([0])]);
    expect(state.tasks[0]).toEqual({ kind: 'waiting' });
  });

  it('given a hold and a release while a task runs, then its attempt goes on', () => {
    const state = grown('continue', added('a'), added('b', ['a']));
    advance(state, [grant(0), hold([0]), release([0])]);
    expect(state.tasks[0]).toMatchObject({ kind: 'running', attempt: 1 });
    advance(state, [succeed(0)]);
    expect(kinds(state)).toEqual(['completed', 'ready']);
  });
});

describe('sealing', () => {
  it('given a task that was cancelled while its dependency had not come, then it stays cancelled', () => {
    const state = grown('continue', added('a', ['ghost']), added('b'));
    advance(state, [{ type: 'cancel_task', at: 2, task: 0 }, seal]);
    expect(kinds(state)).toEqual(['cancelled', 'ready']);
    expect(state.unsettled).toBe(1);
  });

  it('given that it is sealed, then a second seal comes to nothing', () => {
    const state = grown('continue', added('a'));
    expect(advance(state, [seal, seal])).toEqual([{ type: 'run_sealed', at: 6 }]);
  });
});

describe('what growing costs', () => {
  /** A growing plan that tells how often its flat arrays were asked for. */
  class Watched extends GrowingPlan {
    asked = 0;

    override get dependencyStart(): Int32Array {
      this.asked++;
      return super.dependencyStart;
    }

    override get dependentStart(): Int32Array {
      this.asked++;
      return super.dependentStart;
    }
  }

  it('given tasks that come and end, then the flat arrays of all tasks are never made', () => {
    const plan = new Watched();
    const state = initialState(plan);
    plan.asked = 0;
    advance(state, [{ type: 'start', at: 0 }, add(added('a'), added('b', ['a'], { runOn: 'any_success' }))]);
    advance(state, [grant(0), succeed(0), add(added('c', ['a', 'b']), added('d', ['c'], { runOn: 'failure' }))]);
    advance(state, [grant(1), succeed(1), grant(2), succeed(2), seal]);
    expect(kinds(state)).toEqual(['completed', 'completed', 'completed', 'skipped']);
    expect(plan.asked).toBe(0);
  });

  it('given 1,000 tasks that come one by one, then what is kept of each is copied a few times only', () => {
    const state = grown('continue');
    const unmet = new Set<Int32Array>();
    const held = new Set<Uint8Array | undefined>();
    for (let index = 0; index < 1_000; index++) {
      advance(state, [add(added(`t${index}`))]);
      unmet.add(state.unmet);
      held.add(state.growth?.held);
    }
    expect(unmet.size).toBeLessThan(12);
    expect(held.size).toBeLessThan(12);
  });
});
