import type { HeldResource } from '@codomyrmex/core';
import type { FeedItem, OrchestratorOptions } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { acting, begin, composed, step } from './acting.ts';

type Holdings = NonNullable<OrchestratorOptions['holdings']>;

const db = (mode: 'read' | 'write') => ({ type: 'database', identifier: 'db', mode });

/** A module that keeps what its steps found that they hold. */
function looking() {
  const seen = new Map<string, readonly HeldResource[]>();
  const plugin = acting('looks', {
    at: ({ task, resources }) => {
      seen.set(task, resources);
      return null;
    },
  });
  return { seen, plugin };
}

describe('what an action sees of its resources', () => {
  it('given a step that asks for resources, then its action sees them with a number that rises, and no slots', async () => {
    const { seen, plugin } = looking();
    const given = composed([plugin]);
    const live = await begin(given, [
      step('a', 'looks.at', { resources: [db('write'), { type: 'cpu', amount: { cores: 2 } }] }),
      step('b', 'looks.at', { resources: [db('read')], dependencies: ['a'] }),
      step('c', 'looks.at', { dependencies: ['b'] }),
    ]);
    await given.clock.runUntil(live.ended);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => seen.get(name) ?? []);
    expect(a).toMatchObject([
      { resource: 'database:db', type: 'database', amounts: {}, mode: 'write' },
      { resource: 'system_cpu', type: 'cpu', amounts: { cores: 2 } },
    ]);
    expect(b).toMatchObject([{ resource: 'database:db', mode: 'read' }]);
    expect(c).toEqual([]);
    expect(a?.[0]?.fence).toBe(a?.[1]?.fence);
    expect(b?.[0]?.fence).toBeGreaterThan(a?.[0]?.fence ?? 0);
  });

  it('given a rate, then a step that it is too little for waits until it has refilled', async () => {
    const starts: number[] = [];
    const plugin = acting('calls', { api: (context) => starts.push(context.now()) });
    const given = composed([plugin], {
      resources: [{ id: 'api', type: 'external_api', capacity: { requests_per_minute: 2 } }],
    });
    const asking = { resources: [{ type: 'external_api', identifier: 'api' }] };
    const live = await begin(
      given,
      ['a', 'b', 'c'].map((name) => step(name, 'calls.api', asking)),
    );
    await given.clock.runUntil(live.ended);
    expect(starts.map((at) => at - (starts[0] ?? 0))).toEqual([0, 0, 30_000]);
  });
});

/** A store for one process that fails as often as it is told to. */
function failing(times: number): Holdings & { readonly exchanges: () => number } {
  let left = times;
  let exchanges = 0;
  return {
    exchanges: () => exchanges,
    changed: () => false,
    exchange: (_now, work) => {
      exchanges += 1;
      work({ number: 0, others: [], levels: [], fence: 0 });
      if (left-- > 0) throw new Error('the disk is full');
    },
  };
}

describe('resources that other processes use too', () => {
  it('given a run that asks for none, then nothing is exchanged with the others', async () => {
    const { plugin } = looking();
    const holdings = failing(0);
    const given = composed([plugin], { holdings });
    const live = await begin(given, [step('a', 'looks.at'), step('b', 'looks.at', { dependencies: ['a'] })]);
    await given.clock.runUntil(live.ended);
    expect(holdings.exchanges()).toBe(0);
  });

  it('given holdings that cannot be stored, then it is said once, other steps go on, and the run completes when they can', async () => {
    const { plugin, seen } = looking();
    const given = composed([plugin], { holdings: failing(3) });
    const warnings: string[] = [];
    const stop = given.orchestrator.feed.subscribe((item: FeedItem) => {
      if (item.kind === 'warning') warnings.push(item.message);
    });
    const live = await begin(given, [step('a', 'looks.at', { resources: [db('write')] }), step('b', 'looks.at')]);
    await given.clock.advance(500);
    expect([...seen.keys()]).toEqual(['b']);
    const end = await given.clock.runUntil(live.ended);
    expect(end.phase).toMatchObject({ kind: 'ended', status: 'completed' });
    expect(seen.get('a')).toMatchObject([{ resource: 'database:db' }]);
    expect(warnings).toEqual([expect.stringContaining('cannot be shared with other processes for the moment')]);
    stop();
    expect(given.clock.pending).toBe(0);
  });
});
