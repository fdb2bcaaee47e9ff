import { innerRunId, type RunId, runId, StorageError } from '@codomyrmex/core';
import { continuations, definitionFrom, explanation, type RunDocument } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import type { MemoryJournal } from '../src/index.ts';
import { retriedIn } from './retried.ts';
import { begin, called, run, step, type World, world } from './run-world.ts';

const value = (text: unknown) => ({ parameters: { value: text } });

it('given steps of items, of a workflow and of rounds that completed, then they are carried over whole, and what reads a changed parameter in any of its texts runs again', async () => {
  const given = world();
  const { name: _, ...work } = step('x', [], value('{{ item }}'));
  const workflows = { inner: { name: 'inner', steps: [step('deep')] } };
  const steps = [
    { ...work, name: 'items', foreach: '{{ list }}' },
    { name: 'nested', workflow: 'inner' },
    { ...step('rounds', [], value('{{ index }}')), repeat: { until: '{{ index >= limit }}', max: 5 } },
    step('last', ['nested'], value('{{ items.output }}')),
  ];
  const more = { workflows, parameters: { list: { default: [1, 2] }, limit: { default: 1 } } };
  const first = await run(given, steps, more);
  expect(first.status).toBe('completed');
  const retried = async (options: object) => {
    const before = called(given).length;
    const live = await given.orchestrator.retry(first.execution_id, options);
    await given.clock.runUntil(live.ended);
    const { status, results } = await given.orchestrator.document(live.id);
    expect(status).toBe('completed');
    return { ran: called(given).slice(before), results };
  };
  const fromLast = await retried({ from: 'last' });
  expect(fromLast.ran).toEqual(['last']);
  expect(fromLast.results).toMatchObject({
    items: { carried: true, output: first.results.items?.output },
    nested: { carried: true, output: first.results.nested?.output },
  });
  expect((await retried({ parameters: { limit: 2 } })).ran.filter((name) => name !== 'rounds')).toEqual([]);
  expect((await retried({ parameters: { list: [3] } })).ran).toHaveLength(2);
  expect((await retried({ from: 'nested' })).ran).toEqual(['deep', 'last']);
  expect((await retried({ outputs: { items: [] } })).ran).toEqual(['last']);
  expect((await retried({ outputs: { items: [null, { task: 'items', value: 'mine' }] } })).ran).toEqual(['last']);
  for (const items of [{}, 5, [{ task: 1 }]]) {
    await expect(retried({ outputs: { items } })).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
  }
  const inside = innerRunId(runId(first.execution_id), 'nested', 1);
  await expect(given.orchestrator.retry(inside)).rejects.toMatchObject({ code: 'RUN_IN_RUN' });
});

it('given a run in flight whose step was a workflow, then a change of that workflow is a change of the step', async () => {
  const given = world({ ending: (task) => (task === 'last' ? 'never ends' : 'succeeds') });
  const workflows = (text: string) => ({
    workflows: { inner: { name: 'inner', steps: [step('deep', [], value(text))] } },
  });
  const steps = [{ name: 'nested', workflow: 'inner' }, step('last', ['nested'])];
  await begin(given, steps, workflows('one'));
  await given.clock.advance(5_000);
  const against = async (text: string) => {
    const workflow = await given.orchestrator.check(definitionFrom({ name: 'w', steps, ...workflows(text) }, 'w'));
    return continuations(given.orchestrator.runtime, workflow);
  };
  expect(await against('one')).toMatchObject([{ can_continue: true, changed: [] }]);
  expect(await against('two')).toMatchObject([
    { can_continue: false, reasons: ['"nested" completed, and its workflow changed'] },
  ]);
});

/** The same journal, some of whose runs cannot be read. */
function refusingToRead(journal: MemoryJournal, refusing: ReadonlySet<string>): MemoryJournal {
  const read = journal.read.bind(journal);
  return Object.assign(journal, {
    read: async (id: RunId, position?: number) => {
      if (refusing.has(id)) throw new StorageError(`${id} is damaged`, { code: 'JOURNAL_CORRUPT' });
      return read(id, position);
    },
  });
}

