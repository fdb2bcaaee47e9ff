import { NotApplicable } from '@codomyrmex/core';
import { definitionFrom, explanation, type LiveRun } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { createMemoryJournal, MemoryStepCache, VirtualClock } from '../src/index.ts';
import { type Acts, acting, type Composed, composed, run, step } from './acting.ts';

interface Given extends Composed {
  readonly cache: MemoryStepCache;
  readonly calls: string[];
}

/** Engines in virtual time, each a process of its own on one cache, whose action takes a second and gives what it is given. */
function given({ version = '1.0.0', work, beside }: { version?: string; work?: Acts; beside?: Given } = {}): Given {
  const clock = beside?.clock ?? new VirtualClock();
  const cache = beside?.cache.open() ?? new MemoryStepCache();
  const calls = beside?.calls ?? [];
  const acts: Acts = async (context, input) => {
    calls.push(context.task);
    await new Promise<void>((resolve, reject) => {
      const cancel = clock.after(1_000, resolve);
      context.signal.addEventListener('abort', () => {
        cancel();
        reject(context.signal.reason);
      });
    });
    return work === undefined ? { ...input } : work(context, input);
  };
  const plugin = acting('m', { work: acts }, { version });
  const journal = beside?.journal.open() ?? createMemoryJournal();
  return { ...composed([plugin], { clock, stepCache: cache, inbox: journal.inbox }, journal), clock, cache, calls };
}

const cached = (name: string, parameters: object = {}, more: object = {}) =>
  step(name, 'm.work', { parameters, cache: true, ...more });

async function begin({ orchestrator, clock }: Given, steps: readonly object[], reuse?: 'off'): Promise<LiveRun> {
  const prepared = await orchestrator.prepare(definitionFrom({ name: 'w', steps }, 'w'), { workspace: '/', reuse });
  const live = await orchestrator.start(prepared);
  await clock.settle();
  return live;
}

const ended = async (all: Given, live: LiveRun) => {
  await all.clock.runUntil(live.ended);
  return all.orchestrator.document(live.id);
};

const explained = (all: Given, live: { readonly id: LiveRun['id'] }) =>
  explanation(all.orchestrator.runtime, live.id, all.cache);

describe('a cached step', () => {
  it('given the same parameters in another order, then it is answered in no time; given others, then it runs', {
    meta: { specification: ['2.performance.workflow_caching'] },
  }, async () => {
    const all = given();
    const first = await run(all, [cached('a', { x: 1, y: { p: 1, q: 2 } })]);
    const again = await run(all, [cached('a', { y: { q: 2, p: 1 }, x: 1 })]);
    expect(again).toMatchObject({
      execution_time: 0,
      results: { a: { cached: true, success: true, output: first.results.a?.output } },
    });
    expect((await run(all, [cached('a', { x: 2, y: { p: 1, q: 2 } })])).results.a?.cached).toBe(false);
    expect(all.calls).toEqual(['a', 'a']);
  });

  it('given no `cache`, then a step runs every time', async () => {
    const all = given();
    for (let n = 0; n < 2; n++) await run(all, [step('a', 'm.work')]);
    expect(all.calls).toEqual(['a', 'a']);
  });

  it.each<[string, Acts]>([
    ['fails', () => Promise.reject(new Error('no'))],
    ['declines', () => Promise.reject(new NotApplicable('not here'))],
  ])('given an action that %s, then it is asked again the next time', async (_, work) => {
    const all = given({ work });
    for (let n = 0; n < 2; n++) await run(all, [cached('a')]);
    expect(all.calls).toEqual(['a', 'a']);
  });

  it('given a cancelled attempt, then nothing of it is kept', async () => {
    const all = given();
    const live = await begin(all, [cached('a')]);
    live.cancel('enough');
    expect((await ended(all, live)).status).toBe('cancelled');
    expect((await run(all, [cached('a')])).results.a?.cached).toBe(false);
  });

  it('given an upstream step that runs again with the same output, then what refers to it is still answered', async () => {
    const all = given({ work: (context) => ({ made: context.task }) });
    const steps = (x: number) => [cached('a', { x }), cached('b', { from: '{{ a.output.made }}' })];
    await run(all, steps(1));
    expect((await run(all, steps(2))).results).toMatchObject({ a: { cached: false }, b: { cached: true } });
  });
});

