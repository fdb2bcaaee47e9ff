import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowStep } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../src/index.ts';
import { managed, work } from './managed.ts';

const STARTED = new Date(Date.UTC(2026, 0, 1));

describe('WorkflowManager.createWorkflow', () => {
  it('given a name and steps, then the workflow is saved with the keys of the Python system in their order, and true comes back', {
    meta: {
      specification: [
        '3.WorkflowManager',
        '3.WorkflowManager.create_workflow',
        '3.WorkflowManager.create_workflow.name',
        '3.WorkflowManager.create_workflow.steps',
        '3.WorkflowStep',
        '3.WorkflowStep.name',
        '3.WorkflowStep.module',
        '3.WorkflowStep.action',
        '3.WorkflowStep.parameters',
        '3.WorkflowStep.dependencies',
        '3.WorkflowStep.timeout',
        '3.WorkflowStep.retry_count',
        '3.WorkflowStep.max_retries',
        '4.WorkflowManager.create_workflow',
        '4.WorkflowManager.create_workflow.name',
        '4.WorkflowManager.create_workflow.steps',
        '4.WorkflowManager.feature.definitions',
        '4.WorkflowStep',
        '4.WorkflowStep.name',
        '4.WorkflowStep.module',
        '4.WorkflowStep.action',
        '4.WorkflowStep.parameters',
        '4.WorkflowStep.dependencies',
        '4.WorkflowStep.timeout',
        '4.WorkflowStep.max_retries',
        '5.WorkflowManager',
        '5.WorkflowStep',
      ],
    },
  }, async () => {
    const { dataFolder, manager } = await managed();
    const steps: WorkflowStep[] = [
      { name: 'setup', module: 'environment_setup', action: 'check_environment' },
      {
        name: 'analyze',
        module: 'static_analysis',
        action: 'analyze_code_quality',
        parameters: { path: '.' },
        dependencies: ['setup'],
        timeout: 300,
        retryCount: 1,
        maxRetries: 5,
      },
    ];
    expect(await manager.createWorkflow('custom-analysis', steps)).toBe(true);
    const text = await readFile(join(dataFolder, 'workflows', 'custom-analysis.json'), 'utf8');
    const saved = {
      name: 'custom-analysis',
      steps: [
        {
          name: 'setup',
          module: 'environment_setup',
          action: 'check_environment',
          parameters: {},
          dependencies: [],
          timeout: null,
          retry_count: 0,
          max_retries: 3,
        },
        {
          name: 'analyze',
          module: 'static_analysis',
          action: 'analyze_code_quality',
          parameters: { path: '.' },
          dependencies: ['setup'],
          timeout: 300,
          retry_count: 1,
          max_retries: 5,
        },
      ],
    };
    expect(text.trimEnd()).toBe(JSON.stringify(saved, null, 2));
  });

  it('given a whole definition, then its name comes back, which is its id; an action may bear its module in its name', {
    meta: {
      specification: [
        '1.WorkflowManager',
        '1.WorkflowManager.create_workflow',
        '1.WorkflowManager.create_workflow.definition',
        '1.WorkflowManager.execute_workflow',
        '1.WorkflowManager.execute_workflow.workflow_id',
        '1.WorkflowStep',
        '1.WorkflowStep.name',
        '1.WorkflowStep.action',
        '1.WorkflowStep.parameters',
        '1.WorkflowStep.dependencies',
        '1.WorkflowStep.timeout',
      ],
    },
  }, async () => {
    const { inTime, manager } = await managed();
    const steps = [
      { name: 'a', action: 'scripted.work', parameters: { value: 1 }, timeout: 5 },
      { name: 'b', action: 'scripted.work', dependencies: ['a'] },
    ];
    expect(await manager.createWorkflow({ name: 'whole', steps })).toBe('whole');
    const { steps: kept } = await manager.getWorkflow('whole');
    expect(kept).toMatchObject([{ module: 'scripted', action: 'work', timeout: 5 }, { dependencies: ['a'] }]);
    expect(await inTime(manager.executeWorkflow('whole'))).toMatchObject({
      status: 'completed',
      results: { a: { output: { value: 1 } } },
    });
  });

  it('given save: false, then nothing is written, and the workflow runs by its name until the composition ends', {
    meta: { specification: ['3.WorkflowManager.create_workflow.save'] },
  }, async () => {
    const { dataFolder, inTime, manager } = await managed();
    expect(await manager.createWorkflow('passing', [work('a')], false)).toBe(true);
    expect(await readdir(dataFolder)).toEqual([]);
    expect(await manager.listWorkflows()).toMatchObject({ passing: { steps: 1, file: null, createdTime: STARTED } });
    expect(await inTime(manager.executeWorkflow('passing'))).toMatchObject({ status: 'completed' });
    await expect(manager.createWorkflow('passing', [work('b')], false)).rejects.toMatchObject({
      code: 'WORKFLOW_EXISTS',
    });
    await expect(manager.createWorkflow('passing', [work('b')])).rejects.toMatchObject({ code: 'WORKFLOW_EXISTS' });
    await manager.updateWorkflow('passing', { steps: [work('b'), work('c')] });
    expect(await readdir(dataFolder)).toEqual([]);
    expect(await manager.getWorkflow('passing')).toMatchObject({ steps: [{ name: 'b' }, { name: 'c' }] });
    const later = await managed({ dataFolder });
    await expect(later.manager.getWorkflow('passing')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await manager.deleteWorkflow('passing');
    expect(await manager.listWorkflows()).toEqual({});
  });

  it.each([
    ['an empty name', '', [work('a')]],
    ['a name that leaves the folder', '../../out', [work('a')]],
    ['an absolute name', '/tmp/out', [work('a')]],
    ['a name with a NUL', 'a\u0000b', [work('a')]],
    ['a backslash', 'a\\b', [work('a')]],
    ['a device of Windows', 'con', [work('a')]],
    ['a device of Windows with an ending', 'Aux.v2', [work('a')]],
    ['a name in another case than one that is there', 'ONE', [work('a')]],
    ['a name that is taken', 'one', [work('a')]],
    ['no steps', 'empty', []],
    ['a step without an action', 'halved', [{ ...work('a'), action: undefined as unknown as string }]],
    ['a key that no step has', 'wrong', [work('a', { retires: 3 })]],
  ])(
    'given %s, then it is refused with its reason and nothing is written',
    { meta: { specification: ['3.WorkflowManager.create_workflow!ValueError'] } },
    async (_, name, steps) => {
      const { dataFolder, manager } = await managed();
      await manager.createWorkflow('one', [work('a')]);
      for (const save of [true, false]) {
        await expect(manager.createWorkflow(name, steps, save)).rejects.toMatchObject({
          family: expect.stringMatching(/^(author|caller)$/),
          code: expect.stringMatching(/INVALID_WORKFLOW|INVALID_PARAMETERS|WORKFLOW_EXISTS/),
        });
      }
      expect(await readdir(join(dataFolder, 'workflows'))).toEqual(['one.json']);
      expect(await readdir(dataFolder)).toEqual(['workflows']);
    },
  );

  it('given a folder that cannot be written, then the error says which and why', {
    meta: { specification: ['3.WorkflowManager.create_workflow!OSError'] },
  }, async () => {
    const { dataFolder } = await managed();
    await writeFile(join(dataFolder, 'file'), '');
    const { manager } = await managed({ options: { dataFolder: join(dataFolder, 'file') } });
    await expect(manager.createWorkflow('one', [work('a')])).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      message: expect.stringContaining(join(dataFolder, 'file')),
    });
  });

  it('given a configuration with shared resources and retries, then each step has them beside its own', {
    meta: {
      specification: [
        '2.WorkflowConfig',
        '2.WorkflowConfig.name',
        '2.WorkflowConfig.description',
        '2.WorkflowConfig.steps',
        '2.WorkflowConfig.resources',
        '2.WorkflowConfig.timeout',
        '2.WorkflowConfig.retry_policy',
      ],
    },
  }, async () => {
    const { inTime, manager } = await managed({ script: { ending: () => 'fails' } });
    await manager.createWorkflow({
      name: 'configured',
      description: 'with everything',
      steps: [
        { name: 'a', module: 'scripted', action: 'work' },
        work('b', { resources: [{ type: 'lock', identifier: 'db' }] }),
      ],
      resources: { cpu: { cores: 1 } },
      timeout: 60,
      retryPolicy: { maxRetries: 1, retryDelay: 0 },
    });
    expect(await manager.getWorkflow('configured')).toMatchObject({
      description: 'with everything',
      timeout: 60,
      steps: [
        { resources: [{ type: 'cpu', amount: { cores: 1 } }], max_retries: 1, retry_delay: 0 },
        { resources: [{ type: 'cpu' }, { type: 'lock', identifier: 'db' }], max_retries: 0 },
      ],
    });
    const { results } = await inTime(manager.executeWorkflow('configured'));
    expect(results).toMatchObject({ a: { attempts: 2 }, b: { attempts: 1 } });
  });
});

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
    meta: { specification: ['3.WorkflowManager.execute_workflow.timeout'] },
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
    const executions = await inTime(Promise.all([1, 2, 3, 4, 5].map(() => manager.executeWorkflow('quick'))));
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
    const listed = await manager.listWorkflows();
    expect(Object.keys(listed)).toEqual(['bad', 'good', 'no good name']);
    expect(listed).toMatchObject({
      bad: { steps: 0, estimatedDuration: null, problems: [expect.objectContaining({ line: 2 })] },
      good: { steps: 1, problems: [] },
      'no good name': { problems: [expect.anything(), expect.anything()] },
    });
  });
});

