import type { RunEvent, RunRequest } from '@codomyrmex/dag';
import { expect, it } from 'vitest';
import { createMemoryJournal, type MemoryJournal } from '../src/index.ts';
import { begin, called, run, step, world } from './run-world.ts';

/** A journal that shows what it is given together; while it is slow it stores at once and says so when it is let. */
function watched(memory: MemoryJournal) {
  const batches: string[][] = [];
  const waiting: (() => void)[] = [];
  const state = { batches, isSlow: false, answer: () => waiting.splice(0).forEach((answer) => answer()) };
  const note = (events: readonly RunEvent[]) => void batches.push(events.map(({ type }) => type));
  const journal: MemoryJournal = Object.assign(Object.create(memory), {
    begin: (...asked: Parameters<MemoryJournal['begin']>) => {
      note(asked[1]);
      return memory.begin(...asked);
    },
    append: (...asked: Parameters<MemoryJournal['append']>) => {
      note(asked[2]);
      const answer = memory.append(...asked);
      return state.isSlow ? new Promise<void>((resolve) => waiting.push(resolve)) : answer;
    },
    close: memory.close.bind(memory),
    list: memory.list.bind(memory),
    read: memory.read.bind(memory),
    find: memory.find.bind(memory),
  });
  return Object.assign(state, { journal });
}

const chain = [step('a'), step('b', ['a']), step('c', ['b'])];

it('given a chain and nobody else, then the end of a step and the beginning of the next are stored together', async () => {
  const disk = watched(createMemoryJournal());
  const given = world({}, disk.journal);
  await run(given, chain);
  expect(disk.batches).toEqual([
    ['run_started', 'attempt_started'],
    ['attempt_succeeded', 'attempt_started'],
    ['attempt_succeeded', 'attempt_started'],
    ['attempt_succeeded', 'run_ended'],
  ]);
  expect(called(given)).toEqual(['a', 'b', 'c']);
});

it('given two chains and one slot, then neither keeps the slot while the other waits for it', async () => {
  const given = world({ duration: () => 1_000 });
  const lock = { resources: [{ type: 'lock', identifier: 'one' }] };
  const steps = (name: string) => [step(`${name}1`, [], lock), step(`${name}2`, [`${name}1`], lock)];
  const first = await begin(given, steps('x'));
  const second = await begin(given, steps('y'));
  await given.clock.runUntil(Promise.all([first.ended, second.ended]));
  expect(called(given)).toEqual(['x1', 'y1', 'x2', 'y2']);
});

it.each([
  ['cancelled', { kind: 'cancel' as const, reason: 'changed my mind' }],
  ['paused with stop', { kind: 'pause' as const, stop: true }],
  ['paused', { kind: 'pause' as const, stop: false }],
])(
  'given a step whose end is being stored, when the run is %s, then the next one is not called',
  async (_, request) => {
    const disk = watched(createMemoryJournal());
    const given = world({ duration: () => 1_000 }, disk.journal);
    const live = await begin(given, chain);
    disk.isSlow = true;
    await given.clock.advance(1_000);
    expect(disk.batches.at(-1)).toEqual(['attempt_succeeded', 'attempt_started']);
    await given.orchestrator.runtime.ask(live.id, request);
    await given.clock.settle();
    disk.isSlow = false;
    disk.answer();
    await given.clock.settle();
    expect(called(given)).toEqual(['a']);
    live.cancel('over');
    await given.clock.runUntil(live.ended);
    expect(called(given)).toEqual(['a']);
  },
);

