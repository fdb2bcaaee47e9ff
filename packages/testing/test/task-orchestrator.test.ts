import { TaskOrchestrator, type TaskOrchestratorPorts, taskInfo } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../src/index.ts';
import { acting, type Composed, composed } from './acting.ts';
import { type Script, type Scripted, scripted } from './scripted.ts';

interface Given extends Composed {
  readonly tasks: TaskOrchestrator;
  readonly actions: Scripted;
}

function given(script: Partial<Script> = {}, options: Partial<TaskOrchestratorPorts> = {}): Given {
  const clock = new VirtualClock();
  const actions = scripted(clock, script);
  const made = composed([actions.plugin], { clock });
  return { ...made, clock, actions, tasks: new TaskOrchestrator({ orchestrator: made.orchestrator, ...options }) };
}

const work = (tasks: TaskOrchestrator, name: string, more: object = {}) =>
  tasks.createTask(name, 'scripted', 'work', { maxRetries: 0, ...more });

describe('the faults of the system before', () => {
  it('a cancelled task that completes later: it never does', async () => {
    const { tasks, clock } = given();
    const task = work(tasks, 'a');
    tasks.startExecution();
    await clock.advance(500);
    expect(task.status).toBe('running');
    expect(tasks.cancelTask(task.id)).toBe(true);
    expect(task.status).toBe('cancelled');
    await clock.advance(10_000);
    expect(task.status).toBe('cancelled');
    expect(tasks.getTaskResult(task.id)).toBeUndefined();
    expect(tasks.cancelTask(task.id)).toBe(false);
  });

  it('max_workers ignored: never do more tasks run than there are workers', async () => {
    const { tasks, clock, actions } = given({}, { maxWorkers: 3 });
    for (let index = 0; index < 20; index++) work(tasks, `t${index}`);
    tasks.startExecution();
    expect(await clock.runUntil(tasks.waitForCompletion())).toBe(true);
    expect(actions.mostRunning).toBe(3);
    expect(actions.calls).toHaveLength(20);
  });

  it('tasks lost on contention: all that want the same lock are done, one at a time', async () => {
    const { tasks, clock, actions } = given({}, { maxWorkers: 8 });
    const resources = [{ type: 'lock', identifier: 'only-one', mode: 'exclusive' }] as const;
    for (let index = 0; index < 25; index++) work(tasks, `t${index}`, { resources });
    tasks.startExecution();
    await clock.runUntil(tasks.waitForCompletion());
    expect(tasks.getExecutionStats()).toMatchObject({ totalTasks: 25, completed: 25 });
    expect(actions.mostRunning).toBe(1);
  });

  it('dependents that hang after a failure: they are skipped, and the wait is over', async () => {
    const { tasks, clock } = given({ ending: (task) => (task === 'bad' ? 'fails' : 'succeeds') });
    const bad = work(tasks, 'bad');
    const after = work(tasks, 'after', { dependencies: [bad.id] });
    const last = work(tasks, 'last', { dependencies: [after.id] });
    tasks.startExecution();
    expect(await clock.runUntil(tasks.waitForCompletion(60))).toBe(true);
    expect([bad.status, after.status, last.status]).toEqual(['failed', 'skipped', 'skipped']);
    expect(await tasks.executeTask(last.id)).toMatchObject({
      success: false,
      errorMessage: 'the task was skipped: dependency_failed: bad',
    });
  });

  it('a failure reported as a cycle: a failed task says what its action said', async () => {
    const { tasks, clock } = given({ ending: () => 'fails' });
    const bad = work(tasks, 'bad');
    work(tasks, 'after', { dependencies: [bad.id] });
    tasks.startExecution();
    await clock.runUntil(tasks.waitForCompletion());
    expect(bad.result).toMatchObject({ success: false, errorMessage: 'bad fails', errorType: 'TaskExecutionError' });
    expect(JSON.stringify(tasks.listTasks())).not.toContain('circle');
  });
});

