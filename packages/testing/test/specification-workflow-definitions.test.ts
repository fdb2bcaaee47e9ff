import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowStep } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
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
        '4.feature.workflow_management',
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
        '2.RetryPolicy',
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

  it('given changes, then the rest stays; given wrong ones, then all stays', {
    meta: { specification: ['1.capability.workflow_definition'] },
  }, async () => {
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
