import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { managed, work } from './managed.ts';

describe('WorkflowManager.listWorkflows', () => {
  it('given workflows, then each is listed with its metadata, implied dependencies too', {
    meta: {
      specification: [
        '1.WorkflowManager.list_workflows',
        '3.WorkflowManager.list_workflows',
        '3.WorkflowManager.list_workflows->steps',
        '3.WorkflowManager.list_workflows->modules',
        '3.WorkflowManager.list_workflows->has_dependencies',
        '3.WorkflowManager.list_workflows->created_time',
      ],
    },
  }, async () => {
    const { manager } = await managed();
    const before = Date.now() - 60_000; // file systems keep time coarsely
    await manager.createWorkflow('implied', [work('a'), work('b', { parameters: { value: '{{ a.output.value }}' } })]);
    await manager.createWorkflow('free', [work('a'), { ...work('b'), module: 'shell', action: 'run' }]);
    const { implied, free } = await manager.listWorkflows();
    expect(implied).toMatchObject({ steps: 2, modules: ['scripted'], hasDependencies: true, problems: [] });
    expect(free).toMatchObject({ steps: 2, modules: ['scripted', 'shell'], hasDependencies: false });
    expect(implied?.createdTime?.getTime()).toBeGreaterThan(before);
  });

  it('given timeouts, failed runs, completed runs, then the estimate is the longest chain of what is known, then the median', {
    meta: { specification: ['3.WorkflowManager.list_workflows->estimated_duration'] },
  }, async () => {
    let fails = true;
    let duration = 4_000;
    const { inTime, manager } = await managed({
      script: { ending: (task) => (fails && task === 'b' ? 'fails' : 'succeeds'), duration: () => duration },
    });
    const estimate = async (name: string) => (await manager.listWorkflows())[name]?.estimatedDuration;
    await manager.createWorkflow('unknown', [work('a', { timeout: 10 }), work('b')]);
    expect(await estimate('unknown')).toBeNull();
    const chain = [
      work('a', { timeout: 10 }),
      work('b', { timeout: 20, dependencies: ['a'] }),
      work('c', { timeout: 15 }),
    ];
    await manager.createWorkflow('chain', chain);
    expect(await estimate('chain')).toBe(30);
    await inTime(manager.executeWorkflow('chain'));
    expect(await estimate('chain')).toBe(8);
    fails = false;
    for (const seconds of [1, 2, 60]) {
      duration = seconds * 1_000;
      await inTime(manager.executeWorkflow('chain', {}, 1_000));
    }
    // 2 s and 4 s; the attempts of 60 s ran into their timeouts, and a failed run counts no more.
    expect(await estimate('chain')).toBe(2);
  });

  it('given a file that cannot be read as a workflow, then it is listed with its place, and the others are not lost', async () => {
    const { dataFolder, manager } = await managed();
    await manager.createWorkflow('good', [work('a')]);
    await writeFile(join(dataFolder, 'workflows', 'bad.json'), '{ "name": "bad",\n "steps": [}');
    await writeFile(join(dataFolder, 'workflows', 'no good name.json'), '{ "steps": [] }');
    await mkdir(join(dataFolder, 'workflows', 'folder.yaml'));
    const listed = await manager.listWorkflows();
    expect(Object.keys(listed)).toEqual(['bad', 'folder', 'good', 'no good name']);
    expect(listed).toMatchObject({
      folder: { steps: 0, problems: [{ code: 'unreadable', message: expect.stringContaining('folder.yaml') }] },
      bad: { steps: 0, estimatedDuration: null, problems: [expect.objectContaining({ line: 2 })] },
      good: { steps: 1, problems: [] },
      'no good name': { problems: [expect.anything(), expect.anything()] },
    });
  });
});