describe('adding tasks', () => {
  it('given a circle over tasks that were added before, then the last is refused with the path', () => {
    const { tasks } = given();
    tasks.addTask({ id: 'a', name: 'a', module: 'scripted', action: 'work', dependencies: ['c'] });
    tasks.addTask({ id: 'b', name: 'b', module: 'scripted', action: 'work', dependencies: ['a'] });
    expect(() =>
      tasks.addTask({ id: 'c', name: 'c', module: 'scripted', action: 'work', dependencies: ['b'] }),
    ).toThrow('steps wait for each other in a circle: c → a → b → c');
    expect(tasks.listTasks()).toHaveLength(2);
  });

  it('given several faults, then all of them are told, and nothing is added', () => {
    const { tasks } = given();
    const draft = { module: 'scripted', action: 'wrok', id: 'a b', timeout: -1, parameters: { value: '{{ 1 + }}' } };
    let problems: readonly { readonly code: string }[] = [];
    try {
      tasks.addTask(draft);
    } catch (error) {
      problems = (error as { problems: { code: string }[] }).problems; // a DefinitionError, as the next lines say
    }
    expect(problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['invalid_id', 'invalid_value', 'unknown_action', 'expression_syntax']),
    );
    expect(() => tasks.addTask({ module: 'scripted', action: 'wrok' })).toThrow('has no action "wrok"');
    expect(() => tasks.addTask({ module: 'scirpted', action: 'work' })).toThrow('there is no module "scirpted"');
    expect(tasks.listTasks()).toEqual([]);
    expect(tasks.runId).toBeUndefined();
  });

  it('given a dependency that is added later, then its dependent waits for it', async () => {
    const { tasks, clock, actions } = given();
    tasks.addTask({ id: 'late', name: 'second', module: 'scripted', action: 'work', dependencies: ['early'] });
    tasks.startExecution();
    await clock.advance(5_000);
    expect(tasks.getTaskStatus('late')).toBe('pending');
    tasks.addTask({ id: 'early', name: 'first', module: 'scripted', action: 'work' });
    expect(await clock.runUntil(tasks.waitForCompletion())).toBe(true);
    expect(actions.calls.map(({ task }) => task)).toEqual(['early', 'second']);
  });

  it('given two tasks of one name, then both are run, the second under its id', async () => {
    const { tasks, clock, actions } = given();
    const first = work(tasks, 'same');
    const second = work(tasks, 'same', { dependencies: [first.id] });
    tasks.startExecution();
    await clock.runUntil(tasks.waitForCompletion());
    expect(actions.calls.map(({ task }) => task)).toEqual(['same', second.id]);
  });

  it('given a reference to another task, then it is waited for and its output is given', async () => {
    const { tasks, clock } = given();
    const first = work(tasks, 'first', { parameters: { value: 7 } });
    const second = work(tasks, 'second', { parameters: { value: '{{ first.output.value }}' } });
    expect(await clock.runUntil(tasks.executeTask(second))).toMatchObject({ data: { task: 'second', value: 7 } });
    expect(first.status).toBe('completed');
    expect(() => work(tasks, 'third', { parameters: { value: '{{ fisrt.output }}' } })).toThrow('no task of that name');
  });

  it('given a plugin that is not loaded, then the task is checked when it runs', async () => {
    const clock = new VirtualClock();
    const actions = scripted(clock);
    const source = { module: 'scripted', package: 'scripted', load: () => Promise.resolve(actions.plugin) };
    const { orchestrator } = composed([source], { clock });
    const tasks = new TaskOrchestrator({ orchestrator });
    const good = work(tasks, 'good', { parameters: { value: 3 } });
    const bad = tasks.createTask('bad', 'scripted', 'wrok', { maxRetries: 0 });
    tasks.startExecution();
    await clock.runUntil(tasks.waitForCompletion());
    expect(good.result).toMatchObject({ success: true, data: { value: 3 } });
    expect(bad.result?.errorMessage).toContain('has no action "wrok"');
  });
});

