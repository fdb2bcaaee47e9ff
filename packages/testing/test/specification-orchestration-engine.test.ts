import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrchestrationMode, SessionStatus, TaskPriority } from '@codomyrmex/core';
import {
  healthDocument,
  metricsDocument,
  OrchestrationEngine,
  type OrchestrationEnginePorts,
  type OrchestrationEventName,
  sessionDocument,
  sessionFrom,
  systemStatusDocument,
  WorkflowFiles,
} from '@codomyrmex/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VirtualClock } from '../src/index.ts';
import { composed } from './acting.ts';
import { type Script, scripted } from './scripted.ts';

const step = { module: 'scripted', action: 'work', max_retries: 0 };

/** An engine in virtual time on a data folder with one stored workflow, `pair`: `second` takes what `first` gave. */
async function given(script: Partial<Script> = {}, ports: Partial<OrchestrationEnginePorts> = {}) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'codomyrmex-specification-'));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const clock = new VirtualClock();
  const actions = scripted(clock, script);
  const { orchestrator } = composed([actions.plugin], { clock, dataFolder });
  await orchestrator.workflows.write('pair', pair('pair'), { ending: '.json', ifTaken: 'refuse' });
  const engine = new OrchestrationEngine({ orchestrator, dataFolder, workspace: dataFolder, ...ports });
  /** Files are read in real time, so a timer is waited for before time is let pass. */
  const inTime = async <Value>(answer: Promise<Value>): Promise<Value> => {
    let isOver = false;
    const mark = () => {
      isOver = true;
    };
    answer.then(mark, mark);
    while (!isOver) {
      await clock.settle();
      if (!isOver && orchestrator.runtime.live.size > 0) await clock.advance(1_000);
    }
    return answer;
  };
  return { actions, clock, dataFolder, engine, inTime, orchestrator };
}

const pair = (name: string): string =>
  JSON.stringify({
    name,
    parameters: { word: { type: 'string', default: 'none' } },
    steps: [
      { name: 'first', ...step, parameters: { value: '{{ word }}' } },
      { name: 'second', ...step, parameters: { value: '{{ first.output.value }}!' } },
    ],
  });

