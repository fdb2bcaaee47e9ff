import { TaskPriority } from '@codomyrmex/core';
import { type Task, taskInfo } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { taskOrchestrator as given } from './task-orchestrator.ts';

// The rows of the specification that the data models of single tasks answer for. What they do beyond the words of the specification is proved in
// task-orchestrator.test.ts.

describe('Task', () => {
  it('given a task with nothing but its action, then every field has its default', {
    meta: {
      specification: [
        '3.Task',
        '3.Task.id',
        '3.Task.name',
        '3.Task.description',
        '3.Task.module',
        '3.Task.action',
        '3.Task.parameters',
        '3.Task.dependencies',
        '3.Task.priority',
        '3.Task.resources',
        '3.Task.timeout',
        '3.Task.max_retries',
        '3.Task.retry_delay',
        '3.Task.status',
        '3.Task.retry_count',
        '3.Task.created_at',
        '3.Task.started_at',
        '3.Task.completed_at',
        '3.Task.result',
        '3.Task.tags',
        '3.Task.metadata',
        '5.Task',
      ],
    },
  }, async () => {
    const { tasks, clock } = given();
    const task = tasks.getTask(tasks.addTask({ module: 'scripted', action: 'work' })) as Task; // it was just added
    const createdAt = new Date(clock.now());
    expect(JSON.parse(JSON.stringify(task))).toEqual({
      id: expect.stringMatching(/./),
      name: expect.stringMatching(/^task_/),
      description: '',
      module: 'scripted',
      action: 'work',
      parameters: {},
      dependencies: [],
      priority: 'normal',
      resources: [],
      timeout: null,
      maxRetries: 3,
      retryDelay: 1,
      status: 'pending',
      retryCount: 0,
      createdAt: createdAt.toISOString(),
      startedAt: null,
      completedAt: null,
      result: null,
      tags: [],
      metadata: {},
    });
    await clock.runUntil(tasks.executeTask(task));
    expect(task).toMatchObject({ status: 'completed', startedAt: createdAt });
    expect(task.completedAt?.getTime()).toBe(clock.now());
    expect(task.result).toMatchObject({ success: true });
  });

  it('given what documents 1 and 4 write, then it is taken and shown', {
    meta: {
      specification: [
        '1.Task',
        '1.Task.name',
        '1.Task.action',
        '1.Task.priority',
        '1.Task.parameters',
        '1.Task.resources',
        '1.Task.timeout',
        '4.Task',
        '4.Task.id',
        '4.Task.name',
        '4.Task.module',
        '4.Task.action',
        '4.Task.parameters',
        '4.Task.dependencies',
        '4.Task.priority',
        '3.TaskPriority',
        '3.TaskPriority.LOW',
        '3.TaskPriority.NORMAL',
        '3.TaskPriority.HIGH',
        '3.TaskPriority.CRITICAL',
        '1.TaskPriority',
        '1.TaskPriority.LOW',
        '1.TaskPriority.NORMAL',
        '1.TaskPriority.HIGH',
        '4.TaskPriority.HIGH',
        '4.TaskPriority.NORMAL',
        '5.TaskPriority',
      ],
    },
  }, () => {
    const { tasks } = given();
    const draft = {
      id: 'task-1',
      name: 'analyze',
      action: 'scripted.work',
      parameters: { value: 1 },
      resources: [{ type: 'cpu', identifier: 'system_cpu' }],
      dependencies: ['task-0'],
      timeout: 60,
      tags: ['quality'],
      metadata: { owner: 'me' },
      description: 'Looks',
    } as const;
    expect(tasks.getTask(tasks.addTask(draft))).toMatchObject({
      ...draft,
      module: 'scripted',
      action: 'work',
      resources: [{}],
    });
    const levels = Object.values(TaskPriority);
    expect(levels).toEqual(['low', 'normal', 'high', 'critical']);
    for (const priority of levels)
      expect(tasks.createTask(priority, 'scripted', 'work', { priority })).toMatchObject({ priority });
    // A program in JavaScript may say what the types do not allow.
    const wrong = Object.assign(Object.create(null), { priority: 'higth' });
    expect(() => tasks.createTask('a', 'scripted', 'work', wrong)).toThrow(
      'task "a" is not valid: "priority" cannot be "higth"; it is one of low, normal, high, critical',
    );
  });

  it('given a short view of a task, then it has what document 2 lists', {
    meta: {
      specification: [
        '2.TaskInfo',
        '2.TaskInfo.id',
        '2.TaskInfo.name',
        '2.TaskInfo.status',
        '2.TaskInfo.priority',
        '2.TaskInfo.dependencies',
        '2.TaskInfo.assigned_resources',
        '2.TaskInfo.execution_time',
        '2.TaskInfo.error_message',
      ],
    },
  }, async () => {
    const { tasks, clock } = given({ ending: () => 'fails' });
    const resources = [{ type: 'lock', identifier: 'l' }] as const;
    const task = tasks.createTask('a', 'scripted', 'work', { maxRetries: 0, resources });
    tasks.startExecution();
    await clock.settle();
    expect(taskInfo(task).assignedResources).toEqual(['l']);
    await clock.runUntil(tasks.waitForCompletion());
    expect(taskInfo(task)).toEqual({
      id: task.id,
      name: 'a',
      status: 'failed',
      priority: 'normal',
      dependencies: [],
      assignedResources: [],
      executionTime: 1,
      errorMessage: 'a fails',
    });
  });
});
