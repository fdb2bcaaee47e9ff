import { createOrchestrator, definitionFrom, type Orchestrator, type RunDocument } from '@codomyrmex/engine';
import { expect, onTestFinished } from 'vitest';
import { createMemoryJournal, type MemoryJournal, VirtualClock } from '../src/index.ts';
import { type Script, type Scripted, scripted } from './scripted.ts';

/** One engine in virtual time, on a journal in memory, with one scripted action. */
export interface World {
  readonly actions: Scripted;
  readonly clock: VirtualClock;
  readonly journal: MemoryJournal;
  readonly orchestrator: Orchestrator;
}

export function world(script: Partial<Script> = {}, journal = createMemoryJournal()): World {
  const clock = new VirtualClock();
  const actions = scripted(clock, script);
  const orchestrator = createOrchestrator({
    plugins: [actions.plugin],
    journal,
    payloads: journal.payloads,
    inbox: journal.inbox,
    clock,
    random: () => 0.5,
    machine: { cores: 4, memoryBytes: 8e9 },
  });
  onTestFinished(async () => {
    await orchestrator.close();
    expect([...actions.running]).toEqual([]);
    expect(orchestrator.capacity.line.size).toBe(0);
  });
  return { actions, clock, journal, orchestrator };
}

export const step = (name: string, dependencies: string[] = [], more: object = {}) => ({
  name,
  module: 'scripted',
  action: 'work',
  dependencies,
  max_retries: 0,
  ...more,
});

export async function begin({ orchestrator, clock }: World, steps: object[], more: object = {}) {
  const prepared = await orchestrator.prepare(definitionFrom({ name: 'w', steps, ...more }, 'w'), { workspace: '/' });
  const live = await orchestrator.start(prepared);
  await clock.settle();
  return live;
}

export async function run(given: World, steps: object[], more: object = {}): Promise<RunDocument> {
  const live = await begin(given, steps, more);
  await given.clock.runUntil(live.ended);
  return given.orchestrator.document(live.id);
}

export const statuses = (document: RunDocument) =>
  Object.entries(document.results).map(([name, { status }]) => [name, status]);
export const called = (given: World) => given.actions.calls.map(({ task }) => task);