describe('WorkflowManager.getPerformanceSummary', () => {
  it('given runs, then they are summed up by workflow, step and module, and one workflow can be asked for alone', {
    meta: {
      specification: [
        '3.WorkflowManager.get_performance_summary',
        '3.WorkflowManager.get_performance_summary.workflow_name',
        '3.WorkflowManager.get_performance_summary->performance_stats',
        '3.WorkflowManager.get_performance_summary->total_workflows_executed',
        '3.WorkflowManager.get_performance_summary->successful_executions',
        '3.WorkflowManager.get_performance_summary->failed_executions',
        '3.WorkflowManager.get_performance_summary->average_execution_time',
        '3.WorkflowManager.get_performance_summary->module_usage_stats',
        '4.WorkflowManager',
        '4.WorkflowManager.get_performance_summary',
        '4.WorkflowManager.feature.metrics',
        '2.capability.performance_monitoring',
        '2.contract.performance_monitoring',
        '2.performance.monitoring',
        '2.performance.time_analysis',
        '2.performance.bottlenecks',
        '2.troubleshooting.degradation',
      ],
    },
  }, async () => {
    const { inTime, manager } = await managed({
      script: {
        ending: (task, attempt) =>
          task === 'flaky' && attempt === 1 ? 'fails' : task === 'bad' ? 'fails' : 'succeeds',
        duration: (task) => (task === 'slow' ? 6_000 : 1_000),
      },
    });
    await manager.createWorkflow('good', [
      work('flaky', { maxRetries: 1, retryDelay: 0 }),
      work('slow', { dependencies: ['flaky'] }),
      work('beside'),
    ]);
    await manager.createWorkflow('bad', [work('bad')]);
    for (const name of ['good', 'good', 'bad']) await inTime(manager.executeWorkflow(name));
    const summary = await manager.getPerformanceSummary();
    expect(summary).toMatchObject({
      totalWorkflowsExecuted: 3,
      successfulExecutions: 2,
      failedExecutions: 1,
      averageExecutionTime: (8 + 8 + 1) / 3,
      moduleUsageStats: { scripted: { count: 9, totalTime: 19, averageTime: 19 / 9 } },
      isWhole: true,
      performanceStats: {
        bad: { runs: 1, failures: 1, steps: { bad: { count: 1, failures: 1, retries: 0 } } },
        good: {
          runs: 2,
          successes: 2,
          durations: { count: 2, min: 8, p50: 8, p99: 8, max: 8 },
          slowestSteps: ['slow', 'flaky', 'beside'],
          criticalPath: { steps: ['flaky', 'slow'], duration: 8, share: 1 },
          steps: {
            flaky: { count: 4, failures: 2, retries: 2, averageTime: 1 },
            slow: { count: 2, p50: 6, totalTime: 12, waitingTime: 0 },
          },
        },
      },
    });
    expect(await manager.getPerformanceSummary('bad')).toMatchObject({
      totalWorkflowsExecuted: 1,
      performanceStats: { bad: { runs: 1 } },
    });
    expect(await manager.getPerformanceSummary('never-run')).toMatchObject({ totalWorkflowsExecuted: 0 });
  });

  it('given that monitoring is off, then a message says that there is no summary', {
    meta: {
      specification: [
        '1.WorkflowManager.__init__',
        '1.WorkflowManager.__init__.config',
        '3.WorkflowManager.get_performance_summary.without_monitoring',
        '3.performance.monitoring',
      ],
    },
  }, async () => {
    const { manager } = await managed({ ports: { performanceMonitoring: false } });
    expect(await manager.getPerformanceSummary()).toEqual({ error: expect.stringContaining('not available') });
  });
});

describe('WorkflowManager.getPerformanceMetrics', () => {
  it('given a run, then its steps are counted beside what the process uses and what of each resource is held', {
    meta: {
      specification: [
        '2.PerformanceMetrics',
        '2.PerformanceMetrics.workflow_name',
        '2.PerformanceMetrics.execution_time',
        '2.PerformanceMetrics.cpu_usage',
        '2.PerformanceMetrics.memory_usage',
        '2.PerformanceMetrics.tasks_completed',
        '2.PerformanceMetrics.tasks_failed',
        '2.PerformanceMetrics.resource_utilization',
      ],
    },
  }, async () => {
    const { inTime, manager } = await managed({
      script: { ending: (task) => (task === 'bad' ? 'fails' : 'succeeds') },
      ports: { usage: () => ({ cpu: 12.5, memory: 64e6 }) },
    });
    await manager.createWorkflow('mixed', [
      work('a'),
      work('b', { resources: [{ type: 'cpu', amount: 2 }] }),
      work('bad'),
    ]);
    const { executionId } = await manager.startWorkflow('mixed');
    expect(await manager.getPerformanceMetrics(executionId)).toMatchObject({
      tasksCompleted: 0,
      resourceUtilization: { system_cpu: 50, system_memory: 0 },
    });
    await inTime(manager.executeWorkflow('mixed'));
    expect(await manager.getPerformanceMetrics('mixed')).toEqual({
      workflowName: 'mixed',
      executionTime: 1,
      cpuUsage: 12.5,
      memoryUsage: 64e6,
      tasksCompleted: 2,
      tasksFailed: 1,
      resourceUtilization: expect.objectContaining({ system_cpu: 0, workers: 0 }),
    });
    expect(await manager.getPerformanceMetrics('nothing')).toBeUndefined();
    const measured = await managed();
    await measured.manager.createWorkflow('one', [work('a')]);
    await measured.inTime(measured.manager.executeWorkflow('one'));
    const { cpuUsage, memoryUsage } = (await measured.manager.getPerformanceMetrics('one')) ?? {};
    expect(cpuUsage).toBeGreaterThan(0);
    expect(memoryUsage).toBeGreaterThan(1e6);
  });
});
