import type { RunRequest } from '@codomyrmex/dag';
import { expect, it } from 'vitest';
import { createMemoryJournal, type MemoryJournal } from '../src/index.ts';
import { begin, called, step, world } from './run-world.ts';

/** A journal that stores at once and says so when it is let. */
function slow(memory: MemoryJournal) {
  const waiting: (() => void)[] = [];
  const state = { isSlow: false, answer: () => waiting.forEach((answer) => answer()) };
  const journal: MemoryJournal = Object.assign(Object.create(memory), {
    begin: memory.begin.bind(memory),
    close: memory.close.bind(memory),
    list: memory.list.bind(memory),
    append: (...asked: Parameters<MemoryJournal['append']>) => {
      const answer = memory.append(...asked);
      return state.isSlow ? new Promise<void>((resolve) => waiting.push(resolve)) : answer;
    },
  });
  return Object.assign(state, { journal });
}

it('given a pause, and its end and a grant while it is being stored, then the step runs once and the run ends', async () => {
  const disk = slow(createMemoryJournal());
  const given = world({ duration: () => 1_000 }, disk.journal);
  const lock = { resources: [{ type: 'lock', identifier: 'db' }] };
  const first = await begin(given, [step('a', [], lock)]);
  const second = await begin(given, [step('b', [], lock)]);
  const ask = (request: RunRequest) => given.orchestrator.runtime.ask(second.id, request);
  disk.isSlow = true;
  await ask({ kind: 'pause', stop: false });
  await given.clock.settle();
  disk.isSlow = false;
  await ask({ kind: 'continue' });
  await given.clock.runUntil(first.ended);
  disk.answer();
  await given.clock.runUntil(second.ended);
  expect(called(given)).toEqual(['a', 'b']);
});

it('given a pause, a grant and the end of the pause while something else is being stored, then the step runs and the run ends', async () => {
  const disk = slow(createMemoryJournal());
  const given = world({ duration: (task) => (task === 'x' ? 500 : 1_000) }, disk.journal);
  const lock = { resources: [{ type: 'lock', identifier: 'db' }] };
  const first = await begin(given, [step('a', [], lock)]);
  const second = await begin(given, [step('x'), step('b', [], lock)]);
  const ask = (request: RunRequest) => given.orchestrator.runtime.ask(second.id, request);
  disk.isSlow = true;
  await given.clock.advance(500);
  disk.isSlow = false;
  await ask({ kind: 'pause', stop: false });
  await given.clock.runUntil(first.ended);
  await ask({ kind: 'continue' });
  disk.answer();
  await given.clock.advance(10_000);
  expect(called(given)).toEqual(['a', 'x', 'b']);
  await given.clock.runUntil(second.ended);
});
