import { TaskOrchestrator } from '@codomyrmex/engine';
import { expect, it } from 'vitest';
import { acting, composed } from './acting.ts';

const TASKS = 100_000;

it('given 100,000 tasks that come one by one, in layers, then all of them are done', { timeout: 120_000 }, async () => {
  const { orchestrator } = composed([acting('quick', { work: () => null })], { maxWorkers: 16 });
  const tasks = new TaskOrchestrator({ orchestrator, maxWorkers: 16 });
  const options = { module: 'quick', action: 'work' };
  for (let index = 0; index < TASKS; index++) {
    const dependencies = index < 100 ? [] : [`t${index - 100}`, `t${index - 99}`];
    tasks.addTask({ ...options, id: `t${index}`, name: `t${index}`, dependencies });
  }
  tasks.startExecution();
  expect(await tasks.waitForCompletion()).toBe(true);
  expect(tasks.getExecutionStats()).toMatchObject({ totalTasks: TASKS, completed: TASKS });
});
