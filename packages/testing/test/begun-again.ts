import { createOrchestrator, definitionFrom, type LiveRun, type Orchestrator } from '@codomyrmex/engine';
import type { MemoryJournal, VirtualClock } from '../src/index.ts';
import type { Scripted } from './scripted.ts';

/** The next process on the same journal, in the same time. */
export function compose(actions: Scripted, journal: MemoryJournal, clock: VirtualClock): Orchestrator {
  return createOrchestrator({
    plugins: [actions.plugin],
    journal,
    payloads: journal.payloads,
    clock,
    random: () => 0.5,
    machine: { cores: 4, memoryBytes: 4e9 },
  });
}

/** Begins the run, or goes on with the one that is stored; `undefined` when that one has ended. */
export async function beginOrGoOn(
  orchestrator: Orchestrator,
  journal: MemoryJournal,
  definition: object,
): Promise<LiveRun | undefined> {
  const stored = journal.snapshot().find(({ record }) => !record.id.includes('~'));
  if (stored === undefined) {
    return orchestrator.start(await orchestrator.prepare(definitionFrom(definition, 'w'), { workspace: '/' }));
  }
  return stored.events.at(-1)?.type === 'run_ended' ? undefined : orchestrator.resume(stored.record.id);
}