describe('the retry of a step of items that failed', () => {
  const each = (more: object = {}) => ({
    ...step('each', [], value('{{ item }} {{ word }}')),
    foreach: [0, 1, 2, 3],
    ...more,
  });
  const parameters = { word: { default: 'a' }, other: { default: 'b' } };

  /** Items in `failing` fail. */
  function given(failing: Set<string>) {
    const script = { ending: (task: string) => (failing.has(task) ? ('fails' as const) : ('succeeds' as const)) };
    const inWorld = world(script);
    const retried = retriedIn(inWorld);
    return { ...inWorld, script, retried };
  }

  const itemsOf = ({ results }: RunDocument) => results.each?.items?.map(({ status, carried }) => carried ?? status);
  const explained = async ({ orchestrator }: World, { execution_id: id }: RunDocument, name: string) =>
    (await explanation(orchestrator.runtime, runId(id)))?.[name]?.[0]?.reason;

  it('given items that failed, then they alone run again, also in the retry of the retry, and the output is whole', async () => {
    const failing = new Set(['1', '3']);
    const all = given(failing);
    const first = await run(all, [each(), step('last', ['each'])], { parameters });
    expect(first.status).toBe('failed');
    failing.delete('1');
    const second = await all.retried(first);
    expect(second.ran).toEqual(['1', '3']);
    expect(itemsOf(second.document)).toEqual([true, 'completed', true, 'failed']);
    const inner = `${first.execution_id}~each`;
    expect(await explained(all, second.document, 'each')).toBe(
      `runs again: failed in run ${first.execution_id}, but for what completed in run ${inner}; first attempt: it waits for no other step`,
    );
    expect(await explained(all, second.document, 'each[0]')).toBe(`completed before, carried over from run ${inner}`);
    failing.clear();
    const third = await all.retried(second.document);
    expect(third.ran).toEqual(['3', 'last']);
    expect(third.document.results.each).toMatchObject({
      status: 'completed',
      output: [0, 1, 2, 3].map((item) => ({ task: String(item), value: `${item} a` })),
    });
  });

  it.each([
    ['the step is chosen', { from: 'each' }],
    ['what it depends on is chosen', { from: 'before' }],
    ['the output of what it depends on is given', { outputs: { before: { task: 'x', value: 1 } } }],
    ['a parameter that it reads has changed', { parameters: { word: 'z' } }],
  ])('given that %s, then all items run again', async (_, options) => {
    const failing = new Set(['1']);
    const all = given(failing);
    const first = await run(all, [step('before'), { ...each(), dependencies: ['before'] }], { parameters });
    failing.clear();
    expect((await all.retried(first, options)).ran.filter((name) => name !== 'before')).toEqual(['0', '1', '2', '3']);
  });

  it('given another parameter that has changed, then only what failed runs again', async () => {
    const failing = new Set(['1']);
    const all = given(failing);
    const first = await run(all, [each()], { parameters });
    failing.clear();
    expect((await all.retried(first, { parameters: { other: 'z' } })).ran).toEqual(['1']);
  });

  it.each(['{{ run }}', '{{ run.id }}'])(
    'given items that read %s, which each run has of its own, then all items run again',
    async (read) => {
      const failing = new Set(['1']);
      const all = given(failing);
      const axes = { n: [0, 1, 2], of: [read] };
      const first = await run(all, [{ ...step('each', [], value('{{ matrix.of }}')), matrix: axes }]);
      failing.clear();
      const { ran, document } = await all.retried(first);
      expect(ran).toHaveLength(3);
      expect(JSON.stringify(document.results.each?.output)).not.toContain(first.execution_id);
    },
  );

  it('given items that read of the run what every run of the workflow has, then only what failed runs again', async () => {
    const failing = new Set(['1']);
    const all = given(failing);
    const axes = { n: [0, 1, 2], of: ['{{ run.workflow }}', '{{ run.workspace }}'] };
    const first = await run(all, [{ ...step('each', [], value('{{ matrix.of }}')), matrix: axes }]);
    failing.clear();
    expect((await all.retried(first)).ran).toEqual(['1']);
  });

  it.each(['while the retry is planned', 'after it has begun'])(
    'given a journal that refuses what it has of the items %s, then all items run again',
    async (when) => {
      const failing = new Set(['1']);
      const all = given(failing);
      const first = await run(all, [each()], { parameters });
      failing.clear();
      const refusing = new Set<string>();
      const next = world(all.script, refusingToRead(all.journal.crash(), refusing));
      const warnings: string[] = [];
      next.orchestrator.feed.subscribe((item) => void (item.kind === 'warning' && warnings.push(item.message)));
      const items = `${first.execution_id}~each`;
      if (when === 'while the retry is planned') refusing.add(items);
      const live = await next.orchestrator.retry(first.execution_id);
      refusing.add(items);
      await next.clock.runUntil(live.ended);
      expect(called(next)).toEqual(['0', '1', '2', '3']);
      const document = await next.orchestrator.document(live.id);
      expect(document.status).toBe('completed');
      next.orchestrator.feed.drain();
      expect(warnings).toEqual(
        when === 'after it has begun' ? [`the items of run ${items} are all done again: ${items} is damaged`] : [],
      );
    },
  );

  it('given a run that was cancelled among its items, then those that were done are kept', async () => {
    const all = given(new Set());
    const live = await begin(all, [each({ max_parallel: 2 })], { parameters });
    await all.clock.advance(1_500);
    live.cancel('enough');
    await all.clock.runUntil(live.ended);
    const again = await all.retried(await all.orchestrator.document(live.id));
    expect(again.ran).toEqual(['2', '3']);
    expect(itemsOf(again.document)).toEqual([true, true, 'completed', 'completed']);
  });

  it('given a retry in which the step did not begin, then the next one keeps what that would have', async () => {
    const failing = new Set(['1', 'beside']);
    const all = given(failing);
    const first = await run(all, [each({ priority: 'low' }), step('beside')], { parameters, on_failure: 'continue' });
    const live = await all.orchestrator.retry(first.execution_id);
    live.cancel('at once');
    await all.clock.runUntil(live.ended);
    failing.clear();
    expect((await all.retried(await all.orchestrator.document(live.id))).ran.toSorted()).toEqual(['1', 'beside']);
  });

  it('given a matrix and workflows for items, then they are kept as well', async () => {
    const failing = new Set(['deep']);
    const all = given(failing);
    const workflows = {
      inner: { name: 'inner', parameters: { n: {} }, steps: [step('shallow'), step('deep', ['shallow'])] },
    };
    const steps = [
      { name: 'each', matrix: { n: [1, 2] }, workflow: 'inner', parameters: { n: '{{ matrix.n }}' } },
      { ...step('grid', [], value('{{ matrix.n }}')), matrix: { n: [1, 2] }, success: { min: 2 } },
    ];
    const first = await run(all, steps, { workflows });
    expect(itemsOf(first)).toEqual(['failed', 'failed']);
    failing.clear();
    const again = await all.retried(first);
    expect(again.ran.toSorted()).toEqual(['deep', 'deep', 'shallow', 'shallow']);
    expect(again.document).toMatchObject({ status: 'completed', results: { grid: { carried: true } } });
  });

  it('given a crash of the retry before its items began, then the resumed one keeps them as well', async () => {
    const failing = new Set(['1']);
    const all = given(failing);
    const first = await run(all, [each()], { parameters });
    failing.clear();
    const live = await all.orchestrator.retry(first.execution_id);
    const next = world(all.script, all.journal.crash());
    const resumed = await next.orchestrator.resume(live.id);
    await next.clock.runUntil(resumed.ended);
    expect(called(next)).toEqual(['1']);
    expect(itemsOf(await next.orchestrator.document(live.id))).toEqual([true, 'completed', true, true]);
  });
});
