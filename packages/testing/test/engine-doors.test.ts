import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrchestrationEngine, WorkflowFiles, WorkflowManager } from '@codomyrmex/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryJournal, VirtualClock } from '../src/index.ts';
import { composed } from './acting.ts';
import { settledInTime } from './in-time.ts';
import { type Script, scripted } from './scripted.ts';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'codomyrmex-doors-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

const work = (name: string) => ({ name, module: 'scripted', action: 'work', max_retries: 0 });

/** Both doors on one data folder, with two stored workflows: `one` of one step, `pair` of two that are independent. */
async function doors(script: Partial<Script> = {}, journal = createMemoryJournal()) {
  const clock = new VirtualClock();
  const actions = scripted(clock, script);
  const dataFolder = await folder();
  const { orchestrator } = composed([actions.plugin], { clock, dataFolder }, journal);
  const engine = new OrchestrationEngine({ orchestrator, dataFolder, workspace: dataFolder });
  const manager = new WorkflowManager({ orchestrator, workspace: dataFolder });
  const parameters = { value: '{{ word }}' };
  await manager.createWorkflow({
    name: 'one',
    description: 'one step',
    parameters: { word: { type: 'string', default: 'none' } },
    steps: [{ ...work('a'), parameters }],
  });
  await manager.createWorkflow({
    name: 'pair',
    steps: [work('a'), work('b')],
  });
  const inTime = <Value>(answer: Promise<Value>): Promise<Value> => settledInTime(clock, answer);
  /** Until `runs` runs are in hand. */
  const inHand = async (runs: number): Promise<void> => {
    while (orchestrator.runtime.live.size < runs) await clock.settle();
    await clock.settle();
  };
  return { actions, clock, dataFolder, engine, inHand, inTime, manager, orchestrator };
}

