import { WorkflowStatus } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../src/index.ts';
import { managed, work } from './managed.ts';

const STARTED = new Date(Date.UTC(2026, 0, 1));

describe('WorkflowManager.executeWorkflow', () => {
  it('given parameters and references, then steps receive them, and the execution has every field of its model', {
    meta: {
      specification: [
        '1.WorkflowManager.execute_workflow.context',
        '1.WorkflowStatus.COMPLETED',
        '3.WorkflowManager.execute_workflow',
        '3.WorkflowManager.execute_workflow.name',
        '3.WorkflowManager.execute_workflow.parameters',
        '3.WorkflowManager.execute_workflow.parameters.reference',
        '3.WorkflowExecution',
        '3.WorkflowExecution.workflow_name',
        '3.WorkflowExecution.status',
        '3.WorkflowExecution.start_time',
        '3.WorkflowExecution.end_time',
        '3.WorkflowExecution.results',
        '3.WorkflowExecution.errors',
        '3.WorkflowExecution.performance_metrics',
        '4.WorkflowManager.execute_workflow',
        '4.WorkflowManager.execute_workflow.name',
        '4.WorkflowManager.step_output_reference',
        '4.WorkflowManager.automatic_monitoring',
        '4.WorkflowManager.feature.asynchronous',
        '4.WorkflowManager.feature.dependencies',
        '5.WorkflowExecution',
      ],
    },
  }, async () => {
    const { actions, inTime, manager } = await managed();
    await manager.createWorkflow('two', [
      work('a', { parameters: { value: '{{ word }}' } }),
      work('b', { parameters: { value: '{{a.output}}' } }),
    ]);
    const going = manager.executeWorkflow('two', { word: 'hello', unused: 1 });
    expect(going).toBeInstanceOf(Promise);
    const performance = { executionTime: 1, module: 'scripted', action: 'work' };
    const step = { success: true, status: 'completed', attempts: 1, cached: false, executionTime: 1 };
    const output = { task: 'a', value: 'hello' };
    expect(await inTime(going)).toEqual({
      executionId: expect.any(String),
      workflowName: 'two',
      status: 'completed',
      startTime: STARTED,
      endTime: new Date(STARTED.getTime() + 2_000),
      executionTime: 2,
      stepsExecuted: 2,
      results: {
        a: { ...step, output, parametersUsed: { value: 'hello' } },
        b: { ...step, output: { task: 'b', value: output }, parametersUsed: { value: output } },
      },
      errors: [],
      performanceMetrics: { a: performance, b: performance },
    });
    expect(actions.calls.map((call) => call.task)).toEqual(['a', 'b']);
  });

  it('given a failed step, then the execution says what failed, and what depended on it is skipped', {
    meta: { specification: ['1.WorkflowStatus.FAILED', '3.WorkflowExecution.errors', '3.WorkflowExecution.status'] },
  }, async () => {
    const { inTime, manager } = await managed({ script: { ending: (task) => (task === 'a' ? 'fails' : 'succeeds') } });
    await manager.createWorkflow('two', [work('a'), work('b', { dependencies: ['a'] }), work('c')]);
    expect(await inTime(manager.executeWorkflow('two'))).toMatchObject({
      status: 'failed',
      errors: ['Step a failed: a fails'],
      stepsExecuted: 2,
      results: {
        a: { success: false, status: 'failed', error: 'a fails', errorCode: 'ACTION_FAILED' },
        b: { success: false, status: 'skipped', attempts: 0, skippedBecause: 'dependency_failed: a' },
        c: { success: true },
      },
    });
  });

  it('given a timeout, then the run is ended at it with all that it started, and says TIMEOUT_EXCEEDED', {
    meta: {
      specification: ['3.WorkflowManager.execute_workflow.timeout', '3.WorkflowManager.execute_workflow!TimeoutError'],
    },
  }, async () => {
    const { actions, inTime, manager } = await managed({ script: { ending: () => 'never ends' } });
    await manager.createWorkflow('endless', [work('a'), work('b', { dependencies: ['a'] })]);
    const execution = await inTime(manager.executeWorkflow('endless', {}, 3));
    expect(execution).toMatchObject({
      status: 'failed',
      executionTime: 3,
      errors: [expect.stringContaining('TIMEOUT_EXCEEDED')],
      results: { a: { status: 'cancelled' }, b: { status: 'cancelled', attempts: 0 } },
    });
    expect([...actions.running]).toEqual([]);
  });

  it('given a name that is not there, then the error says what was probably meant, and nothing begins', {
    meta: { specification: ['3.WorkflowManager.execute_workflow!ValueError'] },
  }, async () => {
    const { manager, orchestrator } = await managed();
    await manager.createWorkflow('nightly', [work('a')]);
    await expect(manager.executeWorkflow('nihgtly')).rejects.toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
      suggestions: [expect.stringContaining('nightly')],
    });
    expect(await orchestrator.runtime.list()).toEqual([]);
  });

  it('given maxRetries and a timeout of a step, then failed attempts are made again so often, and each is ended in time', {
    meta: { specification: ['3.WorkflowStep.max_retries', '3.WorkflowStep.timeout', '3.WorkflowStep.retry_count'] },
  }, async () => {
    const { actions, inTime, manager } = await managed({ script: { ending: () => 'never ends' } });
    await manager.createWorkflow('stubborn', [
      work('a', { maxRetries: 2, retryDelay: 0, timeout: 5 }),
      work('b', { maxRetries: 0, retryCount: 7, timeout: 1 }),
    ]);
    expect((await inTime(manager.executeWorkflow('stubborn'))).results).toMatchObject({
      a: { attempts: 3, errorCode: 'TIMEOUT_EXCEEDED', executionTime: 5 },
      b: { attempts: 1, errorCode: 'TIMEOUT_EXCEEDED', executionTime: 1 },
    });
    expect(actions.calls.filter((call) => call.task === 'a').length).toBe(3);
  });

  it('given five runs that begin in one moment, then there are five records', async () => {
    const { clock, inTime, manager, orchestrator } = await managed();
    await manager.createWorkflow('quick', [work('a')]);
    // Definitions are read in real time; the clock stands still until all five have begun.
    const executions = await Promise.all([1, 2, 3, 4, 5].map(() => manager.startWorkflow('quick')));
    await inTime(Promise.all(Array.from(orchestrator.runtime.live.values(), ({ ended }) => ended)));
    expect(new Set(executions.map((execution) => execution.executionId)).size).toBe(5);
    expect(executions.map(({ startTime }) => startTime)).toEqual(executions.map(() => STARTED));
    expect((await orchestrator.runtime.list({ workflow: 'quick' })).length).toBe(5);
    expect(clock.now() - STARTED.getTime()).toBeGreaterThan(0);
  });
});

