import { runId, StorageError } from '@codomyrmex/core';
import { type CheckedWorkflow, definitionFrom, explanation, plannedEffects, stepShapes } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { begin, called, run, step, type World, world } from './run-world.ts';

const work = (value?: unknown, more: object = {}) => ({
  module: 'scripted',
  action: 'work',
  max_retries: 0,
  ...(value !== undefined && { parameters: { value } }),
  ...more,
});

/** A step that says what undoes it, which is told what the step left. */
const undoable = (name: string, dependencies: string[] = [], more: object = {}) =>
  step(name, dependencies, {
    parameters: { value: `made by ${name}` },
    compensate: work(`{{ steps['${name}'].output.value }}`),
    ...more,
  });

const sub = (name: string, workflow: string, dependencies: string[] = [], more: object = {}) => ({
  name,
  workflow,
  dependencies,
  ...more,
});

const failing = (...names: string[]) => ({
  ending: (task: string) => (names.includes(task) ? ('fails' as const) : ('succeeds' as const)),
});
const hanging = (...names: string[]) => ({
  ending: (task: string) => (names.includes(task) ? 'never ends' : task === 'c' ? 'fails' : 'succeeds') as 'fails',
});

const booking = { name: 'booking', steps: [undoable('x'), undoable('y', ['x']), undoable('z', ['y'])] };
const trip = { name: 'trip', steps: [undoable('p'), sub('q', 'booking', ['p']), undoable('r', ['q'])] };
const rollback = { on_failure: 'rollback', workflows: { booking } };
const deep = { on_failure: 'rollback', workflows: { trip: { ...trip, workflows: { booking } } } };
const steps = [undoable('a'), sub('s', 'booking', ['a']), step('c', ['s'])];
const deepSteps = [sub('s', 'trip'), step('c', ['s'])];

const undone = (given: World) => called(given).filter((name) => name.endsWith('.compensate'));

