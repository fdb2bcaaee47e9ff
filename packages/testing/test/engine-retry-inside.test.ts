import { type RunId, runId, StorageError } from '@codomyrmex/core';
import { explanation, type RunDocument } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { retriedIn } from './retried.ts';
import { begin, called, run, step, type World, world } from './run-world.ts';

const sub = (name: string, workflow: string, more: object = {}) => ({ name, workflow, ...more });
const undo = { module: 'scripted', action: 'work', max_retries: 0 };
const value = (text: unknown) => ({ parameters: { value: text } });

const chain = { name: 'chain', steps: [step('x'), step('y', ['x']), step('z', ['y'])] };
const outer = { name: 'outer', steps: [step('p'), sub('q', 'chain', { dependencies: ['p'] })], workflows: { chain } };
const workflows = { chain, outer };
const steps = [step('a'), sub('s', 'chain', { dependencies: ['a'] }), step('last', ['s'])];

/** Steps in `failing` fail. */
function given(failing: Set<string>) {
  const inWorld = world({ ending: (task) => (failing.has(task) ? 'fails' : 'succeeds') });
  const retried = retriedIn(inWorld);
  return { ...inWorld, failing, retried };
}

const explained = async ({ orchestrator }: World, { execution_id: id }: RunDocument, name: string) =>
  (await explanation(orchestrator.runtime, runId(id)))?.[name]?.[0]?.reason;

