import type { Problem } from '@codomyrmex/core';
import type { AddedTask } from '../plan/added-task.ts';
import type { Command } from './command.ts';
import type { RunEvent, Tasks } from './event.ts';
import { isSettled, type RunState } from './state.ts';

type GrowthCommand = Command & { readonly type: 'add' | 'release' | 'hold' | 'seal' };

/** What is wrong with tasks that are to be added; none when the run can take them. The state stays as it is. */
export function growthProblems(state: RunState, tasks: readonly AddedTask[]): readonly Problem[] {
  const closed = whyClosed(state);
  if (closed !== undefined) return [{ code: 'run_sealed', message: `nothing can be added: ${closed}`, path: '' }];
  return state.growth?.plan.problemsOf(tasks) ?? [];
}

/** What a command about a run's growth makes true. A run that was begun whole takes none of them. */
export function decideGrowth(state: RunState, command: GrowthCommand): RunEvent | undefined {
  const { growth } = state;
  if (growth === undefined || state.phase.kind !== 'open') return undefined;
  const { at } = command;
  switch (command.type) {
    case 'add':
      if (command.tasks.length === 0 || growthProblems(state, command.tasks).length > 0) return undefined;
      return { type: 'tasks_added', at, tasks: command.tasks };
    case 'seal':
      return growth.isSealed ? undefined : { type: 'run_sealed', at };
    case 'release': {
      const tasks = those(command.tasks, (task) => growth.held[task] === 1);
      return tasks.length === 0 ? undefined : { type: 'tasks_released', at, tasks };
    }
    case 'hold': {
      const tasks = those(command.tasks, (task) => growth.held[task] !== 1 && isUnsettled(state, task));
      return tasks.length === 0 ? undefined : { type: 'tasks_held', at, tasks };
    }
  }
}

function those(tasks: Tasks, isMeant: (task: number) => boolean): Tasks {
  return tasks === 'all' ? tasks : [...new Set(tasks)].filter(isMeant);
}

function isUnsettled(state: RunState, task: number): boolean {
  const current = state.tasks[task];
  return current !== undefined && !isSettled(current);
}

function whyClosed({ growth, phase }: RunState): string | undefined {
  if (growth === undefined) return 'the run was begun whole';
  if (growth.isSealed) return 'the run was sealed';
  return phase.kind === 'open' ? undefined : `the run is ${phase.kind}`;
}