describe('rolling back a run whose step ran a workflow', () => {
  it('given that it completed, then what its steps did is undone, the last first, before what was done before it', async () => {
    const given = world(failing('c'));
    const document = await run(given, steps, rollback);
    expect(called(given).slice(5)).toEqual(['z.compensate', 'y.compensate', 'x.compensate', 'a.compensate']);
    expect(document).toMatchObject({
      status: 'failed',
      results: {
        's.compensate': {
          status: 'completed',
          steps: {
            'z.compensate': { output: { value: 'made by z' }, parameters_used: { value: 'made by z' } },
            'x.compensate': { output: { value: 'made by x' } },
          },
        },
      },
    });
  });

  it('given workflows in it, then what they did is undone in its turn, and each is told as part of what undoes it', async () => {
    const given = world(failing('c'));
    const document = await run(given, deepSteps, deep);
    const order = ['r.compensate', 'z.compensate', 'y.compensate', 'x.compensate', 'p.compensate'];
    expect(undone(given)).toEqual(order);
    expect(document.results['s.compensate']?.steps?.['q.compensate']).toMatchObject({
      status: 'completed',
      run: `${document.execution_id}~s.compensate~q.compensate`,
      steps: { 'y.compensate': { parameters_used: { value: 'made by y' } } },
    });
  });

  it('given steps that went on side by side, then what completed last is undone first', async () => {
    const seconds: Readonly<Record<string, number>> = { x: 3, y: 1, z: 2 };
    const given = world({ ...failing('c'), duration: (task) => (seconds[task] ?? 1) * 1_000 });
    const workflows = { booking: { name: 'booking', steps: [undoable('x'), undoable('y'), undoable('z')] } };
    await run(given, steps, { ...rollback, workflows });
    expect(undone(given)).toEqual(['x.compensate', 'z.compensate', 'y.compensate', 'a.compensate']);
  });

  it('given steps in it that did nothing, or failed and do not matter, then only the others are undone', async () => {
    const given = world(failing('c', 'z'));
    const inner = [undoable('x'), undoable('y', ['x'], { when: false }), undoable('z', ['x'], { required: false })];
    const document = await run(given, steps, { ...rollback, workflows: { booking: { name: 'b', steps: inner } } });
    expect(undone(given)).toEqual(['x.compensate', 'a.compensate']);
    expect(Object.keys(document.results['s.compensate']?.steps ?? {})).toEqual(['x.compensate']);
  });

  it('given that none of its steps completed that something undoes, then there is nothing to do for it', async () => {
    const given = world(failing('c'));
    const inner = [step('x'), undoable('y', ['x'], { when: false })];
    const document = await run(given, steps, { ...rollback, workflows: { booking: { name: 'b', steps: inner } } });
    expect(undone(given)).toEqual(['a.compensate']);
    expect(document.results['s.compensate']).toMatchObject({ status: 'completed', output: {} });
  });

  it('given a compensation of the step itself, then that one counts and its steps are left', async () => {
    const given = world(failing('c'));
    await run(
      given,
      [sub('s', 'booking', [], { compensate: work('{{ s.output.x.value }}') }), step('c', ['s'])],
      rollback,
    );
    expect(undone(given)).toEqual(['s.compensate']);
  });

  it('given compensate_steps: false, then what it did is left', async () => {
    const given = world(failing('c'));
    const left = [undoable('a'), sub('s', 'booking', ['a'], { compensate_steps: false }), step('c', ['s'])];
    const document = await run(given, left, rollback);
    expect(undone(given)).toEqual(['a.compensate']);
    expect(Object.keys(document.results)).not.toContain('s.compensate');
  });

  it('given a run that is not rolled back, or a workflow that nothing undoes, then there is no such task', async () => {
    const tasks = async (inner: object, more: object) => {
      const given = world(failing('c'));
      const document = await run(given, [sub('s', 'booking'), step('c', ['s'])], {
        ...more,
        workflows: { booking: inner },
      });
      return Object.keys(document.results);
    };
    expect(await tasks({ name: 'b', steps: [step('x')] }, { on_failure: 'rollback' })).toEqual(['s', 'c']);
    expect(await tasks(booking, { on_failure: 'stop' })).toEqual(['s', 'c']);
  });

  it('given many items or rounds, then they are undone as one where the step says how, and else left', async () => {
    const given = world(failing('c'));
    const more = { compensate: work('all') };
    const many = [
      sub('each', 'booking', [], { foreach: [1, 2] }),
      sub('rounds', 'booking', [], { repeat: { until: '{{ index >= 1 }}' } }),
      sub('one', 'booking', [], { foreach: [1, 2], ...more }),
      step('c', ['each', 'rounds', 'one']),
    ];
    await run(given, many, rollback);
    expect(undone(given)).toEqual(['one.compensate']);
  });

  it('given a workflow that fails, then it is undone as it says itself, and not once more by the run that it is in', async () => {
    const given = world(failing('z'));
    const inner = { ...booking, on_failure: 'rollback' };
    const document = await run(given, steps, { ...rollback, workflows: { booking: inner } });
    expect(undone(given)).toEqual(['y.compensate', 'x.compensate', 'a.compensate']);
    expect(document.results['s.compensate']).toMatchObject({ status: 'skipped' });
  });
});

describe('undoing a workflow that does not go well', () => {
  it('given an undoing in it that fails for good, then the others are undone, and the failure is told where it was and as its own', async () => {
    const given = world(failing('c', 'y.compensate'));
    const document = await run(given, steps, rollback);
    expect(undone(given)).toEqual(['z.compensate', 'y.compensate', 'x.compensate', 'a.compensate']);
    expect(document.results['s.compensate']).toMatchObject({
      status: 'failed',
      error_code: 'ACTION_FAILED',
      error: 'what "s" did was not all undone: y.compensate: y.compensate fails',
      steps: { 'y.compensate': { status: 'failed', attempts: 1 } },
    });
  });

  it('given an undoing in it that fails at first, then it is tried again as it says, and nothing else is', async () => {
    let failures = 0;
    const given = world({
      ending: (task) => (task === 'c' || (task === 'y.compensate' && failures++ === 0) ? 'fails' : 'succeeds'),
    });
    const inner = [undoable('x'), undoable('y', ['x'], { compensate: work('y', { max_retries: 1 }) })];
    const document = await run(given, steps, { ...rollback, workflows: { booking: { name: 'b', steps: inner } } });
    expect(undone(given)).toEqual(['y.compensate', 'y.compensate', 'x.compensate', 'a.compensate']);
    expect(document.results['s.compensate']?.status).toBe('completed');
  });

  it('given a cancel while it goes on, then it ends, and what is for the end is done', async () => {
    const given = world(hanging('y.compensate'));
    const live = await begin(given, steps, { ...rollback, finally: [step('tidy')] });
    await given.clock.advance(20_000);
    expect([...given.actions.running]).toEqual(['y.compensate']);
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
    expect(called(given).slice(-2)).toEqual(['y.compensate', 'tidy']);
    expect((await given.orchestrator.document(live.id)).results).toMatchObject({
      's.compensate': {
        status: 'cancelled',
        steps: { 'z.compensate': { status: 'completed' }, 'x.compensate': { status: 'cancelled' } },
      },
      'a.compensate': { status: 'cancelled' },
    });
  });

  it('given a pause while it goes on, then nothing more of it begins until the run goes on', async () => {
    const given = world(failing('c'));
    const live = await begin(given, steps, rollback);
    await given.clock.advance(5_500);
    live.ask({ kind: 'pause', stop: false });
    await given.clock.advance(60_000);
    expect(undone(given)).toEqual(['z.compensate']);
    live.ask({ kind: 'continue' });
    await given.clock.runUntil(live.ended);
    expect(undone(given)).toEqual(['z.compensate', 'y.compensate', 'x.compensate', 'a.compensate']);
  });

  it('given a run that is cancelled after the workflow completed, then it is undone', async () => {
    const given = world({ ending: (task) => (task === 'c' ? 'never ends' : 'succeeds') });
    const live = await begin(given, steps, rollback);
    await given.clock.advance(20_000);
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
    expect(undone(given)).toEqual(['z.compensate', 'y.compensate', 'x.compensate', 'a.compensate']);
  });
});