describe('the retry of a step whose workflow failed', () => {
  it('given steps of it that completed, then they are kept, also in the retry of the retry, and its output is whole', async () => {
    const all = given(new Set(['y', 'z']));
    const first = await run(all, steps, { workflows });
    all.failing.delete('y');
    const second = await all.retried(first);
    expect(second.ran).toEqual(['y', 'z']);
    const inside = `${first.execution_id}~s`;
    expect(await explained(all, second.document, 's')).toBe(
      `runs again: failed in run ${first.execution_id}, but for what completed in run ${inside}; first attempt: a completed`,
    );
    expect(await explained(all, second.document, 's/x')).toBe(`completed before, carried over from run ${inside}`);
    all.failing.clear();
    const third = await all.retried(second.document);
    expect(third.ran).toEqual(['z', 'last']);
    expect(third.document.results.s).toMatchObject({
      status: 'completed',
      output: { x: { task: 'x' }, y: { task: 'y' }, z: { task: 'z' } },
      steps: { x: { carried: true }, y: { carried: true }, z: { status: 'completed' } },
    });
  });

  it('given workflows and items in it, then what completed in them is kept as well', async () => {
    const all = given(new Set(['z', '1']));
    const many = { ...step('many', [], value('{{ item }}')), foreach: [0, 1, 2] };
    const wide = { ...outer, steps: [...outer.steps, many] };
    const first = await run(all, [sub('s', 'outer')], { workflows: { outer: wide } });
    all.failing.clear();
    const again = await all.retried(first);
    expect(again.ran.toSorted()).toEqual(['1', 'z']);
    expect(again.document.status).toBe('completed');
  });

  it('given a workflow that was rolled back, then what was undone runs again', async () => {
    const all = given(new Set(['z']));
    const undone = { ...chain, on_failure: 'rollback', steps: [step('w'), ...chain.steps] };
    const booking = {
      ...undone,
      steps: undone.steps.map((one) => (one.name === 'y' ? { ...one, compensate: undo } : one)),
    };
    const first = await run(all, [sub('s', 'chain')], { workflows: { chain: booking } });
    all.failing.clear();
    expect((await all.retried(first)).ran).toEqual(['y', 'z']);
  });

  it('given a run that was cancelled within it, then what completed is kept', async () => {
    const all = given(new Set());
    const live = await begin(all, steps, { workflows });
    await all.clock.advance(2_500);
    live.cancel('enough');
    await all.clock.runUntil(live.ended);
    const again = await all.retried(await all.orchestrator.document(live.id));
    expect(again.ran).toEqual(['y', 'z', 'last']);
  });

  it('given that all of its steps completed and what it gives cannot be told, then none of them runs again', async () => {
    const all = given(new Set());
    const broken = { ...chain, outputs: { text: '{{ x.output.value.nothing }}' } };
    const first = await run(all, [sub('s', 'chain')], { workflows: { chain: broken } });
    expect(first.status).toBe('failed');
    const again = await all.retried(first);
    expect(again.ran).toEqual([]);
    expect(again.document.results.s?.error).toBe(first.results.s?.error);
  });

  const reading = {
    ...chain,
    parameters: { word: {} },
    steps: [step('x', [], value('{{ word }}')), step('y', ['x'])],
  };
  const gives = (word: string, more: object = {}) => sub('s', 'reading', { parameters: { word }, ...more });

  it.each([
    ['the step is chosen', { from: 's' }],
    ['what it depends on is chosen', { from: 'a' }],
    ['the output of what it depends on is given', { outputs: { a: { task: 'x', value: 1 } } }],
    ['a parameter that it gives has changed', { parameters: { word: 'z' } }],
  ])('given that %s, then all of it runs again', async (_, options) => {
    const all = given(new Set(['y']));
    const more = { workflows: { reading }, parameters: { word: { default: 'w' }, other: { default: 'o' } } };
    const first = await run(all, [step('a'), gives('{{ word }}', { dependencies: ['a'] })], more);
    all.failing.clear();
    expect((await all.retried(first, options)).ran.filter((name) => name !== 'a')).toEqual(['x', 'y']);
  });

  it('given another parameter that has changed, then what completed is kept', async () => {
    const all = given(new Set(['y']));
    const more = { workflows: { reading }, parameters: { word: { default: 'w' }, other: { default: 'o' } } };
    const first = await run(all, [gives('{{ word }}')], more);
    all.failing.clear();
    expect((await all.retried(first, { parameters: { other: 'z' } })).ran).toEqual(['y']);
  });

  it('given that it is told the run’s id, which each run has of its own, then all of it runs again', async () => {
    const all = given(new Set(['y']));
    const first = await run(all, [gives('{{ run.id }}')], { workflows: { reading } });
    all.failing.clear();
    expect((await all.retried(first)).ran).toEqual(['x', 'y']);
  });

  it('given rounds, then all of it runs again; a further attempt is one of the whole workflow too', async () => {
    const all = given(new Set(['z']));
    const rounds = sub('s', 'chain', { repeat: { until: 'true' } });
    const first = await run(all, [{ ...rounds, repeat: { until: '{{ index >= 0 }}' } }], { workflows });
    const twice = await run(all, [sub('s', 'chain', { retry: { max: 1, delay: 1 } })], { workflows });
    expect(await all.retried(twice)).toMatchObject({ ran: ['z', 'x', 'y', 'z'] });
    all.failing.clear();
    expect((await all.retried(first)).ran).toEqual(['x', 'y', 'z']);
  });

  /** The retry of a run whose process dies when the run in it was about to begin. */
  async function dying(all: ReturnType<typeof given>, first: RunDocument): Promise<RunId> {
    all.journal.failWrite(3, 'crash_before');
    const { id, ended } = await all.orchestrator.retry(runId(first.execution_id));
    await expect(ended).rejects.toMatchObject({ code: 'CRASHED' });
    return id;
  }

  it('given a process that dies before it began again, then what completed is kept where the retry is taken over', async () => {
    const all = given(new Set(['y']));
    const first = await run(all, steps, { workflows });
    const id = await dying(all, first);
    const next = world({}, all.journal.open());
    const resumed = await next.orchestrator.resume(id);
    await next.clock.runUntil(resumed.ended);
    expect(called(next)).toEqual(['y', 'z', 'last']);
  });

  it('given a process that dies within it, then what was kept and what was done since stays', async () => {
    const all = given(new Set(['y']));
    const first = await run(all, steps, { workflows });
    all.failing.clear();
    const live = await all.orchestrator.retry(runId(first.execution_id));
    await all.clock.advance(1_500);
    const next = world({}, all.journal.crash());
    const resumed = await next.orchestrator.resume(live.id);
    await next.clock.runUntil(resumed.ended);
    expect(called(next)).toEqual(['z', 'last']);
  });

  it('given an earlier run that cannot be read any more, then all of it runs again, and that is told', async () => {
    const all = given(new Set(['y']));
    const first = await run(all, steps, { workflows });
    const id = await dying(all, first);
    const inside = `${first.execution_id}~s`;
    const journal = all.journal.open();
    const read = journal.read.bind(journal);
    Object.assign(journal, {
      read: async (of: RunId, position?: number) => {
        if (of === inside) throw new StorageError(`${of} is damaged`, { code: 'JOURNAL_CORRUPT' });
        return read(of, position);
      },
    });
    const next = world({}, journal);
    const warnings: string[] = [];
    next.orchestrator.feed.subscribe((item) => void (item.kind === 'warning' && warnings.push(item.message)));
    const resumed = await next.orchestrator.resume(id);
    await next.clock.runUntil(resumed.ended);
    expect(called(next)).toEqual(['x', 'y', 'z', 'last']);
    next.orchestrator.feed.drain();
    expect(warnings).toEqual([`the steps of run ${inside} are all done again: ${inside} is damaged`]);
  });
});

it('given a retry that kept steps of a workflow and is rolled back, then what the earlier run did is undone as well, at any depth', async () => {
  const all = given(new Set(['z']));
  const undoable = (one: object) => ({ ...one, compensate: undo });
  const inner = { ...chain, steps: chain.steps.map(undoable) };
  const around = {
    name: 'outer',
    steps: [sub('done', 'done'), sub('q', 'chain', { dependencies: ['done'] })],
    workflows: { chain: inner, done: { name: 'done', steps: [undoable(step('d'))] } },
  };
  const more = { on_failure: 'rollback', workflows: { outer: around } };
  const first = await run(all, [sub('s', 'outer'), step('last', ['s'])], more);
  expect(called(all)).toEqual(['d', 'x', 'y', 'z']);
  all.failing.clear();
  all.failing.add('last');
  const again = await all.retried(first);
  expect(again.ran.slice(0, 2)).toEqual(['z', 'last']);
  expect(again.ran.slice(2)).toEqual(['z.compensate', 'y.compensate', 'x.compensate', 'd.compensate']);
});