describe('WorkflowManager.getWorkflowStatus and cancelWorkflow', () => {
  it('given a run that goes on, then its status is told by id and by name, and a cancel ends it once', {
    meta: {
      specification: [
        '1.WorkflowManager.get_workflow_status',
        '1.WorkflowManager.get_workflow_status.workflow_id',
        '1.WorkflowManager.cancel_workflow',
        '1.WorkflowManager.cancel_workflow.workflow_id',
        '1.WorkflowStatus.RUNNING',
        '1.WorkflowStatus.CANCELLED',
      ],
    },
  }, async () => {
    const { inTime, manager, orchestrator } = await managed({ script: { ending: () => 'never ends' } });
    await manager.createWorkflow('endless', [work('a')]);
    const { executionId, status } = await manager.startWorkflow('endless');
    expect(status).toBe('running');
    expect(await manager.getWorkflowStatus(executionId)).toMatchObject({ status: 'running', endTime: null });
    expect(await manager.getWorkflowStatus('endless')).toMatchObject({ executionId });
    expect(await manager.getWorkflowStatus('nothing')).toBeUndefined();
    expect(await manager.cancelWorkflow('nothing')).toBe(false);
    expect(await manager.cancelWorkflow(executionId)).toBe(true);
    await inTime(orchestrator.runtime.live.values().next().value?.ended ?? Promise.resolve(undefined));
    expect(await manager.getWorkflowStatus(executionId)).toMatchObject({
      status: 'cancelled',
      errors: [expect.stringContaining('cancelled by its caller')],
    });
    expect(await manager.cancelWorkflow(executionId)).toBe(false);
    expect(await manager.cancelWorkflow('endless')).toBe(false);
  });

  it('given a name, then every run of it is cancelled, in another process too', {
    meta: { specification: ['1.WorkflowManager.cancel_workflow'] },
  }, async () => {
    const journal = createMemoryJournal();
    const first = await managed({ journal, script: { ending: () => 'never ends' } });
    await first.manager.createWorkflow('endless', [work('a')]);
    const going = Promise.all([first.manager.executeWorkflow('endless'), first.manager.executeWorkflow('endless')]);
    while (first.orchestrator.runtime.live.size < 2) await first.clock.settle();
    const other = await managed({ journal: journal.open(), dataFolder: first.dataFolder });
    expect(await other.manager.cancelWorkflow('endless', 'enough')).toBe(true);
    expect((await first.inTime(going)).map(({ status, errors }) => [status, errors])).toEqual([
      ['cancelled', ['The run was cancelled: enough']],
      ['cancelled', ['The run was cancelled: enough']],
    ]);
    expect(await other.manager.getWorkflowStatus('endless')).toMatchObject({ status: 'cancelled' });
  });
});

describe('WorkflowStatus', () => {
  it('given the names of the specification, then runs bear their values', {
    meta: {
      specification: [
        '1.WorkflowStatus',
        '1.WorkflowStatus.PENDING',
        '3.WorkflowStatus',
        '3.WorkflowStatus.PENDING',
        '3.WorkflowStatus.RUNNING',
        '3.WorkflowStatus.COMPLETED',
        '3.WorkflowStatus.FAILED',
        '3.WorkflowStatus.CANCELLED',
        '5.WorkflowStatus',
      ],
    },
  }, async () => {
    expect(WorkflowStatus.PENDING).toBe('pending');
    const { inTime, manager } = await managed({
      script: { ending: (task) => (task === 'bad' ? 'fails' : task === 'endless' ? 'never ends' : 'succeeds') },
    });
    for (const name of ['good', 'bad', 'endless']) await manager.createWorkflow(name, [work(name)]);
    expect((await inTime(manager.executeWorkflow('good'))).status).toBe(WorkflowStatus.COMPLETED);
    expect((await inTime(manager.executeWorkflow('bad'))).status).toBe(WorkflowStatus.FAILED);
    const going = manager.executeWorkflow('endless');
    while ((await manager.getWorkflowStatus('endless')) === undefined) await inTime(Promise.resolve());
    expect((await manager.getWorkflowStatus('endless'))?.status).toBe(WorkflowStatus.RUNNING);
    await manager.cancelWorkflow('endless');
    expect((await inTime(going)).status).toBe(WorkflowStatus.CANCELLED);
  });
});