describe('equal steps at once', () => {
  it('given two runs, then the second waits for the first and is answered by it', async () => {
    const all = given();
    const [one, two] = [await begin(all, [cached('a')]), await begin(all, [cached('a')])];
    expect((await ended(all, one)).results.a?.cached).toBe(false);
    expect((await ended(all, two)).results.a?.cached).toBe(true);
    expect(all.calls).toEqual(['a']);
    expect(await explained(all, two)).toMatchObject({
      a: [{ attempt: 1, decision: 'joined', reason: `run ${one.id} has the same result, which it waited for` }],
    });
  });

  it('given ten in one run, then one runs', async () => {
    const all = given();
    const { results } = await run(
      all,
      Array.from({ length: 10 }, (_, n) => cached(`s${n}`)),
      { max_parallel: 10 },
    );
    expect(Object.values(results).map(({ cached: answered }) => answered)).toEqual([false, ...Array(9).fill(true)]);
    expect(all.calls).toEqual(['s0']);
  });

  it('given another process, then its result is waited for as well', async () => {
    const one = given();
    const two = given({ beside: one });
    const [first, second] = [await begin(one, [cached('a')]), await begin(two, [cached('a')])];
    expect((await ended(one, first)).results.a?.cached).toBe(false);
    expect((await ended(two, second)).results.a?.cached).toBe(true);
    expect(one.calls).toEqual(['a']);
  });

  it('given one that fails, then the one that waited runs by itself', async () => {
    let isFirst = true;
    const all = given({
      work: () => {
        if (!isFirst) return { fine: true };
        isFirst = false;
        throw new Error('no');
      },
    });
    const [one, two] = [await begin(all, [cached('a')]), await begin(all, [cached('a')])];
    expect((await ended(all, one)).status).toBe('failed');
    expect((await ended(all, two)).results.a).toMatchObject({ cached: false, output: { fine: true } });
  });

  it('given a cancel of the one that waits, then it ends at once and the other goes on', async () => {
    const all = given();
    const [one, two] = [await begin(all, [cached('a')]), await begin(all, [cached('a')])];
    two.cancel('not wanted');
    await all.clock.settle();
    expect((await all.orchestrator.document(two.id)).status).toBe('cancelled');
    expect((await ended(all, one)).results.a).toMatchObject({ success: true, cached: false });
  });

  it('given a cancel of the one that runs, then the one that waits runs by itself', async () => {
    const all = given();
    const [one, two] = [await begin(all, [cached('a')]), await begin(all, [cached('a')])];
    one.cancel('not wanted');
    expect((await ended(all, two)).results.a).toMatchObject({ success: true, cached: false });
    expect((await ended(all, one)).status).toBe('cancelled');
  });

  it('given reuse that is off, then both run, and what they gave is kept', async () => {
    const all = given();
    const [one, two] = [await begin(all, [cached('a')], 'off'), await begin(all, [cached('a')], 'off')];
    for (const live of [one, two]) expect((await ended(all, live)).results.a?.cached).toBe(false);
    expect((await run(all, [cached('a')])).results.a?.cached).toBe(true);
    expect(all.calls).toEqual(['a', 'a']);
  });
});

describe('why a cached step ran', () => {
  it('given a change, then the explanation names it, and the run that it is compared with', async () => {
    const all = given({ work: () => null });
    const first = await begin(all, [cached('a', { x: 1, y: 1 })]);
    await ended(all, first);
    expect(await explained(all, first)).toMatchObject({
      a: [{ decision: 'ran', changed: [], reason: expect.stringContaining('no earlier run has a result') }],
    });
    const second = await begin(all, [cached('a', { x: 2, z: 1 }, { cache: { version: '2' } })]);
    await ended(all, second);
    expect(await explained(all, second)).toMatchObject({
      a: [
        {
          decision: 'ran',
          outcome: 'completed',
          changed: ['cache version none → 2', 'parameter x', 'parameter y', 'parameter z'],
          reason: expect.stringContaining(`changed since run ${first.id}`),
        },
      ],
    });
    const forced = await begin(all, [cached('a', { x: 2, z: 1 }, { cache: { version: '2' } })], 'off');
    await ended(all, forced);
    expect(await explained(all, forced)).toMatchObject({
      a: [
        {
          decision: 'ran',
          changed: [],
          reason: 'first attempt: it waits for no other step; the cache was not asked',
        },
      ],
    });
  });

  it('given a newer plugin, or another output upstream, then that is named', async () => {
    const old = given({ work: (_, { x }) => ({ x, noise: x }) });
    const steps = (x: number) => [cached('a', { x }), cached('b', { fixed: '{{ a.output.x > 0 }}' })];
    await ended(old, await begin(old, steps(1)));
    const upstream = await begin(old, steps(2));
    await ended(old, upstream);
    expect(await explained(old, upstream)).toMatchObject({
      a: [{ changed: ['parameter x'] }],
      b: [{ changed: ['output of step a'] }],
    });
    const young = given({ version: '1.1.0', beside: old, work: (_, { x }) => ({ x, noise: x }) });
    const newer = await begin(young, steps(2));
    await ended(young, newer);
    expect(await explained(young, newer)).toMatchObject({ a: [{ changed: ['action version 1.0.0 → 1.1.0'] }] });
  });
});
