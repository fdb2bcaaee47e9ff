import { failureFrom } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import { advance, type Command, initialState, skipText } from '../src/index.ts';
import { planned } from './simulation.ts';

const failure = failureFrom(new Error('boom'));

/** `first` ends as the command says; `second` waits for it and `third` for `second`: why were those two skipped? */
function skippedAfter(end: Command): string[] {
  const graph = planned([
    { name: 'other', dependencies: [] },
    { name: 'first', dependencies: [] },
    { name: 'second', dependencies: ['first'] },
    { name: 'third', dependencies: ['second'] },
  ]);
  const state = initialState(graph);
  advance(state, [
    { type: 'start', at: 0 },
    { type: 'grant', at: 1, task: 1 },
    end,
    { type: 'report_stopped', at: 3, task: 1, attempt: 1 },
  ]);
  return state.tasks.slice(2).map((task) => (task.kind === 'skipped' ? skipText(graph, task.because) : task.kind));
}

describe('why a task was skipped', () => {
  it.each<[string, Command, string]>([
    ['failed', { type: 'fail', at: 2, task: 1, attempt: 1, failure, random: 0 }, 'dependency_failed: first'],
    [
      'found nothing to do',
      { type: 'decline', at: 2, task: 1, attempt: 1, reason: 'no files' },
      'dependency_skipped: first',
    ],
    ['was cancelled', { type: 'cancel_task', at: 2, task: 1 }, 'dependency_cancelled: first'],
  ])('given that a task %s, then all that follow from it name it', (_, end, why) => {
    expect(skippedAfter(end)).toEqual([why, why]);
  });

  it('given a task that found nothing to do, then it says so in its own words', () => {
    expect(skipText(planned([]), { kind: 'not_applicable', reason: 'no files' })).toBe('not_applicable: no files');
  });

  it('given a task whose rule was not met, then what waits for it was skipped for it', () => {
    const graph = planned([
      { name: 'work', dependencies: [] },
      { name: 'repair', dependencies: ['work'], runOn: 'failure' },
      { name: 'report', dependencies: ['repair'] },
    ]);
    const state = initialState(graph);
    advance(state, [
      { type: 'start', at: 0 },
      { type: 'grant', at: 1, task: 0 },
      { type: 'succeed', at: 2, task: 0, attempt: 1, output: { kind: 'inline', value: null } },
    ]);
    expect(state.tasks.slice(1)).toEqual([
      { kind: 'skipped', attempt: 0, because: { kind: 'rule_not_met' } },
      { kind: 'skipped', attempt: 0, because: { kind: 'dependency_skipped', task: 1 } },
    ]);
  });
});
