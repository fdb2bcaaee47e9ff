import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { healthDocument, metricsDocument, OrchestrationEngine, systemStatusDocument } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { composed } from './acting.ts';
import { given } from './engine-given.ts';

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