describe('sessions of the OrchestrationEngine', () => {
  it('given every option, then the session has them all', {
    meta: {
      specification: [
        '3.OrchestrationEngine',
        '3.OrchestrationEngine.create_session',
        '3.OrchestrationEngine.create_session.user_id',
        '3.OrchestrationEngine.create_session.mode',
        '3.OrchestrationEngine.create_session.metadata',
        '3.OrchestrationEngine.get_session',
        '3.OrchestrationEngine.get_session.session_id',
        '3.OrchestrationSession',
        '3.OrchestrationSession.session_id',
        '3.OrchestrationSession.user_id',
        '3.OrchestrationSession.mode',
        '3.OrchestrationSession.max_parallel_tasks',
        '3.OrchestrationSession.max_parallel_workflows',
        '3.OrchestrationSession.metadata',
        '3.OrchestrationSession.status',
        '3.SessionStatus.ACTIVE',
        '4.OrchestrationEngine.create_session',
        '4.OrchestrationEngine.create_session.user_id',
        '4.OrchestrationEngine.create_session.mode',
        '4.OrchestrationEngine',
        '4.OrchestrationEngine.feature.sessions',
      ],
    },
  }, async () => {
    const { engine, clock } = await given();
    const options = {
      mode: OrchestrationMode.PARALLEL,
      maxParallelTasks: 8,
      maxParallelWorkflows: 3,
      timeoutSeconds: 60,
      resourceRequirements: { cpu: { cores: 2 } },
      metadata: { team: 'a' },
      name: 'nightly',
      description: 'what it is for',
    };
    const id = engine.createSession('analyst', options);
    expect(engine.getSession(id)).toEqual({
      ...options,
      sessionId: id,
      userId: 'analyst',
      status: SessionStatus.ACTIVE,
      createdAt: new Date(clock.now()),
      startedAt: null,
      updatedAt: new Date(clock.now()),
      completedAt: null,
      reason: null,
    });
    const other = engine.createSession({ userId: 'other', mode: 'priority' });
    expect(engine.getSession(other)).toMatchObject({ userId: 'other', mode: 'priority', maxParallelTasks: 4 });
    expect(engine.getSession(engine.createSession())).toMatchObject({ userId: 'system', mode: 'resource_aware' });
    expect(engine.getSession('session-none')).toBeUndefined();
    expect(engine.listSessions().map(({ userId }) => userId)).toEqual(['analyst', 'other', 'system']);
  });

  it('given options that are wrong, then all of them are told and nothing is opened', async () => {
    const { engine } = await given();
    const wrong = { maxParallelTasks: 0, timeoutSeconds: -1, maxParallelWorkflows: 1.5 };
    expect(() => engine.createSession('me', wrong)).toThrow(
      expect.objectContaining({
        code: 'INVALID_PARAMETERS',
        message: expect.stringMatching(/maxParallelTasks.*maxParallelWorkflows.*timeoutSeconds/),
      }),
    );
    expect(engine.listSessions()).toEqual([]);
  });

  it('given a session that is closed, then how it stood can still be asked, and closing it again is false', {
    meta: {
      specification: [
        '3.OrchestrationEngine.close_session',
        '3.OrchestrationEngine.close_session.session_id',
        '3.SessionStatus.COMPLETED',
        '3.SessionStatus.CANCELLED',
      ],
    },
  }, async () => {
    const { engine, inTime, orchestrator } = await given({ duration: () => 60_000 });
    const idle = engine.createSession('me');
    expect([engine.closeSession(idle), engine.closeSession(idle), engine.closeSession('none')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(engine.getSession(idle)).toMatchObject({ status: SessionStatus.COMPLETED, completedAt: expect.any(Date) });
    const busy = engine.createSession('me');
    const going = engine.executeWorkflow('pair', busy);
    await expect.poll(() => orchestrator.runtime.live.size).toBe(1);
    engine.closeSession(busy);
    expect(engine.getSession(busy)).toMatchObject({ status: SessionStatus.CANCELLED, startedAt: expect.any(Date) });
    expect(await inTime(going)).toMatchObject({ success: false, result: { status: 'cancelled' } });
  });

  it('given more workflows than a session may have, then they wait in line, first come first served', {
    meta: {
      specification: ['3.OrchestrationEngine.create_session.max_parallel_workflows', '3.limit.workflow_execution'],
    },
  }, async () => {
    const { actions, engine, inTime } = await given();
    const id = engine.createSession('me', { maxParallelWorkflows: 1 });
    const words = ['a', 'b', 'c'];
    const answers = await inTime(Promise.all(words.map((word) => engine.executeWorkflow('pair', { word }, id))));
    expect(answers.map(({ results }) => results.second?.output)).toEqual(
      words.map((word) => ({ task: 'second', value: `${word}!` })),
    );
    const begins = answers.map(({ result }) => result.startTime?.getTime() ?? 0);
    expect(begins).toEqual([...begins].sort((a, b) => a - b));
    expect(actions.mostRunning).toBe(1);
  });

  it('given the form of the existing system, then a session is read and written in it', {
    meta: { specification: ['3.SessionStatus', '3.SessionStatus.PENDING', '3.OrchestrationMode'] },
  }, async () => {
    const now = new Date(0);
    const written = {
      session_id: 'session-1',
      name: '',
      description: '',
      user_id: 'system',
      max_parallel_tasks: 4,
      max_parallel_workflows: 2,
      timeout_seconds: null,
      resource_requirements: { cpu: { cores: 4 } },
      metadata: {},
      status: 'executing_workflow',
      created_at: '2026-01-01T00:00:00+00:00',
      started_at: null,
      updated_at: 'yesterday',
      completed_at: null,
    };
    const session = sessionFrom(written, now);
    expect(session).toMatchObject({
      mode: OrchestrationMode.RESOURCE_AWARE,
      status: SessionStatus.PENDING,
      createdAt: new Date(Date.UTC(2026, 0, 1)),
      updatedAt: now,
    });
    expect(Object.values(SessionStatus)).toEqual(['pending', 'active', 'completed', 'cancelled', 'failed']);
    expect(Object.values(OrchestrationMode)).toEqual(['sequential', 'parallel', 'priority', 'resource_aware']);
    expect(sessionDocument(session)).toEqual({
      ...written,
      mode: 'resource_aware',
      status: 'pending',
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '1970-01-01T00:00:00.000Z',
    });
    expect(sessionFrom(sessionDocument(session), now)).toEqual(session);
    expect(() => sessionFrom({ ...written, mode: 'chaotic' }, now)).toThrow(/mode/);
    expect(() => sessionFrom({ ...written, max_parallel_tasks: 0 }, now)).toThrow(/maxParallelTasks/);
  });
});

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
    const { parallel_groups, ...rest } = complex;
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

describe('what the OrchestrationEngine tells of itself', () => {
  it('given work of every kind, then the metrics count it', {
    meta: {
      specification: [
        '2.feature.metrics_and_analytics',
        '3.OrchestrationEngine.get_metrics',
        '3.OrchestrationEngine.get_metrics->sessions',
        '3.OrchestrationEngine.get_metrics->workflows',
        '3.OrchestrationEngine.get_metrics->tasks',
        '3.OrchestrationEngine.get_metrics->projects',
        '3.OrchestrationEngine.get_metrics->resources',
        '4.OrchestrationEngine.get_metrics',
        '4.OrchestrationEngine.get_metrics->sessions',
        '4.OrchestrationEngine.get_metrics->sessions.total',
        '4.OrchestrationEngine.get_metrics->workflows',
        '4.OrchestrationEngine.get_metrics->resources',
        '4.OrchestrationEngine.feature.metrics',
        '4.feature.performance_monitoring',
      ],
    },
  }, async () => {
    const summary = async () => ({ total_projects: 3 });
    const projects = { resolve: async () => undefined, summary };
    const { engine, inTime } = await given({ ending: (task) => (task === 'bad' ? 'fails' : 'succeeds') }, { projects });
    engine.closeSession(engine.createSession());
    const session = engine.createSession();
    await inTime(engine.executeWorkflow('pair', session));
    await inTime(engine.executeTask({ name: 'bad', module: 'scripted', action: 'work', maxRetries: 1 }));
    const metrics = await engine.getMetrics();
    expect(metrics).toMatchObject({
      sessions: {
        total: 2,
        active: 1,
        completed: 1,
        cancelled: 0,
        failed: 0,
        runningWorkflows: 0,
        waitingWorkflows: 0,
      },
      workflows: { total: 1, started: 2, completed: 1, failed: 1, cancelled: 0, running: 0 },
      tasks: { completed: 2, failed: 1, retries: 1, inHand: { totalTasks: 0 } },
      projects: { available: true, total_projects: 3 },
      resources: {
        waitingRequests: 0,
        usage: expect.arrayContaining([expect.objectContaining({ resourceId: 'workers' })]),
      },
    });
    expect(metrics.workflows.averageExecutionTime).toBe(metrics.workflows.totalExecutionTime / 2);
    expect(metricsDocument(metrics)).toMatchObject({
      sessions: { total: 2, waiting_workflows: 0 },
      workflows: { started: 2, performance: { total_workflows_executed: 2, failed_executions: 1 } },
      tasks: { in_hand: { total_tasks: 0 }, total_execution_time: metrics.tasks.totalExecutionTime },
      resources: { waiting_requests: 0 },
    });
  });

  it('given runs in hand, then the status has every key of the specification', {
    meta: {
      specification: [
        '1.contract.progress_transparency',
        '3.OrchestrationEngine.get_system_status',
        '3.OrchestrationEngine.get_system_status->timestamp',
        '3.OrchestrationEngine.get_system_status->orchestration_engine',
        '3.OrchestrationEngine.get_system_status->orchestration_engine.active_sessions',
        '3.OrchestrationEngine.get_system_status->orchestration_engine.event_handlers',
        '3.OrchestrationEngine.get_system_status->workflow_manager',
        '3.OrchestrationEngine.get_system_status->workflow_manager.total_workflows',
        '3.OrchestrationEngine.get_system_status->workflow_manager.running_workflows',
        '3.OrchestrationEngine.get_system_status->task_orchestrator',
        '3.OrchestrationEngine.get_system_status->task_orchestrator.total_tasks',
        '3.OrchestrationEngine.get_system_status->task_orchestrator.pending',
        '3.OrchestrationEngine.get_system_status->task_orchestrator.running',
        '3.OrchestrationEngine.get_system_status->task_orchestrator.completed',
        '3.OrchestrationEngine.get_system_status->task_orchestrator.failed',
        '3.OrchestrationEngine.get_system_status->project_manager',
        '3.OrchestrationEngine.get_system_status->resource_manager',
        '3.OrchestrationEngine.get_system_status->performance',
        '4.OrchestrationEngine.get_system_status',
      ],
    },
  }, async () => {
    const { clock, engine, inTime, orchestrator } = await given();
    engine.createSession();
    engine.registerEventHandler('workflow_completed', () => {});
    const going = engine.executeWorkflow('pair');
    await expect.poll(() => orchestrator.runtime.live.size).toBe(1);
    await clock.settle();
    const status = await engine.getSystemStatus();
    expect(status).toMatchObject({
      timestamp: new Date(clock.now()).toISOString(),
      orchestrationEngine: { activeSessions: 1, eventHandlers: { workflow_completed: 1 } },
      workflowManager: { totalWorkflows: 1, runningWorkflows: 1, interruptedWorkflows: 0 },
      taskOrchestrator: { totalTasks: 2, pending: 1, running: 1, completed: 0, failed: 0 },
      projectManager: { available: false },
      resourceManager: { waitingRequests: 0 },
      performance: { totalWorkflowsExecuted: 0 },
    });
    expect(Object.keys(systemStatusDocument(status))).toEqual([
      'timestamp',
      'orchestration_engine',
      'workflow_manager',
      'task_orchestrator',
      'project_manager',
      'resource_manager',
      'performance',
    ]);
    expect(systemStatusDocument(status)).toMatchObject({
      orchestration_engine: { active_sessions: 1, event_handlers: { workflow_completed: 1 } },
      workflow_manager: { total_workflows: 1, running_workflows: 1 },
      task_orchestrator: { total_tasks: 2, pending: 1, running: 1, completed: 0, failed: 0 },
    });
    await inTime(going);
    expect(await engine.getSystemStatus()).toMatchObject({
      performance: { totalWorkflowsExecuted: 1, successfulExecutions: 1, averageExecutionTime: 2 },
    });
  });
});

describe('health', () => {
  it('given nothing wrong, then every component is healthy', {
    meta: {
      specification: [
        '2.capability.health_monitoring',
        '3.OrchestrationEngine.health_check',
        '3.OrchestrationEngine.health_check->overall_status',
        '3.OrchestrationEngine.health_check->timestamp',
        '3.OrchestrationEngine.health_check->components',
        '3.OrchestrationEngine.health_check->components.workflow_manager',
        '3.OrchestrationEngine.health_check->components.task_orchestrator',
        '3.OrchestrationEngine.health_check->components.project_manager',
        '3.OrchestrationEngine.health_check->components.resource_manager',
        '3.OrchestrationEngine.health_check->components.status',
        '3.OrchestrationEngine.health_check->components.details',
        '3.OrchestrationEngine.health_check->issues',
        '3.OrchestrationEngine.health_check->overall_status.healthy',
        '4.OrchestrationEngine.health_check',
        '4.OrchestrationEngine.health_check->overall_status',
        '4.OrchestrationEngine.health_check->components',
        '4.OrchestrationEngine.health_check->components.status',
        '4.OrchestrationEngine.feature.health',
      ],
    },
  }, async () => {
    const { clock, engine, dataFolder } = await given();
    const health = await engine.healthCheck();
    const healthy = (details: object) => ({ status: 'healthy', details: expect.objectContaining(details) });
    expect(health).toEqual({
      overallStatus: 'healthy',
      timestamp: new Date(clock.now()).toISOString(),
      components: {
        workflowManager: healthy({ totalWorkflows: 1 }),
        taskOrchestrator: healthy({ modules: 1, stuckRuns: 0 }),
        projectManager: healthy({ available: false }),
        resourceManager: healthy({ waitingRequests: 0 }),
        journal: healthy({ writable: true }),
        dataFolder: healthy({ writable: true, folder: dataFolder }),
      },
      issues: [],
    });
    expect(healthDocument(health)).toMatchObject({
      overall_status: 'healthy',
      components: {
        workflow_manager: { status: 'healthy', details: { total_workflows: 1 } },
        task_orchestrator: { details: { stuck_runs: 0 } },
        project_manager: {},
        resource_manager: {},
        data_folder: { details: { free_bytes: expect.any(Number) } },
      },
    });
  });

  it('given a definition, a resource and a module that cannot be used, then it is degraded and says each', {
    meta: { specification: ['3.OrchestrationEngine.health_check->overall_status.degraded'] },
  }, async () => {
    const { dataFolder, orchestrator } = await given();
    await writeFile(join(dataFolder, 'workflows', 'broken.json'), '{');
    orchestrator.capacity.ledger.setStatus('system_memory', 'maintenance');
    const load = () => Promise.reject(new Error('not installed'));
    const other = composed([{ module: 'absent', package: 'plugin-absent', load }], { dataFolder }).orchestrator;
    const registry = other.registry;
    const health = await new OrchestrationEngine({
      orchestrator: { ...orchestrator, registry },
      dataFolder,
    }).healthCheck();
    expect(health).toMatchObject({
      overallStatus: 'degraded',
      components: {
        workflowManager: { status: 'degraded', details: { unusableWorkflows: 1 } },
        taskOrchestrator: { status: 'degraded', details: { unusableModules: 1 } },
        resourceManager: { status: 'degraded' },
        journal: { status: 'healthy' },
      },
      issues: [
        expect.stringContaining('"broken"'),
        expect.stringContaining('plugin-absent'),
        expect.stringContaining('system_memory'),
      ],
    });
  });

  it('given a run that waits too long for what another holds, then it is stuck, and it is said on what', async () => {
    const { clock, engine } = await given();
    engine.createSession('hog', { resourceRequirements: { cpu: { cores: 4 } } });
    const cpu = [{ type: 'cpu', identifier: 'system_cpu', amount: 1 } as const];
    const waiting = engine.executeTask({ module: 'scripted', action: 'work', resources: cpu });
    await clock.settle();
    await expect.poll(async () => (await engine.getSystemStatus()).resourceManager.waitingRequests).toBe(1);
    expect((await engine.healthCheck()).components.taskOrchestrator).toMatchObject({ status: 'healthy' });
    await clock.advance(11 * 60_000);
    const { components, issues } = await engine.healthCheck();
    expect(components.taskOrchestrator).toMatchObject({ status: 'degraded', details: { stuckRuns: 1 } });
    expect(issues).toContainEqual(expect.stringMatching(/makes no progress.*held by session session-/));
    for (const { sessionId } of engine.listSessions()) engine.closeSession(sessionId);
    expect(await clock.runUntil(waiting)).toMatchObject({ success: true });
  });

  it('given a part that cannot be looked at, then it is unhealthy and the others are told all the same', {
    meta: { specification: ['3.OrchestrationEngine.health_check->overall_status.unhealthy'] },
  }, async () => {
    const summary = () => Promise.reject(new Error('the disk is gone'));
    const { engine } = await given({}, { projects: { resolve: async () => undefined, summary } });
    expect(await engine.healthCheck()).toMatchObject({
      overallStatus: 'unhealthy',
      components: { projectManager: { status: 'unhealthy' }, workflowManager: { status: 'healthy' } },
      issues: ['the projects cannot be looked at: the disk is gone'],
    });
  });

  it('given a journal folder that cannot be written, then the journal is unhealthy', async () => {
    const { engine, dataFolder } = await given();
    await writeFile(join(dataFolder, 'journal'), 'a file where a folder should be');
    expect(await engine.healthCheck()).toMatchObject({
      overallStatus: 'unhealthy',
      components: { journal: { status: 'unhealthy', details: { writable: false } }, dataFolder: { status: 'healthy' } },
      issues: [expect.stringContaining('the journal cannot be written')],
    });
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
