import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as codomyrmex from 'codomyrmex';
import { describe, expect, it, onTestFinished } from 'vitest';

const library = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const echo = (text: string) => ({ parameters: { command: ['echo', text] } });

/**
 * A script of its own process in an empty folder: what it prints, as JSON. It is given half a minute and has to end by itself.
 * The data folder is below it.
 */
async function script(lines: string) {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-library-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'script.mjs');
  await writeFile(file, `import * as codomyrmex from ${JSON.stringify(library)};\n${lines}`);
  const env = { PATH: process.env.PATH, HOME: folder };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder, timeout: 30_000, env });
  const printed: unknown[] = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown); // what the script prints is for the test to compare
  return { dataFolder: join(folder, '.codomyrmex'), printed, stderr };
}

describe('package codomyrmex', () => {
  it('given the entry, then it has the doors, enumerations and functions by the names of the specification', {
    meta: {
      specification: [
        '5.WorkflowManager',
        '5.TaskOrchestrator',
        '5.ResourceManager',
        '5.OrchestrationEngine',
        '5.ProjectManager',
        '5.WorkflowStatus',
        '5.TaskStatus',
        '5.TaskPriority',
        '5.ProjectType',
        '5.ProjectStatus',
        '5.ResourceType',
        '5.ResourceStatus',
        '5.SessionStatus',
        '5.neighbour.re_export',
        '1.component.workflow_manager',
        '1.component.task_orchestrator',
        '1.component.resource_manager',
        '1.component.public_api',
      ],
    },
  }, () => {
    const { WorkflowManager, TaskOrchestrator, ResourceManager, OrchestrationEngine, ProjectManager } = codomyrmex;
    for (const door of [WorkflowManager, TaskOrchestrator, ResourceManager, OrchestrationEngine, ProjectManager]) {
      expect(door).toBeTypeOf('function');
    }
    expect(codomyrmex).toMatchObject({
      OrchestrationMode: { RESOURCE_AWARE: 'resource_aware' },
      ProjectStatus: { PLANNING: 'planning' },
      ProjectType: { CUSTOM: 'custom' },
      ResourceStatus: { IN_USE: 'in_use' },
      ResourceType: { EXTERNAL_API: 'external_api' },
      SessionStatus: { ACTIVE: 'active' },
      TaskPriority: { HIGH: 'high' },
      TaskStatus: { SKIPPED: 'skipped' },
      WorkflowStatus: { COMPLETED: 'completed' },
    });
  });

  it('given the types of the specification, then values of them can be written', {
    meta: {
      specification: [
        '5.WorkflowStep',
        '5.WorkflowExecution',
        '5.Task',
        '5.TaskResult',
        '5.TaskResource',
        '5.Resource',
        '5.ResourceAllocation',
        '5.ResourceUsage',
        '5.OrchestrationSession',
        '5.OrchestrationContext',
        '5.Project',
      ],
    },
  }, () => {
    // Compiled by `npm run check:types`: a type that is missing or has lost one of these members fails there.
    const step: codomyrmex.WorkflowStep = { name: 'a', module: 'shell', action: 'run' };
    const resource: codomyrmex.TaskResource = { type: 'cpu', identifier: 'system_cpu', mode: 'read' };
    const members: [
      keyof codomyrmex.WorkflowExecution,
      keyof codomyrmex.Task,
      keyof codomyrmex.TaskResult,
      keyof codomyrmex.Resource,
      keyof codomyrmex.ResourceAllocation,
      keyof codomyrmex.ResourceUsage,
      keyof codomyrmex.OrchestrationSession,
      keyof codomyrmex.OrchestrationContext,
      keyof codomyrmex.Project,
    ] = [
      'performanceMetrics',
      'retryDelay',
      'errorMessage',
      'capacity',
      'expiresAt',
      'utilization',
      'userId',
      'resources',
      'requiredModules',
    ];
    expect([step.name, resource.mode, members.length]).toEqual(['a', 'read', 9]);
  });

  it('given a script that only makes doors, then no data folder is made', {
    meta: {
      specification: [
        '4.get_orchestration_engine',
        '5.contract.lazy_singletons',
        '5.get_workflow_manager',
        '5.get_task_orchestrator',
        '5.get_resource_manager',
        '5.get_orchestration_engine',
        '4.get_workflow_manager',
        '4.get_task_orchestrator',
        '4.get_resource_manager',
        '5.get_project_manager',
        '4.get_project_manager',
      ],
    },
  }, async () => {
    const { dataFolder, printed, stderr } = await script(`
      const { getOrchestrationEngine, getWorkflowManager, getTaskOrchestrator, getResourceManager, getProjectManager } = codomyrmex;
      const all = [getOrchestrationEngine, getWorkflowManager, getTaskOrchestrator, getResourceManager, getProjectManager];
      const names = all.map((get) => get().constructor.name);
      const isOne = all.every((get) => get() === get());
      getOrchestrationEngine().createSession({ timeoutSeconds: 3600 });
      const others = [new codomyrmex.OrchestrationEngine(), new codomyrmex.WorkflowManager()];
      console.log(JSON.stringify({ names, isOne, others: others.includes(getOrchestrationEngine()) }));
      const before = getOrchestrationEngine();
      await codomyrmex.closeDefaults();
      await codomyrmex.closeDefaults();
      console.log(JSON.stringify(before === getOrchestrationEngine()));
    `);
    expect(stderr).toBe('');
    expect(printed).toEqual([
      {
        names: ['OrchestrationEngine', 'WorkflowManager', 'TaskOrchestrator', 'ResourceManager', 'ProjectManager'],
        isOne: true,
        others: false,
      },
      false,
    ]);
    expect(existsSync(dataFolder)).toBe(false);
  });

  it('given the convenience functions, then they work on the data folder and the script ends by itself', {
    meta: {
      specification: [
        '5.create_workflow_steps',
        '5.create_workflow_steps.name',
        '5.create_workflow_steps.steps',
        '5.execute_workflow',
        '5.execute_workflow.name',
        '5.execute_workflow.params',
        '5.create_task',
        '5.create_task.name',
        '5.create_task.module',
        '5.create_task.action',
        '5.create_task.kwargs',
        '5.execute_task',
        '5.execute_task.task',
      ],
    },
  }, async () => {
    const steps = [{ name: 'say', module: 'shell', action: 'run', ...echo('{{ word }}') }];
    const { dataFolder, printed, stderr } = await script(`
      const { createWorkflowSteps, executeWorkflow, createTask, executeTask, getOrchestrationEngine } = codomyrmex;
      const print = (value) => console.log(JSON.stringify(value));
      print(await createWorkflowSteps('words', ${JSON.stringify(steps)}));
      const { success, results } = await executeWorkflow('words', { word: 'hello' });
      print({ success, output: results.say.output });
      const task = createTask('say it', 'shell', 'run', { ...${JSON.stringify(echo('task'))}, priority: 'high' });
      print({ ...task, id: typeof task.id });
      const result = await executeTask(task);
      print({ success: result.success, data: result.data });
      const failed = await executeTask(createTask('no', 'shell', 'run', { parameters: { command: ['false'] }, maxRetries: 0 }));
      print({ success: failed.success, errorCode: failed.errorCode });
    `);
    expect(stderr).toBe('');
    expect(printed).toEqual([
      true,
      { success: true, output: { exit_code: 0, stdout: 'hello\n', stderr: '' } },
      { id: 'string', name: 'say it', module: 'shell', action: 'run', ...echo('task'), priority: 'high' },
      { success: true, data: { exit_code: 0, stdout: 'task\n', stderr: '' } },
      { success: false, errorCode: 'COMMAND_FAILED' },
    ]);
    expect(await readdir(join(dataFolder, 'workflows'))).toEqual(['words.json']);
  });

  it('given doors without arguments, then they stand on one composition, and nothing is left interrupted', async () => {
    const { printed, stderr } = await script(`
      const { OrchestrationEngine, TaskOrchestrator, ResourceManager } = codomyrmex;
      const print = (value) => console.log(JSON.stringify(value));
      const tasks = new TaskOrchestrator({ maxWorkers: 2 });
      tasks.createTask('a', 'shell', 'run', ${JSON.stringify(echo('a'))});
      tasks.startExecution();
      print(await tasks.waitForCompletion(20));
      const held = new ResourceManager().allocateResources('somebody', { cpu: { cores: 1 } });
      const engine = new OrchestrationEngine();
      const { resourceManager } = await engine.getSystemStatus();
      print([held, resourceManager.resources.find(({ resourceId }) => resourceId === 'system_cpu').heldBy]);
      await codomyrmex.closeDefaults();
      const { components } = await new OrchestrationEngine().healthCheck();
      print([components.journal.status, components.journal.details.interruptedRuns]);
    `);
    expect(stderr).toBe('');
    expect(printed).toEqual([true, [{ cpu: 'system_cpu' }, ['somebody']], ['healthy', 0]]);
  });

  it('given projects, then the functions and doors make them, run their workflows, and tell of them', {
    meta: {
      specification: [
        '1.ProjectManager.__init__',
        '1.ProjectManager.__init__.base_path',
        '5.create_project',
        '5.create_project.name',
        '5.create_project.description',
        '5.create_project.template',
      ],
    },
  }, async () => {
    const { printed, stderr } = await script(`
      const { createProject, getProjectManager, getOrchestrationEngine, ProjectManager, createWorkflowSteps } = codomyrmex;
      const print = (value) => console.log(JSON.stringify(value));
      const { name, description, template } = await createProject('thing', 'what it is for', null);
      print({ name, description, template });
      print(await createProject('other', '', 'no_such_template').catch(({ code }) => code));
      const elsewhere = new ProjectManager('elsewhere');
      await elsewhere.createProject('far', { dependencies: [] });
      print((await elsewhere.listProjects()).map(({ path }) => path.endsWith('/elsewhere/far')));
      await createWorkflowSteps('where', [{ name: 'at', module: 'shell', action: 'run', parameters: { command: ['pwd'] } }]);
      const manager = getProjectManager();
      const answer = await manager.executeProjectWorkflow('thing', 'where');
      print([answer.success, answer.results.at.output.stdout.endsWith('/projects/thing\\n')]);
      const other = await getOrchestrationEngine().executeProjectWorkflow('thing', 'where');
      print([other.success, other.results.at.output.stdout.endsWith('/projects/thing\\n')]);
      await createProject('app');
      await manager.updateProject('app', { dependencies: ['thing'] });
      const all = await manager.runProjectsWorkflow('where');
      print([all.success, Object.entries(all.projects).map(([project, { success }]) => [project, success])]);
      const { status, metrics } = await manager.getProjectStatus('thing');
      print([status, metrics.workflow_runs]);
      const { projectManager } = await getOrchestrationEngine().getSystemStatus();
      print([projectManager.total_projects, projectManager.by_status]);
    `);
    expect(stderr).toBe('');
    expect(printed).toEqual([
      { name: 'thing', description: 'what it is for', template: null },
      'TEMPLATE_NOT_FOUND',
      [true],
      [true, true],
      [true, true],
      [
        true,
        [
          ['thing', true],
          ['app', true],
        ],
      ],
      ['active', 3],
      [2, { active: 2 }],
    ]);
  });
});