it.each([
  ['while the run is paused', true],
  ['before the next was held back', false],
])(
  'given a step whose end is being stored, when a pause ends %s, then the next one is called once',
  async (_, isPaused) => {
    const disk = watched(createMemoryJournal());
    const given = world({ duration: () => 1_000 }, disk.journal);
    const live = await begin(given, chain);
    const ask = (request: RunRequest) => given.orchestrator.runtime.ask(live.id, request);
    disk.isSlow = true;
    await given.clock.advance(1_000);
    await ask({ kind: 'pause', stop: false });
    if (isPaused) {
      disk.isSlow = false;
      disk.answer();
      await given.clock.advance(10_000);
      expect(given.orchestrator.capacity.line.size).toBe(0);
    }
    await ask({ kind: 'continue' });
    disk.isSlow = false;
    disk.answer();
    await given.clock.runUntil(live.ended);
    expect(called(given)).toEqual(['a', 'b', 'c']);
    const { status, results } = await given.orchestrator.document(live.id);
    expect([status, results.b?.attempts]).toEqual(['completed', isPaused ? 2 : 1]);
  },
);

it.each([
  ['a workflow', 'continued', { workflow: 'inner' }, ['a', 'x', 'y']],
  ['a workflow', 'cancelled', { workflow: 'inner' }, ['a']],
  ['items', 'continued', { module: 'scripted', action: 'work', foreach: [1, 2] }, ['a', '0', '1']],
])(
  'given a step of %s whose beginning is being stored, when the run is paused and later %s, then nothing of it begins before',
  async (_, then, work, all) => {
    const disk = watched(createMemoryJournal());
    const given = world({ duration: () => 1_000 }, disk.journal);
    const inner = { name: 'inner', steps: [step('x'), step('y', ['x'])] };
    const steps = [step('a'), { name: 's', dependencies: ['a'], ...work }];
    const live = await begin(given, steps, { workflows: { inner } });
    disk.isSlow = true;
    await given.clock.advance(1_000);
    disk.answer();
    await given.clock.settle();
    expect(disk.batches.at(-1)).toEqual(['attempt_started']);
    await given.orchestrator.runtime.ask(live.id, { kind: 'pause', stop: false });
    disk.isSlow = false;
    disk.answer();
    await given.clock.advance(10_000);
    expect(called(given)).toEqual(['a']);
    if (then === 'cancelled') live.cancel('over');
    else live.ask({ kind: 'continue' });
    await given.clock.runUntil(live.ended);
    expect(called(given)).toEqual(all);
    const { results } = await given.orchestrator.document(live.id);
    expect(results.s).toMatchObject({ status: then === 'cancelled' ? 'cancelled' : 'completed', attempts: 1 });
  },
);

it.each([
  ['a workflow', { workflow: 'inner' }, ['x', 'y']],
  ['items', { module: 'scripted', action: 'work', foreach: [1, 2] }, ['0', '1']],
])(
  'given a step of %s whose beginning was stored when the run was paused, and a crash, then nothing of it begins before the run goes on',
  async (_, work, all) => {
    const memory = createMemoryJournal();
    const disk = watched(memory);
    const first = world({ duration: () => 1_000 }, disk.journal);
    const inner = { name: 'inner', steps: [step('x'), step('y', ['x'])] };
    const steps = [step('a'), { name: 's', dependencies: ['a'], ...work }];
    const live = await begin(first, steps, { workflows: { inner } });
    disk.isSlow = true;
    await first.clock.advance(1_000);
    disk.answer();
    await first.clock.settle();
    await first.orchestrator.runtime.ask(live.id, { kind: 'pause', stop: false });
    disk.isSlow = false;
    disk.answer();
    await first.clock.advance(10_000);
    memory.crash();
    const second = world({ duration: () => 1_000 }, memory.open());
    const again = await second.orchestrator.resume(live.id);
    await second.clock.advance(10_000);
    expect(called(second)).toEqual([]);
    again.ask({ kind: 'continue' });
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(all);
    expect((await second.orchestrator.document(again.id)).status).toBe('completed');
  },
);

it('given steps that need different things, then what the first held is free before the next asks', async () => {
  const disk = watched(createMemoryJournal());
  const given = world({}, disk.journal);
  await run(given, [step('a'), step('b', ['a'], { resources: [{ type: 'lock', identifier: 'db' }] })]);
  expect(disk.batches).toEqual([
    ['run_started', 'attempt_started'],
    ['attempt_succeeded'],
    ['attempt_started'],
    ['attempt_succeeded', 'run_ended'],
  ]);
});