describe('starting and stopping', () => {
  it('given no start, then nothing runs; what is executed alone runs with what it waits for', async () => {
    const { tasks, clock, actions } = given();
    const a = work(tasks, 'a');
    const b = work(tasks, 'b', { dependencies: [a.id] });
    const other = work(tasks, 'other');
    await clock.advance(60_000);
    expect(actions.calls).toEqual([]);
    expect(await clock.runUntil(tasks.executeTask(b.id))).toMatchObject({ success: true });
    expect([a.status, b.status, other.status]).toEqual(['completed', 'completed', 'pending']);
  });

  it('given a stop, then what runs ends, nothing new starts, and a start goes on', async () => {
    const { tasks, clock, actions } = given({}, { maxWorkers: 1 });
    for (let index = 0; index < 3; index++) work(tasks, `t${index}`);
    tasks.startExecution();
    await clock.advance(500);
    await clock.runUntil(tasks.stopExecution());
    await clock.advance(60_000);
    expect(tasks.getExecutionStats()).toMatchObject({ completed: 1, pending: 2 });
    tasks.startExecution();
    expect(await clock.runUntil(tasks.waitForCompletion())).toBe(true);
    expect(actions.calls).toHaveLength(3);
  });

  it('given an action that never ends, then a stop waits five seconds for it', async () => {
    const { tasks, clock } = given({ ending: () => 'never ends' });
    work(tasks, 'a');
    tasks.startExecution();
    await clock.settle();
    const start = clock.now();
    await clock.runUntil(tasks.stopExecution());
    expect(clock.now() - start).toBe(5_000);
  });

  it('given a timeout that is over first, then the wait says false, and leaves no timer', async () => {
    const { tasks, clock } = given({ duration: () => 10_000 });
    work(tasks, 'a');
    tasks.startExecution();
    expect(await clock.runUntil(tasks.waitForCompletion(2))).toBe(false);
    expect(await clock.runUntil(tasks.waitForCompletion(60))).toBe(true);
    expect(clock.pending).toBe(0);
    expect(await tasks.waitForCompletion(0)).toBe(true);
  });

  it('given priorities, then the more urgent of those that wait goes first', async () => {
    const { tasks, clock, actions } = given({}, { maxWorkers: 1 });
    work(tasks, 'low', { priority: 'low' });
    work(tasks, 'high', { priority: 'high' });
    work(tasks, 'critical', { priority: 'critical' });
    tasks.startExecution();
    await clock.runUntil(tasks.waitForCompletion());
    expect(actions.calls.map(({ task }) => task)).toEqual(['critical', 'high', 'low']);
  });

  it('given retries and a timeout, then they are kept as steps keep them', async () => {
    const { tasks, clock, actions } = given({
      ending: (task, attempt) => (task === 'slow' ? 'never ends' : attempt < 3 ? 'fails' : 'succeeds'),
    });
    const flaky = work(tasks, 'flaky', { maxRetries: 2, retryDelay: 1 });
    const slow = work(tasks, 'slow', { timeout: 4 });
    tasks.startExecution();
    await clock.runUntil(tasks.waitForCompletion());
    expect(flaky).toMatchObject({ status: 'completed', retryCount: 2 });
    expect(slow.result).toMatchObject({ success: false, errorCode: 'TIMEOUT_EXCEEDED' });
    expect(actions.calls.filter(({ task }) => task === 'flaky')).toHaveLength(3);
  });

  it('given results that are too large for the journal, then they are at hand when their tasks have ended', async () => {
    const text = 'x'.repeat(200_000);
    const { orchestrator, clock } = composed([acting('big', { make: () => ({ text }) })]);
    const tasks = new TaskOrchestrator({ orchestrator });
    const task = tasks.createTask('a', 'big', 'make');
    expect(await clock.runUntil(tasks.executeTask(task.id))).toMatchObject({ data: { text } });
    expect(task.result?.data).toEqual({ text });
  });
});

describe('the run behind the tasks', () => {
  it('given a close after the last task, then the run has ended, and every view shows its tasks', async () => {
    const { tasks, clock, orchestrator, journal } = given();
    const a = work(tasks, 'a', { parameters: { value: 1 } });
    work(tasks, 'b', { dependencies: [a.id] });
    tasks.startExecution();
    await clock.runUntil(tasks.waitForCompletion());
    await clock.runUntil(tasks.close());
    const document = await orchestrator.document(tasks.runId ?? '');
    expect(document).toMatchObject({ workflow_name: 'tasks', status: 'completed', steps_executed: 2 });
    expect(document.results.a).toMatchObject({ status: 'completed', parameters_used: { value: 1 } });
    expect(document.performance_metrics.b).toMatchObject({ module: 'scripted', action: 'work' });
    expect(journal.snapshot()[0]?.events.at(-1)?.type).toBe('run_ended');
    expect(() => work(tasks, 'late')).toThrow('was closed');
  });

  it('given a cancel of the whole run, then the wait is over and nothing completes', async () => {
    const { tasks, clock, orchestrator } = given();
    const a = work(tasks, 'a');
    const b = work(tasks, 'b', { dependencies: [a.id] });
    tasks.startExecution();
    await clock.advance(100);
    const done = tasks.waitForCompletion();
    await orchestrator.runtime.ask((tasks.runId ?? '') as never, { kind: 'cancel', reason: 'enough' }); // the id that the run was given
    expect(await clock.runUntil(done)).toBe(true);
    expect([a.status, b.status]).toEqual(['cancelled', 'cancelled']);
  });

  it('given a short view, then it says what document 2 asks for', async () => {
    const { tasks, clock } = given();
    const resources = [{ type: 'lock', identifier: 'l' }] as const;
    const a = work(tasks, 'a', { resources });
    tasks.startExecution();
    await clock.advance(10);
    expect(taskInfo(a)).toMatchObject({ name: 'a', status: 'running', assignedResources: ['l'], executionTime: null });
    await clock.runUntil(tasks.waitForCompletion());
    expect(taskInfo(a)).toMatchObject({ status: 'completed', assignedResources: [], executionTime: 1 });
  });
});