describe('undoing a workflow through processes', () => {
  it('given a process that dies meanwhile, then it goes on where it was, and nothing is undone twice that was undone', async () => {
    const first = world(hanging('y.compensate'));
    const live = await begin(first, deepSteps, deep);
    await first.clock.advance(20_000);
    expect(undone(first)).toEqual(['r.compensate', 'z.compensate', 'y.compensate']);
    first.journal.crash();
    const second = world({}, first.journal.open());
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(['y.compensate', 'x.compensate', 'p.compensate']);
    expect((await second.orchestrator.document(live.id)).results['s.compensate']?.status).toBe('completed');
  });

  it('given a cancel of a run that nobody carries any more, then what undoes it ends where it is taken over', async () => {
    const first = world(hanging('y.compensate'));
    const live = await begin(first, steps, rollback);
    await first.clock.advance(20_000);
    first.journal.crash();
    const second = world({}, first.journal.open());
    await second.orchestrator.runtime.ask(live.id, { kind: 'cancel', reason: 'enough' });
    const snapshot = await second.orchestrator.runtime.snapshot(live.id);
    if (snapshot?.state.phase.kind !== 'ended') {
      const again = await second.orchestrator.resume(live.id);
      await second.clock.runUntil(again.ended);
    }
    expect(called(second)).toEqual([]);
    expect((await second.orchestrator.document(live.id)).results['s.compensate']?.status).toBe('cancelled');
  });

  /** A run that is about to be rolled back, whose process has died, and a journal that does not give what the workflow did. */
  async function withoutWhatItDid(give: () => undefined) {
    const first = world({ ending: (task) => (task === 'c' ? 'never ends' : 'succeeds') });
    const live = await begin(first, steps, rollback);
    await first.clock.advance(20_000);
    const journal = first.journal.crash();
    const find = journal.find.bind(journal);
    Object.assign(journal, { find: async (id: string) => (id === `${live.id}~s` ? give() : find(runId(id))) });
    const second = world(failing('c'), journal);
    return { id: live.id, second, again: await second.orchestrator.resume(live.id) };
  }

  it('given that the run of the workflow is gone, then undoing it fails and says so, and the others are undone', async () => {
    const { id, second, again } = await withoutWhatItDid(() => undefined);
    await second.clock.runUntil(again.ended);
    expect(undone(second)).toEqual(['a.compensate']);
    expect((await second.orchestrator.document(id)).results['s.compensate']).toMatchObject({
      status: 'failed',
      error_code: 'RUN_NOT_FOUND',
      error: `run ${id}~s, which did what "s" left, is gone: what it did cannot be undone`,
    });
  });

  it('given a store that does not give it now, then the run stays as it is and goes on when it does', async () => {
    const { id, second, again } = await withoutWhatItDid(() => {
      throw new StorageError('the disk does not answer', { code: 'DATA_FOLDER_UNUSABLE' });
    });
    await expect(second.clock.runUntil(again.ended)).rejects.toThrow('the disk does not answer');
    expect(undone(second)).toEqual([]);
    const third = world({}, second.journal.crash());
    const once = await third.orchestrator.resume(id);
    await third.clock.runUntil(once.ended);
    expect(undone(third)).toEqual(['z.compensate', 'y.compensate', 'x.compensate', 'a.compensate']);
  });

  it('given a run that was begun when nothing undid workflows, then it goes on as it was begun', async () => {
    const first = world();
    const prepared = await first.orchestrator.prepare(
      definitionFrom({ name: 'w', steps: [sub('s', 'booking'), step('c', ['s'])], workflows: { booking } }, 'w'),
      { workspace: '/' },
    );
    const { record } = (await first.orchestrator.start(prepared)).run;
    const old = { ...record, definition: { ...record.definition, on_failure: 'rollback' }, id: runId('old') };
    await first.journal.begin(old, [{ type: 'run_started', at: 0 }]);
    first.journal.crash();
    const second = world(failing('c'), first.journal.open());
    const again = await second.orchestrator.resume(old.id);
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(['x', 'y', 'z', 'c']);
    expect(Object.keys((await second.orchestrator.document(old.id)).results)).toEqual(['s', 'c']);
  });
});