describe('OrchestrationEngine', () => {
  it('given a stored workflow, then it is run to its end with the parameters', async () => {
    const { engine, inTime } = await doors();
    const answer = await inTime(engine.executeWorkflow('one', { word: 'hello' }));
    expect(answer).toMatchObject({
      success: true,
      error: null,
      executionTime: 1,
      stepsExecuted: 1,
      result: { workflowName: 'one', status: 'completed', results: { a: { output: { value: 'hello' } } } },
    });
  });

  it('given a workflow that fails, then the answer says so and gives the first error', async () => {
    const { engine, inTime } = await doors({ ending: () => 'fails' });
    const answer = await inTime(engine.executeWorkflow('one'));
    expect(answer).toMatchObject({ success: false, error: 'Step a failed: a fails', result: { status: 'failed' } });
  });

  it('given a name or parameters that are wrong, then nothing begins', async () => {
    const { engine, orchestrator } = await doors();
    await expect(engine.executeWorkflow('oen')).rejects.toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
      suggestions: [expect.stringContaining('one')],
    });
    await expect(engine.executeWorkflow('one', { wrod: 'x' })).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
    expect(await orchestrator.runtime.list()).toEqual([]);
  });

  it('given one task, then it runs as a run of its own with the retries that were asked for', async () => {
    const { actions, engine, inTime } = await doors({ ending: (_, attempt) => (attempt < 3 ? 'fails' : 'succeeds') });
    const task = { name: 'solo', module: 'scripted', action: 'work', parameters: { value: 7 } };
    const answer = await inTime(engine.executeTask({ ...task, maxRetries: 2 }));
    expect(answer).toMatchObject({
      success: true,
      result: { success: true, data: { value: 7 }, metadata: { attempts: 3 } },
    });
    expect(answer.taskId).not.toBe('');
    const short = await inTime(engine.executeTask({ ...task, timeout: 0.5, maxRetries: 0 }));
    expect(short).toMatchObject({ success: false, result: { errorCode: 'TIMEOUT_EXCEEDED' } });
    expect(actions.calls.length).toBe(4);
    await expect(engine.executeTask({ ...task, action: 'wrok' })).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
  });

  it('given runs in hand, then the status counts them, their tasks and what they hold', async () => {
    const { engine, inHand, inTime } = await doors();
    engine.createSession('me');
    const going = engine.executeWorkflow('pair');
    await inHand(1);
    const status = await engine.getSystemStatus();
    expect(status).toMatchObject({
      orchestrationEngine: { activeSessions: 1 },
      workflowManager: { totalWorkflows: 2, runningWorkflows: 1, interruptedWorkflows: 0 },
      taskOrchestrator: { totalTasks: 2, running: 2, completed: 0 },
    });
    expect(status.resourceManager.resources.find(({ resourceId }) => resourceId === 'workers')).toMatchObject({
      allocated: { slots: 2 },
    });
    await inTime(going);
    expect((await engine.getSystemStatus()).taskOrchestrator.totalTasks).toBe(0);
  });

  it('given a data folder that can be written, then all is healthy; given a path below a file, then it says why not', async () => {
    const { dataFolder, engine, orchestrator } = await doors();
    expect(await engine.healthCheck()).toMatchObject({
      overallStatus: 'healthy',
      issues: [],
      components: { dataFolder: { details: { writable: true } }, workflowManager: { status: 'healthy' } },
    });
    expect((await readdir(dataFolder)).sort()).toEqual(['workflows']);
    await writeFile(join(dataFolder, 'file'), '');
    const below = join(dataFolder, 'file', 'data');
    const unwell = await new OrchestrationEngine({ orchestrator, dataFolder: below }).healthCheck();
    expect(unwell).toMatchObject({ overallStatus: 'unhealthy', components: { dataFolder: { status: 'unhealthy' } } });
    expect(unwell.issues).toContainEqual(expect.stringContaining(`${below} cannot be written`));
  });

  it('given an interrupted run and a damaged store, then health says what to do about them', async () => {
    const journal = createMemoryJournal();
    const first = await doors({ ending: () => 'never ends' }, journal);
    first.engine.executeWorkflow('one').catch(() => undefined); // its process dies
    await first.inHand(1);
    const [head] = await first.orchestrator.runtime.list();
    const { orchestrator } = composed([], {}, journal.crash());
    const engine = new OrchestrationEngine({ orchestrator, storeProblems: () => ['slot 3 is damaged'] });
    expect(await engine.healthCheck()).toMatchObject({
      overallStatus: 'degraded',
      issues: ['slot 3 is damaged', `run ${head?.id} was interrupted: codomyrmex run resume ${head?.id}`],
    });
  });

  it('given a shutdown, then runs are let go, nothing starts any more, and calling it again does nothing', async () => {
    const { actions, engine, inHand, orchestrator } = await doors({ ending: () => 'never ends' });
    const going = Promise.allSettled([engine.executeWorkflow('one')]);
    await inHand(1);
    await engine.shutdown();
    await engine.shutdown();
    expect(await going).toMatchObject([{ status: 'rejected', reason: { code: 'SHUT_DOWN' } }]);
    expect([...actions.running]).toEqual([]);
    expect(orchestrator.runtime.live.size).toBe(0);
    await expect(engine.executeWorkflow('one')).rejects.toMatchObject({ code: 'SHUT_DOWN' });
  });
});

