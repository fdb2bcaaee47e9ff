import type { RunDocument } from '@codomyrmex/engine';
import { createOrchestrator, definitionFrom } from '@codomyrmex/engine';
import { expect, it, onTestFinished } from 'vitest';
import { createMemoryJournal, type MemoryJournal, VirtualClock } from '../src/index.ts';
import { step } from './run-world.ts';
import { scripted } from './scripted.ts';

const HOUR = 3_600_000;

/** What the wall shows may be set; what passes may not. */
class WallClock extends VirtualClock {
  shift = 0;

  override now(): number {
    return super.now() + this.shift;
  }
}

function engine(clock: WallClock, journal: MemoryJournal) {
  const actions = scripted(clock, {
    duration: () => 2_000,
    ending: (_task, attempt) => (attempt === 1 ? 'fails' : 'succeeds'),
  });
  const orchestrator = createOrchestrator({
    plugins: [actions.plugin],
    journal,
    clock,
    random: () => 0.5,
    machine: { cores: 4, memoryBytes: 8e9 },
  });
  onTestFinished(() => orchestrator.close());
  return { actions, orchestrator };
}

const retried = step('a', [], { retry: { max: 1, delay: 10, jitter: 0 }, timeouts: { total: 60 } });
const definition = { name: 'w', timeout: 600, steps: [retried, step('b', [], { max_retries: 1, retry_delay: 1 })] };

async function begun(clock: WallClock, journal: MemoryJournal) {
  const first = engine(clock, journal);
  const prepared = await first.orchestrator.prepare(definitionFrom(definition, 'w'), { workspace: '/' });
  const live = await first.orchestrator.start(prepared);
  await clock.settle();
  return { ...first, live };
}

const times = ({ execution_time, results }: RunDocument) => [
  execution_time,
  ...Object.values(results).map((result) => result.execution_time),
];

it('given a clock that is set back an hour during a run, then its time goes on: no wait is longer, no duration negative', async () => {
  const clock = new WallClock();
  const { live, orchestrator } = await begun(clock, createMemoryJournal());
  await clock.advance(1_000);
  clock.shift -= HOUR;
  const before = clock.now();
  await clock.runUntil(live.ended);
  expect(clock.now() - before).toBe(13_000);
  // What had passed of the attempt in which it was set is not known.
  expect(times(await orchestrator.document(live.id))).toEqual([12, 2, 2]);
});

it('given a clock that is set back while a retry waits and its process dies, then whoever goes on waits no longer', async () => {
  const clock = new WallClock();
  const journal = createMemoryJournal();
  const { live, orchestrator } = await begun(clock, journal);
  await clock.advance(3_000);
  const next = journal.crash();
  await orchestrator.close();
  clock.shift -= HOUR;
  const { orchestrator: other, actions } = engine(clock, next);
  const before = clock.now();
  const resumed = await other.resume(live.id);
  await clock.runUntil(resumed.ended);
  expect(clock.now() - before).toBeLessThanOrEqual(12_000);
  expect(actions.calls.map(({ task }) => task).sort()).toEqual(['a', 'b']);
  const { status, ...document } = await other.document(live.id);
  expect(status).toBe('completed');
  expect(times({ status, ...document }).every((seconds) => seconds !== undefined && seconds >= 0)).toBe(true);
});

it('given a clock that is set back before a cancel of an interrupted run, then its facts stay in order', async () => {
  const clock = new WallClock();
  const journal = createMemoryJournal();
  const { live, orchestrator } = await begun(clock, journal);
  await clock.advance(1_000);
  const next = journal.crash();
  await orchestrator.close();
  clock.shift -= HOUR;
  await engine(clock, next).orchestrator.runtime.ask(live.id, { kind: 'cancel', reason: 'enough' });
  const at = next.snapshot()[0]?.events.map((event) => event.at) ?? [];
  expect(at).toEqual(at.toSorted((a, b) => a - b));
});
