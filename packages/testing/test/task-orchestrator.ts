import { TaskOrchestrator } from '@codomyrmex/engine';
import { VirtualClock } from '../src/index.ts';
import { composed } from './acting.ts';
import { type Script, type Scripted, scripted } from './scripted.ts';

/** A door to single tasks in virtual time, whose one action does what the script says. */
export function taskOrchestrator(
  script: Partial<Script> = {},
  maxWorkers?: number,
): { readonly clock: VirtualClock; readonly actions: Scripted; readonly tasks: TaskOrchestrator } {
  const clock = new VirtualClock();
  const actions = scripted(clock, script);
  const { orchestrator } = composed([actions.plugin], { clock });
  return { clock, actions, tasks: new TaskOrchestrator({ orchestrator, maxWorkers }) };
}