describe('sessions', () => {
  it('given no options, then a session has the defaults; given wrong ones, then it is refused', async () => {
    const { engine } = await doors();
    const id = engine.createSession('me', { metadata: { why: 'test' } });
    expect(engine.getSession(id)).toMatchObject({
      sessionId: id,
      userId: 'me',
      mode: 'resource_aware',
      maxParallelTasks: 4,
      maxParallelWorkflows: 2,
      status: 'active',
      metadata: { why: 'test' },
      completedAt: null,
    });
    expect(() => engine.createSession('me', { maxParallelTasks: 0 })).toThrow(
      expect.objectContaining({ code: 'INVALID_PARAMETERS' }),
    );
    expect(() => engine.createSession('me', { timeoutSeconds: -1 })).toThrow(/cannot be opened/);
    // A program in JavaScript may say what the types do not allow.
    const wrong = Object.assign(Object.create(null), { mode: 'serial', maxParalelTasks: 2 });
    expect(() => engine.createSession('me', wrong)).toThrow(
      /"mode" cannot be "serial"; it is one of sequential, .*there is no key "maxParalelTasks" in the options of a session \(did you mean "maxParallelTasks"\?\)/,
    );
    expect(engine.createSession()).not.toBe(id);
  });

  it('given a limit of tasks, then no more of a run go on at once', async () => {
    const { actions, engine, inTime } = await doors();
    await inTime(engine.executeWorkflow('pair', {}, engine.createSession('me', { maxParallelTasks: 1 })));
    expect(actions.mostRunning).toBe(1);
    await inTime(engine.executeWorkflow('pair', {}, engine.createSession('me')));
    expect(actions.mostRunning).toBe(2);
  });

  it('given as many runs as a session may have, then the next waits until one has ended', async () => {
    const { actions, engine, inHand, inTime } = await doors();
    const id = engine.createSession('me', { maxParallelWorkflows: 1 });
    const both = Promise.all([engine.executeWorkflow('one', {}, id), engine.executeWorkflow('one', id)]);
    await inHand(1);
    const waiting = async () => (await engine.getSystemStatus()).orchestrationEngine.waitingWorkflows;
    await expect.poll(waiting).toBe(1);
    expect(await inTime(both)).toMatchObject([{ success: true }, { success: true }]);
    expect(actions.mostRunning).toBe(1);
  });

  it('given a timeout, then a run that takes longer fails', async () => {
    const { engine, inHand, inTime } = await doors({ ending: () => 'never ends' });
    const going = engine.executeWorkflow('one', {}, engine.createSession('me', { timeoutSeconds: 5 }));
    await inHand(1);
    const answer = await inTime(going);
    expect(answer).toMatchObject({
      success: false,
      executionTime: 5,
      error: expect.stringContaining('TIMEOUT_EXCEEDED'),
    });
  });

  it('given a session that is closed, then its runs are cancelled, others go on, and it takes no more', async () => {
    const { engine, inHand, inTime } = await doors({ duration: () => 60_000 });
    const id = engine.createSession('me');
    const mine = engine.executeWorkflow('one', {}, id);
    const other = engine.executeWorkflow('one');
    await inHand(2);
    expect(engine.closeSession(id)).toBe(true);
    expect(engine.closeSession(id)).toBe(false);
    expect(engine.closeSession('session-99')).toBe(false);
    expect(engine.getSession(id)).toMatchObject({ status: 'cancelled', completedAt: expect.any(Date) });
    expect(await inTime(mine)).toMatchObject({
      success: false,
      error: 'The run was cancelled: its session was closed',
      result: { status: 'cancelled' },
    });
    expect(await inTime(other)).toMatchObject({ success: true });
    await expect(engine.executeWorkflow('one', {}, id)).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
    await expect(engine.executeWorkflow('one', 'session-99')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
    const idle = engine.createSession('me');
    engine.closeSession(idle);
    expect(engine.getSession(idle)).toMatchObject({ status: 'completed' });
  });
});

describe('WorkflowManager', () => {
  it('given a definition, then it is created, listed, run and deleted', async () => {
    const { inTime, manager, dataFolder } = await doors();
    expect(
      await manager.createWorkflow({ name: 'three', steps: [work('a'), { ...work('b'), dependencies: ['a'] }] }),
    ).toBe('three');
    expect(await manager.listWorkflows()).toEqual({
      one: {
        steps: 1,
        modules: ['scripted'],
        estimatedDuration: null,
        hasDependencies: false,
        createdTime: expect.any(Date),
        description: 'one step',
        file: join(dataFolder, 'workflows', 'one.json'),
        problems: [],
      },
      pair: {
        steps: 2,
        modules: ['scripted'],
        estimatedDuration: null,
        hasDependencies: false,
        createdTime: expect.any(Date),
        description: '',
        file: join(dataFolder, 'workflows', 'pair.json'),
        problems: [],
      },
      three: {
        steps: 2,
        modules: ['scripted'],
        estimatedDuration: null,
        hasDependencies: true,
        createdTime: expect.any(Date),
        description: '',
        file: join(dataFolder, 'workflows', 'three.json'),
        problems: [],
      },
    });
    expect(await inTime(manager.executeWorkflow('three'))).toMatchObject({ status: 'completed', stepsExecuted: 2 });
    await manager.deleteWorkflow('three');
    expect(Object.keys(await manager.listWorkflows())).toEqual(['one', 'pair']);
    await expect(manager.deleteWorkflow('three')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await expect(manager.executeWorkflow('three')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
  });

  it('given a timeout for one run, then it counts', async () => {
    const { inTime, manager } = await doors({ ending: () => 'never ends' });
    expect(await inTime(manager.executeWorkflow('one', {}, 3))).toMatchObject({
      status: 'failed',
      executionTime: 3,
      errors: [expect.stringContaining('TIMEOUT_EXCEEDED')],
    });
  });

  it('given a name that is taken, then the old definition stays', async () => {
    const { manager } = await doors();
    const steps = [work('z')];
    await expect(manager.createWorkflow({ name: 'pair', steps })).rejects.toMatchObject({ code: 'WORKFLOW_EXISTS' });
    expect(await manager.listWorkflows()).toMatchObject({ pair: { steps: 2 } });
  });

  it.each(['../out', 'a/b', '/tmp/out', '..', '.hidden', '', 'a\u0000b', 'a\\b'])(
    'given the name %j, then nothing is written',
    async (name) => {
      const { dataFolder, manager } = await doors();
      const steps = [work('a')];
      await expect(manager.createWorkflow({ name, steps })).rejects.toMatchObject({
        family: expect.stringMatching(/author|caller/),
      });
      await expect(manager.deleteWorkflow(name)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
      expect((await readdir(join(dataFolder, 'workflows'))).sort()).toEqual(['one.json', 'pair.json']);
      expect(await readdir(dataFolder)).toEqual(['workflows']);
    },
  );

  it('given a file that is no definition, then it is listed with its fault, and running it says the same', async () => {
    const { dataFolder, manager } = await doors();
    await writeFile(join(dataFolder, 'workflows', 'broken.yaml'), 'name: broken\nsteps: {{{');
    const listed = await manager.listWorkflows();
    expect(Object.keys(listed)).toEqual(['broken', 'one', 'pair']);
    expect(listed.broken).toMatchObject({
      steps: 0,
      problems: expect.arrayContaining([expect.objectContaining({ line: 2 })]),
    });
    expect(listed.one).toMatchObject({ problems: [] });
    await expect(manager.executeWorkflow('broken')).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
  });

  it('given a folder that comes with a product beside the own one, then its definitions are not deleted', async () => {
    const dataFolder = await folder();
    const shipped = join(dataFolder, 'workflows-shipped');
    const { plugin } = scripted(new VirtualClock());
    const { orchestrator } = composed([plugin], { dataFolder, workflowFolders: [shipped] });
    const definition = { name: 'theirs', steps: [work('a')] };
    await new WorkflowFiles(shipped).write('theirs', JSON.stringify(definition), {
      ending: '.json',
      ifTaken: 'refuse',
    });
    const manager = new WorkflowManager({ orchestrator });
    expect(Object.keys(await manager.listWorkflows())).toEqual(['theirs']);
    await expect(manager.deleteWorkflow('theirs')).rejects.toMatchObject({ code: 'USAGE' });
    expect(await readdir(shipped)).toEqual(['theirs.json']);
    // The name is free in the own folder, and hides the one that came with the product.
    await manager.createWorkflow({ ...definition, description: 'ours' });
    expect(await manager.listWorkflows()).toMatchObject({ theirs: { description: 'ours' } });
  });
});
