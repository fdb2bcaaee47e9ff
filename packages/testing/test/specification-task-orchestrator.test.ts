import { TaskPriority, TaskStatus } from '@codomyrmex/core';
import type { TaskDraft, TaskResource, TaskResult } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { taskOrchestrator as given } from './task-orchestrator.ts';

// The rows of the specification that TaskOrchestrator answers for. What they do beyond the words of the specification is proved in
// task-orchestrator.test.ts.

describe('TaskOrchestrator', () => {
  it('given create_task with everything that it takes, then the task says all of it', {
    meta: {
      specification: [
        '3.TaskOrchestrator.create_task',
        '3.TaskOrchestrator.create_task.name',
        '3.TaskOrchestrator.create_task.module',
        '3.TaskOrchestrator.create_task.action',
        '3.TaskOrchestrator.create_task.parameters',
        '3.TaskOrchestrator.create_task.dependencies',
        '3.TaskOrchestrator.create_task.priority',
        '3.TaskOrchestrator.create_task.timeout',
        '3.TaskOrchestrator.create_task.max_retries',
        '3.TaskOrchestrator.create_task.resources',
        '3.TaskOrchestrator',
        '1.TaskOrchestrator',
        '4.TaskOrchestrator',
        '5.TaskOrchestrator',
      ],
    },
  }, () => {
    const { tasks } = given();
    const first = tasks.createTask('first', 'scripted', 'work');
    const resources: readonly TaskResource[] = [{ type: 'cpu', identifier: 'system_cpu', mode: 'read' }];
    const task = tasks.createTask('analyze_code', 'scripted', 'work', {
      parameters: { value: './src' },
      dependencies: [first.id],
      priority: TaskPriority.HIGH,
      timeout: 300,
      maxRetries: 5,
      resources,
    });
    expect(task).toMatchObject({
      name: 'analyze_code',
      module: 'scripted',
      action: 'work',
      parameters: { value: './src' },
      dependencies: [first.id],
      priority: 'high',
      timeout: 300,
      maxRetries: 5,
    });
    expect(task.resources).toMatchObject(resources);
  });

  it('given add_task, then it gives the id, under which the task and its dependencies are found', {
    meta: {
      specification: [
        '3.TaskOrchestrator.add_task',
        '3.TaskOrchestrator.add_task.task',
        '3.TaskOrchestrator.get_task',
        '3.TaskOrchestrator.get_task.task_id',
        '1.TaskOrchestrator.add_task',
        '1.TaskOrchestrator.add_task.task',
        '4.TaskOrchestrator.add_task',
        '4.TaskOrchestrator.add_task.task',
        '4.TaskOrchestrator.feature.dependencies',
        '1.TaskOrchestrator.get_dependencies',
        '1.TaskOrchestrator.get_dependencies.task_id',
      ],
    },
  }, () => {
    const { tasks } = given();
    const id = tasks.addTask({ name: 'a', module: 'scripted', action: 'work' });
    const next = tasks.addTask({ name: 'b', module: 'scripted', action: 'work', dependencies: [id] });
    expect(tasks.getTask(id)).toMatchObject({ id, name: 'a' });
    expect(tasks.getTask('nowhere')).toBeUndefined();
    expect(tasks.getDependencies(next)).toEqual([id]);
  });

  it('given execute_task of a task, then it gives the result with every field', {
    meta: {
      specification: [
        '3.TaskOrchestrator.execute_task',
        '3.TaskOrchestrator.execute_task.task',
        '3.TaskOrchestrator.execute_task->success',
        '3.TaskOrchestrator.execute_task->data',
        '3.TaskOrchestrator.execute_task->error_message',
        '3.TaskOrchestrator.execute_task->error_type',
        '3.TaskOrchestrator.execute_task->execution_time',
        '3.TaskOrchestrator.execute_task->memory_usage',
        '3.TaskOrchestrator.execute_task->metadata',
        '3.TaskResult',
        '3.TaskResult.success',
        '3.TaskResult.data',
        '3.TaskResult.error_message',
        '3.TaskResult.error_type',
        '3.TaskResult.execution_time',
        '3.TaskResult.memory_usage',
        '3.TaskResult.metadata',
        '4.TaskResult.success',
        '5.TaskResult',
        '4.TaskOrchestrator.execute_task',
        '4.TaskOrchestrator.execute_task.task',
      ],
    },
  }, async () => {
    const { tasks, clock } = given();
    const draft: TaskDraft = { name: 'a', module: 'scripted', action: 'work', parameters: { value: 1 } };
    const result: TaskResult = await clock.runUntil(tasks.executeTask(draft));
    expect(result).toMatchObject({
      success: true,
      data: { task: 'a', value: 1 },
      errorMessage: null,
      errorType: null,
      executionTime: 1,
      memoryUsage: 0,
      metadata: { attempts: 1 },
    });
  });

  it('given an action that fails, then the result says how, and nothing is thrown', {
    meta: { specification: ['3.TaskOrchestrator.execute_task!exceptions'] },
  }, async () => {
    const { tasks, clock } = given({ ending: () => 'fails' });
    const task = tasks.createTask('a', 'scripted', 'work', { maxRetries: 0 });
    expect(await clock.runUntil(tasks.executeTask(task))).toMatchObject({
      success: false,
      data: null,
      errorMessage: 'a fails',
      errorType: 'TaskExecutionError',
    });
  });

  it('given ids, then execute_task runs one and execute_parallel several at once, with results in order', {
    meta: {
      specification: [
        '1.TaskOrchestrator.execute_task',
        '1.TaskOrchestrator.execute_task.task_id',
        '1.TaskOrchestrator.execute_parallel',
        '1.TaskOrchestrator.execute_parallel.task_ids',
        '4.TaskOrchestrator.feature.parallel',
        '2.guideline.tasks.parallel',
      ],
    },
  }, async () => {
    const { tasks, clock, actions } = given();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => tasks.createTask(name, 'scripted', 'work').id);
    expect(await clock.runUntil(tasks.executeTask(a ?? ''))).toMatchObject({ data: { task: 'a' } });
    const results = await clock.runUntil(tasks.executeParallel([c ?? '', b ?? '']));
    expect(results.map(({ data }) => data)).toMatchObject([{ task: 'c' }, { task: 'b' }]);
    expect(actions.mostRunning).toBe(2);
  });

  it('given max_workers, then no more tasks run at once, and the more urgent go first', {
    meta: {
      specification: [
        '1.TaskOrchestrator.__init__',
        '1.TaskOrchestrator.__init__.max_workers',
        '4.TaskOrchestrator.feature.priority',
        '1.TaskPriority.URGENT',
        '3.limit.task_execution',
        '4.feature.task_orchestration',
      ],
    },
  }, async () => {
    const { tasks, clock, actions } = given({}, 2);
    for (const name of ['a', 'b', 'c']) tasks.createTask(name, 'scripted', 'work', { priority: TaskPriority.LOW });
    const urgent = tasks.createTask('urgent', 'scripted', 'work', { priority: 'urgent' });
    tasks.startExecution();
    await clock.runUntil(tasks.waitForCompletion());
    expect(urgent.priority).toBe('critical');
    expect(actions.mostRunning).toBe(2);
    expect(actions.calls[0]?.task).toBe('urgent');
  });

  it('given start_execution, then tasks run; given stop_execution, then nothing more starts', {
    meta: {
      specification: [
        '3.TaskOrchestrator.start_execution',
        '3.TaskOrchestrator.start_execution.required',
        '3.TaskOrchestrator.stop_execution',
        '3.TaskOrchestrator.stop_execution.grace',
        '3.TaskOrchestrator.wait_for_completion',
        '3.TaskOrchestrator.wait_for_completion.timeout',
        '4.TaskOrchestrator.start_execution',
      ],
    },
  }, async () => {
    const { tasks, clock, actions } = given({ duration: () => 20_000 }, 1);
    tasks.createTask('a', 'scripted', 'work');
    tasks.createTask('b', 'scripted', 'work');
    expect(await clock.runUntil(tasks.waitForCompletion(30))).toBe(false);
    expect(actions.calls).toEqual([]);
    tasks.startExecution();
    await clock.settle();
    const before = clock.now();
    await clock.runUntil(tasks.stopExecution());
    expect(clock.now() - before).toBe(5_000);
    await clock.advance(60_000);
    expect(actions.calls).toHaveLength(1);
    tasks.startExecution();
    expect(await clock.runUntil(tasks.waitForCompletion())).toBe(true);
  });

  it('given cancel_task, then it says whether the task was cancelled', {
    meta: {
      specification: [
        '3.TaskOrchestrator.cancel_task',
        '3.TaskOrchestrator.cancel_task.task_id',
        '1.TaskOrchestrator.cancel_task',
        '1.TaskOrchestrator.cancel_task.task_id',
        '1.TaskStatus.CANCELLED',
        '1.TaskOrchestrator.get_task_status',
        '1.TaskOrchestrator.get_task_status.task_id',
        '3.TaskStatus.CANCELLED',
        '3.TaskOrchestrator.get_task_result',
        '3.TaskOrchestrator.get_task_result.task_id',
      ],
    },
  }, async () => {
    const { tasks, clock } = given();
    const done = tasks.createTask('done', 'scripted', 'work');
    const open = tasks.createTask('open', 'scripted', 'work');
    await clock.runUntil(tasks.executeTask(done.id));
    expect([tasks.cancelTask(done.id), tasks.cancelTask('nowhere')]).toEqual([false, false]);
    expect(tasks.cancelTask(open.id)).toBe(true);
    expect(tasks.getTaskStatus(open.id)).toBe(TaskStatus.CANCELLED);
    expect(tasks.getTaskResult(open.id)).toBeUndefined();
    expect(tasks.getTaskResult(done.id)).toMatchObject({ success: true });
    expect(tasks.getTaskResult('nowhere')).toBeUndefined();
  });

  it('given tasks in every status, then they are listed by it and counted', {
    meta: {
      specification: [
        '3.TaskOrchestrator.list_tasks',
        '3.TaskOrchestrator.list_tasks.status',
        '3.TaskOrchestrator.get_execution_stats',
        '3.TaskOrchestrator.get_execution_stats->total_tasks',
        '3.TaskOrchestrator.get_execution_stats->pending',
        '3.TaskOrchestrator.get_execution_stats->ready',
        '3.TaskOrchestrator.get_execution_stats->running',
        '3.TaskOrchestrator.get_execution_stats->completed',
        '3.TaskOrchestrator.get_execution_stats->failed',
        '3.TaskOrchestrator.get_execution_stats->cancelled',
        '3.TaskOrchestrator.get_execution_stats->total_execution_time',
        '3.TaskOrchestrator.get_execution_stats->average_execution_time',
        '3.TaskStatus',
        '3.TaskStatus.PENDING',
        '3.TaskStatus.READY',
        '3.TaskStatus.RUNNING',
        '3.TaskStatus.COMPLETED',
        '3.TaskStatus.FAILED',
        '3.TaskStatus.SKIPPED',
        '1.TaskStatus',
        '1.TaskStatus.PENDING',
        '1.TaskStatus.RUNNING',
        '1.TaskStatus.COMPLETED',
        '1.TaskStatus.FAILED',
        '5.TaskStatus',
        '2.guideline.tasks.progress',
      ],
    },
  }, async () => {
    const { tasks, clock } = given({ ending: (task) => (task === 'bad' ? 'fails' : 'succeeds') }, 1);
    const add = (name: string, dependencies: readonly string[] = []) =>
      tasks.createTask(name, 'scripted', 'work', { maxRetries: 0, dependencies });
    const good = add('good');
    const bad = add('bad');
    const skipped = add('skipped', [bad.id]);
    await clock.runUntil(tasks.executeParallel([good.id, skipped.id]));
    const running = add('running');
    const ready = add('ready');
    const pending = add('pending', [ready.id]);
    const cancelled = add('cancelled');
    tasks.cancelTask(cancelled.id);
    tasks.startExecution();
    await clock.settle();
    const statuses = [pending, ready, running, good, bad, cancelled, skipped].map(({ status }) => status);
    expect(statuses).toEqual(Object.values(TaskStatus));
    for (const [place, name] of ['pending', 'ready', 'running', 'good', 'bad', 'cancelled', 'skipped'].entries()) {
      expect(tasks.listTasks(statuses[place]).map((task) => task.name)).toEqual([name]);
    }
    expect(tasks.listTasks()).toHaveLength(7);
    expect(tasks.getExecutionStats()).toEqual({
      totalTasks: 7,
      pending: 1,
      ready: 1,
      running: 1,
      completed: 1,
      failed: 1,
      cancelled: 1,
      skipped: 1,
      totalExecutionTime: 2,
      averageExecutionTime: 1,
    });
  });

  it('given a lock, then tasks that want it run one after another; given retries, then a failed task is tried again', {
    meta: {
      specification: [
        '4.TaskOrchestrator.feature.resources',
        '4.TaskOrchestrator.feature.retry',
        '5.TaskResource',
        '3.TaskResource',
        '3.TaskResource.type',
        '3.TaskResource.identifier',
        '3.TaskResource.mode',
        '3.TaskResource.timeout',
        '3.TaskResource.mode.read',
        '3.TaskResource.mode.write',
        '3.TaskResource.mode.exclusive',
      ],
    },
  }, async () => {
    const { tasks, clock, actions } = given({ ending: (_, attempt) => (attempt === 1 ? 'fails' : 'succeeds') });
    for (const mode of ['read', 'write', 'exclusive', 'read'] as const) {
      const resources: readonly TaskResource[] = [{ type: 'lock', identifier: 'the-lock', mode, timeout: 600 }];
      expect(tasks.createTask(mode, 'scripted', 'work', { maxRetries: 1, resources }).resources).toMatchObject(
        resources,
      );
    }
    tasks.startExecution();
    await clock.runUntil(tasks.waitForCompletion());
    expect(tasks.getExecutionStats()).toMatchObject({ completed: 4 });
    expect(actions.calls).toHaveLength(8);
    expect(actions.mostRunning).toBeLessThanOrEqual(2);
  });
});