describe('WorkflowManager.validateWorkflow, updateWorkflow, deleteWorkflow', () => {
  it('given a definition with several faults, then all of them are told at once; given a good one, then none', {
    meta: {
      specification: ['1.WorkflowManager.validate_workflow', '1.WorkflowManager.validate_workflow.definition'],
    },
  }, async () => {
    const { manager } = await managed();
    const problems = await manager.validateWorkflow({
      name: 'faulty',
      steps: [
        work('a', { action: 'wrok' }),
        work('b', { dependencies: ['nowhere'] }),
        work('c', { parameters: { value: '{{ nothing.output }}' }, timeout: -1 }),
      ],
    });
    expect(problems.map(({ path, code }) => [path, code])).toEqual(
      expect.arrayContaining([
        ['steps[0].action', 'unknown_action'],
        ['steps[1].dependencies[0]', 'unknown_dependency'],
        ['steps[2].timeout', expect.any(String)],
      ]),
    );
    expect(await manager.validateWorkflow({ name: 'good', steps: [work('a')] })).toEqual([]);
    await manager.createWorkflow('stored', [work('a', { module: 'missing' })]);
    expect(await manager.validateWorkflow('stored')).toMatchObject([{ code: 'unknown_module' }]);
    await expect(manager.validateWorkflow('nowhere')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
  });

  it('given changes, then the rest stays; given wrong ones, then all stays', async () => {
    const { manager } = await managed();
    await manager.createWorkflow({ name: 'one', description: 'first', steps: [work('a')] });
    await manager.updateWorkflow('one', { description: 'second' });
    expect(await manager.getWorkflow('one')).toMatchObject({ description: 'second', steps: [{ name: 'a' }] });
    await expect(manager.updateWorkflow('one', { steps: [] })).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
    expect(await manager.getWorkflow('one')).toMatchObject({ description: 'second', steps: [{ name: 'a' }] });
    await expect(manager.updateWorkflow('one', { name: 'two' })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    await manager.updateWorkflow('one', { name: 'one', steps: [work('b')] });
    expect(await manager.getWorkflow('one')).not.toHaveProperty('description');
    await expect(manager.updateWorkflow('two', {})).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    expect(await manager.deleteWorkflow('one')).toBe(true);
    await expect(manager.deleteWorkflow('one')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
  });

  it('given a definition in YAML, then a change makes one JSON file of it', async () => {
    const { dataFolder, manager } = await managed();
    await manager.createWorkflow('other', [work('a')]);
    const yaml = 'name: one\nsteps: [{ name: a, module: scripted, action: work, run_on: always }]\n';
    await writeFile(join(dataFolder, 'workflows', 'one.yaml'), yaml);
    await expect(manager.createWorkflow('one', [work('a')])).rejects.toMatchObject({ code: 'WORKFLOW_EXISTS' });
    await manager.updateWorkflow('one', { maxParallel: 2 });
    expect((await readdir(join(dataFolder, 'workflows'))).sort()).toEqual(['one.json', 'other.json']);
    expect(await manager.getWorkflow('one')).toMatchObject({ max_parallel: 2, steps: [{ run_on: 'always' }] });
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
    meta: { specification: ['3.WorkflowManager.get_performance_summary.without_monitoring'] },
  }, async () => {
    const { manager } = await managed({ ports: { performanceMonitoring: false } });
    expect(await manager.getPerformanceSummary()).toEqual({ error: expect.stringContaining('not available') });
  });
});
