import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskPriority } from '@codomyrmex/core';
import { type OrchestrationEventName, WorkflowFiles } from '@codomyrmex/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { given, pair, step } from './engine-given.ts';

describe('execution by the OrchestrationEngine', () => {
  it('given a stored workflow, then the answer has every field, whichever way the arguments come', {
    meta: {
      specification: [
        '1.component.orchestration_engine',
        '3.OrchestrationEngine.execute_workflow',
        '3.OrchestrationEngine.execute_workflow.workflow_name',
        '3.OrchestrationEngine.execute_workflow.session_id',
        '3.OrchestrationEngine.execute_workflow.params',
        '3.OrchestrationEngine.execute_workflow->success',
        '3.OrchestrationEngine.execute_workflow->result',
        '3.OrchestrationEngine.execute_workflow->results',
        '3.OrchestrationEngine.execute_workflow->execution_time',
        '3.OrchestrationEngine.execute_workflow->steps_executed',
        '4.OrchestrationEngine.execute_workflow',
        '4.OrchestrationEngine.execute_workflow.name',
        '4.OrchestrationEngine.execute_workflow.session_id',
      ],
    },
  }, async () => {
    const { engine, inTime } = await given();
    const session = engine.createSession('me');
    const answers = await inTime(
      Promise.all([
        engine.executeWorkflow('pair', session, { word: 'hello' }),
        engine.executeWorkflow('pair', { word: 'hello' }, session),
        engine.executeWorkflow('pair', { word: 'hello' }),
      ]),
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({
        success: true,
        error: null,
        executionTime: 2,
        stepsExecuted: 2,
        results: { second: { success: true, output: { task: 'second', value: 'hello!' } } },
        result: { workflowName: 'pair', status: 'completed', executionId: expect.any(String) },
      });
    }
    expect(await inTime(engine.executeWorkflow('pair', session))).toMatchObject({
      results: { first: { output: { value: 'none' } } },
    });
  });

  it('given a run that fails, then that is an answer; given a session or workflow that is not there, then an error', {
    meta: {
      specification: [
        '3.OrchestrationEngine.execute_workflow->error',
        '3.OrchestrationEngine.execute_workflow!ValueError',
      ],
    },
  }, async () => {
    const { engine, inTime } = await given({ ending: () => 'fails' });
    expect(await inTime(engine.executeWorkflow('pair'))).toMatchObject({
      success: false,
      error: 'Step first failed: first fails',
    });
    await expect(engine.executeWorkflow('pair', 'session-none')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
    await expect(engine.executeWorkflow('piar')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
  });

  it('given a task, then it runs alone with its retries, and its result is told', {
    meta: {
      specification: [
        '3.OrchestrationEngine.execute_task',
        '3.OrchestrationEngine.execute_task.task',
        '3.OrchestrationEngine.execute_task.session_id',
        '3.OrchestrationEngine.execute_task->success',
        '3.OrchestrationEngine.execute_task->result',
        '3.OrchestrationEngine.execute_task->task_id',
      ],
    },
  }, async () => {
    const { engine, inTime } = await given({ ending: (_, attempt) => (attempt < 3 ? 'fails' : 'succeeds') });
    const session = engine.createSession('me');
    const task = { id: 'task-7', name: 'analyze code', module: 'scripted', action: 'work', parameters: { value: 7 } };
    const priority = TaskPriority.HIGH;
    expect(await inTime(engine.executeTask({ ...task, priority, maxRetries: 2 }, session))).toEqual({
      success: true,
      taskId: 'task-7',
      result: {
        success: true,
        data: { task: 'analyze_code', value: 7 },
        errorMessage: null,
        errorType: null,
        errorCode: null,
        executionTime: 1,
        memoryUsage: 0,
        metadata: { attempts: 3 },
      },
    });
    const plain = { module: 'scripted', action: 'work', max_retries: 1, retry_delay: 0.5 };
    expect(await inTime(engine.executeTask(plain))).toMatchObject({
      success: false,
      taskId: expect.any(String),
      result: { success: false, data: null, errorMessage: 'task fails', errorType: expect.any(String) },
    });
    await expect(engine.executeTask({ ...task, dependencies: ['other'] })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });

  it('given a project, then its workflow runs on its folder with its parameters', {
    meta: {
      specification: [
        '3.OrchestrationEngine.execute_project_workflow',
        '3.OrchestrationEngine.execute_project_workflow.project_name',
        '3.OrchestrationEngine.execute_project_workflow.workflow_name',
        '3.OrchestrationEngine.execute_project_workflow.session_id',
        '3.OrchestrationEngine.execute_project_workflow.params',
        '3.OrchestrationEngine.execute_project_workflow->success',
      ],
    },
  }, async () => {
    const own = await mkdtemp(join(tmpdir(), 'codomyrmex-project-'));
    onTestFinished(() => rm(own, { recursive: true, force: true }));
    await new WorkflowFiles(own).write('own', pair('own'), { ending: '.json', ifTaken: 'refuse' });
    const project = { workspace: own, parameters: { word: 'theirs' }, workflowsFolder: own };
    const resolve = async (name: string) => (name === 'chatbot' ? project : undefined);
    const { engine, inTime, orchestrator } = await given({}, { projects: { resolve } });
    const session = engine.createSession('me');
    const answer = await inTime(engine.executeProjectWorkflow('chatbot', 'own', session));
    expect(answer).toMatchObject({ success: true, results: { first: { output: { value: 'theirs' } } } });
    const [head] = await orchestrator.runtime.list();
    expect(head && (await orchestrator.runtime.record(head.id))?.workspace).toBe(own);
    expect(await inTime(engine.executeProjectWorkflow('chatbot', 'pair', { word: 'mine' }))).toMatchObject({
      results: { first: { output: { value: 'mine' } } },
    });
    await expect(engine.executeProjectWorkflow('unknown', 'own')).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
    const without = await given();
    await expect(without.engine.executeProjectWorkflow('chatbot', 'own')).rejects.toMatchObject({
      code: 'PROJECTS_MISSING',
    });
  });

  const complex = {
    steps: ['setup', 'analyze', 'visualize', 'report'].map((name) => ({ name, ...step })),
    dependencies: { analyze: ['setup'], visualize: ['analyze'], report: ['analyze'] },
    parallel_groups: [['analyze', 'visualize'], ['report']],
  };

  it('given a complex workflow, then dependencies hold by name, and a group that they contradict is a warning', {
    meta: {
      specification: [
        '3.OrchestrationEngine.execute_complex_workflow',
        '3.OrchestrationEngine.execute_complex_workflow.workflow_definition',
        '3.OrchestrationEngine.execute_complex_workflow.workflow_definition.steps',
        '3.OrchestrationEngine.execute_complex_workflow.workflow_definition.dependencies',
        '3.OrchestrationEngine.execute_complex_workflow.workflow_definition.parallel_groups',
        '3.OrchestrationEngine.execute_complex_workflow.session_id',
        '3.OrchestrationEngine.execute_complex_workflow->success',
        '3.OrchestrationEngine.execute_complex_workflow->results',
        '3.OrchestrationEngine.execute_complex_workflow->execution_stats',
        '3.OrchestrationEngine.execute_complex_workflow->error',
        '4.OrchestrationEngine.execute_complex_workflow',
        '4.OrchestrationEngine.execute_complex_workflow.workflow_definition',
        '4.OrchestrationEngine.execute_complex_workflow.workflow_definition.steps',
        '4.OrchestrationEngine.execute_complex_workflow.workflow_definition.dependencies',
        '4.OrchestrationEngine.execute_complex_workflow.workflow_definition.parallel_groups',
        '4.OrchestrationEngine.feature.complex_workflows',
      ],
    },
  }, async () => {
    const { actions, engine, inTime } = await given({
      ending: (task) => (task === 'visualize' ? 'fails' : 'succeeds'),
    });
    const session = engine.createSession('me');
    const answer = await inTime(engine.executeComplexWorkflow(complex, session));
    expect(actions.calls.map(({ task }) => task).slice(0, 2)).toEqual(['setup', 'analyze']);
    expect(answer).toMatchObject({
      success: false,
      error: 'Step visualize failed: visualize fails',
      results: { setup: { success: true, data: { task: 'setup' } }, visualize: { success: false } },
      executionStats: {
        totalTasks: 4,
        completed: 3,
        failed: 1,
        pending: 0,
        running: 0,
        totalExecutionTime: 4,
        averageExecutionTime: 1,
      },
      warnings: [{ code: 'parallel_group_conflict', path: 'parallel_groups[0][1]' }],
    });
    const { parallel_groups: _written, ...rest } = complex;
    expect(
      await inTime(engine.executeComplexWorkflow({ ...rest, parallelGroups: [['report', 'visualize']] })),
    ).toMatchObject({ warnings: [] });
    await expect(engine.executeComplexWorkflow({ ...rest, parallelGroups: [['reprot']] })).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW',
    });
  });
});

describe('events of the OrchestrationEngine', () => {
  it('given handlers, then they are told of everything in order', {
    meta: {
      specification: [
        '1.integration.status',
        '1.feature.realtime_progress',
        '2.contract.progress_tracking',
        '3.OrchestrationEngine.register_event_handler',
        '3.OrchestrationEngine.register_event_handler.event',
        '3.OrchestrationEngine.register_event_handler.handler',
        '3.OrchestrationEngine.event.workflow_completed',
        '3.OrchestrationEngine.event.session_closed',
        '3.OrchestrationEngine.event.session_created',
        '4.OrchestrationEngine.register_event_handler',
        '4.OrchestrationEngine.register_event_handler.event',
        '4.OrchestrationEngine.register_event_handler.handler',
        '4.OrchestrationEngine.event.workflow_completed',
        '4.OrchestrationEngine.event.workflow_completed.workflow_name',
        '4.OrchestrationEngine.event.workflow_completed.success',
        '4.OrchestrationEngine.feature.events',
      ],
    },
  }, async () => {
    const { clock, engine, inTime } = await given({ ending: (_, attempt) => (attempt < 2 ? 'fails' : 'succeeds') });
    const seen: string[] = [];
    const told: Record<string, object> = {};
    engine.registerEventHandler('*', (event, data) => {
      seen.push(event);
      told[event] = data;
    });
    const session = engine.createSession('me');
    await inTime(engine.executeTask({ name: 'solo', module: 'scripted', action: 'work', retryDelay: 3 }, session));
    engine.closeSession(session);
    await clock.settle();
    expect(seen).toEqual([
      'session_created',
      'workflow_started',
      'task_started',
      'task_retrying',
      'task_started',
      'task_completed',
      'workflow_completed',
      'session_closed',
    ]);
    const run = { sessionId: session, workflowName: 'solo', executionId: expect.any(String) };
    const failure = { errorMessage: 'solo fails', errorCode: 'ACTION_FAILED' };
    expect(told).toMatchObject({
      session_created: { sessionId: session, userId: 'me' },
      workflow_started: run,
      task_started: { ...run, taskName: 'solo', attempts: 2 },
      task_retrying: { ...run, taskName: 'solo', attempts: 1, delay: 3, ...failure },
      task_completed: { ...run, taskName: 'solo', attempts: 2, executionTime: 1 },
      workflow_completed: { ...run, success: true, status: 'completed', executionTime: 5 },
      session_closed: { sessionId: session, userId: 'me', status: 'completed', reason: null },
    });
  });

  it('given a run that fails and one that is cancelled, then it is said why before it is over', async () => {
    const { clock, engine, inTime, orchestrator } = await given({
      ending: (task) => (task === 'first' ? 'fails' : 'never ends'),
    });
    const seen: unknown[] = [];
    for (const event of ['task_failed', 'workflow_failed', 'workflow_completed'] as const) {
      engine.registerEventHandler(event, (_, data) =>
        seen.push([event, 'success' in data ? data.success : data.errorMessage]),
      );
    }
    await inTime(engine.executeWorkflow('pair'));
    await clock.settle();
    const session = engine.createSession('me');
    const going = engine.executeTask({ name: 'endless', module: 'scripted', action: 'work' }, session);
    await expect.poll(() => orchestrator.runtime.live.size).toBe(1);
    engine.closeSession(session);
    await inTime(going);
    await clock.settle();
    expect(seen).toEqual([
      ['task_failed', 'first fails'],
      ['workflow_failed', 'Step first failed: first fails'],
      ['workflow_completed', false],
      ['workflow_failed', 'The run was cancelled: its session was closed'],
      ['workflow_completed', false],
    ]);
  });

  it('given handlers that throw, reject or are slow, then the others and the run do not feel it, and it is said once', async () => {
    const { clock, engine, inTime, orchestrator } = await given();
    const warnings: string[] = [];
    orchestrator.feed.subscribe((item) => {
      if (item.kind === 'warning') warnings.push(item.message);
    });
    const seen: string[] = [];
    engine.registerEventHandler('task_started', () => {
      throw new Error('always');
    });
    engine.registerEventHandler('task_completed', async () => {
      throw new Error('later');
    });
    engine.registerEventHandler('task_completed', () => new Promise(() => {}));
    engine.registerEventHandler('task_completed', (_, { taskName }) => seen.push(taskName));
    expect(await inTime(engine.executeWorkflow('pair'))).toMatchObject({ success: true });
    await clock.settle();
    expect(seen).toEqual(['first', 'second']);
    expect(warnings).toEqual([
      'a handler of "task_started" failed: always',
      'a handler of "task_completed" failed: later',
    ]);
  });

  it('given a handler for once, or one that is taken back, then it is not called again', async () => {
    const { clock, engine } = await given();
    const seen: string[] = [];
    const often = () => seen.push('often');
    engine.once('session_created', () => seen.push('once'));
    const takeBack = engine.registerEventHandler('session_created', () => seen.push('taken back'));
    engine.registerEventHandler('session_created', often);
    engine.createSession();
    await clock.settle();
    takeBack();
    engine.createSession();
    await clock.settle();
    expect(seen).toEqual(['once', 'taken back', 'often', 'often']);
    expect(engine.unregisterEventHandler('session_created', often)).toBe(true);
    expect(engine.unregisterEventHandler('session_created', often)).toBe(false);
    engine.createSession();
    await clock.settle();
    expect(seen).toHaveLength(4);
    const misspelt = 'workflow_complete' as OrchestrationEventName; // as a caller without types would
    expect(() => engine.registerEventHandler(misspelt, often)).toThrow(
      expect.objectContaining({ suggestions: [expect.stringContaining('workflow_completed')] }),
    );
  });
});

describe('shutdown', () => {
  it('given sessions and runs, then all is given back, handlers hear of it, and calling it again does nothing', async () => {
    const { clock, engine, orchestrator } = await given({ ending: () => 'never ends' });
    const seen: object[] = [];
    engine.registerEventHandler('session_closed', (_, data) => seen.push(data));
    const session = engine.createSession('me', { timeoutSeconds: 60, resourceRequirements: { cpu: { cores: 2 } } });
    const going = Promise.allSettled([engine.executeTask({ module: 'scripted', action: 'work' }, session)]);
    await expect.poll(() => orchestrator.runtime.live.size).toBe(1);
    await Promise.all([engine.shutdown(), engine.shutdown()]);
    await engine.shutdown();
    expect(await going).toMatchObject([{ status: 'rejected', reason: { code: 'SHUT_DOWN' } }]);
    expect(seen).toEqual([
      { sessionId: session, userId: 'me', status: 'cancelled', reason: 'the engine was shut down' },
    ]);
    expect(orchestrator.capacity.ledger.usage('system_cpu')).toMatchObject({ held: { cores: 0 } });
    expect(clock.pending).toBe(0);
    expect(() => engine.createSession()).toThrow(expect.objectContaining({ code: 'SHUT_DOWN' }));
  });
});