describe('undoing a workflow in a run that makes another again', () => {
  const retried = async (given: World, id: string, from?: string) => {
    const live = await given.orchestrator.retry(runId(id), { from });
    await given.clock.runUntil(live.ended);
    return given.orchestrator.document(live.id);
  };

  it('given that an earlier run did it, then what that did is undone, at any depth', async () => {
    let calls = 0;
    const given = world({ ending: (task) => (task === 'c' && ++calls > 2 ? 'fails' : 'succeeds') });
    const first = await run(given, deepSteps, deep);
    const second = await retried(given, first.execution_id, 'c');
    const third = await retried(given, second.execution_id, 'c');
    expect([first.status, second.status, third.status]).toEqual(['completed', 'completed', 'failed']);
    expect(third.results.s).toMatchObject({ carried: true });
    expect(undone(given)).toEqual(['r.compensate', 'z.compensate', 'y.compensate', 'x.compensate', 'p.compensate']);
    expect(third.results['s.compensate']?.steps?.['p.compensate']).toMatchObject({ output: { value: 'made by p' } });
  });

  it('given that it was undone, then the workflow runs again', async () => {
    let calls = 0;
    const given = world({ ending: (task) => (task === 'c' && ++calls === 1 ? 'fails' : 'succeeds') });
    const first = await run(given, steps, rollback);
    const before = called(given).length;
    const again = await retried(given, first.execution_id);
    expect(again.status).toBe('completed');
    expect(called(given).slice(before)).toEqual(['a', 'x', 'y', 'z', 'c']);
  });
});

describe('what is told of it beforehand and afterwards', () => {
  const checked = (given: World, definition: object): Promise<CheckedWorkflow> =>
    given.orchestrator.check(definitionFrom(definition, 'w'));

  it('given a plan, then what would undo the workflow is a part of it, with what that does', async () => {
    const workflow = await checked(world(), { name: 'w', steps, ...rollback });
    expect(workflow.plan.names).toEqual(['a', 's', 'c', 'a.compensate', 's.compensate']);
    expect(stepShapes(workflow, {}).get(4)).toEqual({ workflow: 'booking', steps: 3, peak_parallel: 1 });
    expect(plannedEffects(workflow).steps['s.compensate']).toMatchObject({
      workflow: 'booking',
      steps: { 'x.compensate': { action: 'scripted.work' } },
    });
  });

  it('given a run that was rolled back, then each of what undid it is explained', async () => {
    const given = world(failing('c'));
    const { execution_id: id } = await run(given, steps, rollback);
    expect(await explanation(given.orchestrator.runtime, runId(id))).toMatchObject({
      's.compensate': [{ decision: 'ran', outcome: 'completed' }],
      's.compensate/z.compensate': [{ decision: 'ran', reason: 'first attempt: it waits for no other step' }],
      's.compensate/y.compensate': [
        {
          decision: 'ran',
          reason: 'first attempt: z.compensate completed, and it runs on always',
          outcome: 'completed',
        },
      ],
    });
  });

  it('given compensate_steps where there is nothing of the kind to undo, then it is a problem at its place', async () => {
    const { orchestrator } = world();
    const wrong = [
      step('a', [], { compensate_steps: true }),
      sub('s', 'booking', [], { compensate_steps: true, compensate: work('x') }),
      sub('t', 'booking', [], { compensate_steps: true, foreach: [1] }),
    ];
    const refused = await orchestrator
      .prepare(definitionFrom({ name: 'w', steps: wrong, ...rollback }, 'w'), { workspace: '/' })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      problems: [0, 1, 2].map((index) => ({ code: 'misplaced_key', path: `steps[${index}].compensate_steps` })),
    });
  });
});
