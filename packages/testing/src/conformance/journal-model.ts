import { isOrchestrationError, runId } from '@codomyrmex/core';
import { isPausedAfter, type Journal, type RunEvent } from '@codomyrmex/dag';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { JournalPlace } from './journal-place.ts';
import { anyEvent, completed, sampleRecord } from './sample-runs.ts';

/** Few of each, so that they meet. */
const RUNS = 4;
const PROCESSES = 2;

type Step =
  | { readonly kind: 'begin' | 'append'; readonly run: number; readonly events: readonly RunEvent[] }
  | {
      readonly kind: 'append_elsewhere';
      readonly run: number;
      readonly off: number;
      readonly events: readonly RunEvent[];
    }
  | { readonly kind: 'end' | 'adopt'; readonly run: number }
  | { readonly kind: 'restart' };

interface ModelRun {
  events: RunEvent[];
  state: 'ended' | 'interrupted' | { readonly owner: number };
}

const run = fc.nat({ max: RUNS - 1 });
const events = fc.array(anyEvent, { minLength: 1, maxLength: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('begin' as const), run, events }),
  fc.record({ kind: fc.constant('append' as const), run, events }),
  fc.record({ kind: fc.constant('append_elsewhere' as const), run, off: fc.constantFrom(-1, 1, 9), events }),
  fc.record({ kind: fc.constantFrom('end' as const, 'adopt' as const), run }),
  fc.constant({ kind: 'restart' as const }),
);

export const steps = fc.array(fc.tuple(fc.nat({ max: PROCESSES - 1 }), step), { maxLength: 25 });

/** What a journal does, in the fewest words: the suite holds implementations against it. */
class JournalModel {
  readonly runs = new Map<number, ModelRun>();

  /** What the step, made by a process, comes to: a refusal's code, or nothing. */
  take(process: number, step: Step): string | undefined {
    switch (step.kind) {
      case 'begin':
        if (this.runs.has(step.run)) return 'JOURNAL_CONFLICT';
        this.runs.set(step.run, { events: [...step.events], state: { owner: process } });
        return undefined;
      case 'append':
        return this.#append(process, step.run, step.events);
      case 'append_elsewhere':
        return 'JOURNAL_CONFLICT';
      case 'end': {
        const refusal = this.#append(process, step.run, [completed]);
        const ended = this.runs.get(step.run);
        if (refusal === undefined && ended !== undefined) ended.state = 'ended';
        return refusal;
      }
      case 'adopt':
        return this.#adopt(process, step.run);
      case 'restart':
        for (const stored of this.runs.values()) {
          if (typeof stored.state === 'object' && stored.state.owner === process) stored.state = 'interrupted';
        }
        return undefined;
    }
  }

  /** Runs that began together may be kept together: who has one of them may keep the others from being adopted elsewhere. */
  isHeldAlong(process: number, step: Step): boolean {
    if (step.kind !== 'adopt' || this.runs.get(step.run)?.state !== 'interrupted') return false;
    return [...this.runs.values()].some(({ state }) => typeof state === 'object' && state.owner !== process);
  }

  #append(process: number, id: number, added: readonly RunEvent[]): string | undefined {
    const stored = this.runs.get(id);
    if (stored === undefined || typeof stored.state !== 'object' || stored.state.owner !== process)
      return 'JOURNAL_CONFLICT';
    stored.events.push(...added);
    return undefined;
  }

  #adopt(process: number, id: number): string | undefined {
    const stored = this.runs.get(id);
    if (stored === undefined) return 'RUN_NOT_FOUND';
    if (stored.state === 'ended') return 'RUN_ENDED';
    if (typeof stored.state === 'object' && stored.state.owner !== process) return 'RUN_OWNED';
    stored.state = { owner: process };
    return undefined;
  }
}

async function perform(journal: Journal, model: JournalModel, step: Exclude<Step, { kind: 'restart' }>): Promise<void> {
  const id = runId(`run ${step.run}`);
  const position = model.runs.get(step.run)?.events.length ?? 0;
  switch (step.kind) {
    case 'begin':
      return await journal.begin(sampleRecord(id, { createdAt: step.run }), step.events);
    case 'append':
      return await journal.append(id, position, step.events);
    case 'append_elsewhere':
      return await journal.append(id, position + step.off, step.events);
    case 'end':
      return await journal.append(id, position, [completed]);
    case 'adopt':
      return await journal.adopt(id);
  }
}

async function outcome(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (isOrchestrationError(error) && error.code !== 'INTERNAL_ERROR') return error.code;
    throw error;
  }
}

const isPaused = (events: readonly RunEvent[]): boolean =>
  events.findLast((event) => isPausedAfter(event) !== undefined)?.type === 'run_paused';

async function expectSame(journal: Journal, process: number, model: JournalModel): Promise<void> {
  for (const [id, stored] of model.runs) expect(await journal.read(runId(`run ${id}`))).toEqual(stored.events);
  const phases = new Map((await journal.list()).map(({ id, phase }) => [id, phase]));
  expect(phases.size).toBe(model.runs.size);
  for (const [id, { state, events: stored }] of model.runs) {
    expect(phases.get(runId(`run ${id}`)), `run ${id} seen by process ${process}`).toMatchObject(
      state === 'ended'
        ? { kind: state }
        : { kind: typeof state === 'object' ? 'owned' : state, isPaused: isPaused(stored) },
    );
  }
}

/** Takes the steps on a fresh place and on the model, and compares what they say, then what they hold. */
export async function runSteps(place: JournalPlace, taken: readonly (readonly [number, Step])[]): Promise<void> {
  const model = new JournalModel();
  const journals = await Promise.all(Array.from({ length: PROCESSES }, () => place.open()));
  try {
    for (const [process, step] of taken) {
      const journal = journals[process];
      if (journal === undefined) continue;
      if (step.kind === 'restart') {
        await journal.close();
        journals[process] = await place.open();
        model.take(process, step);
        continue;
      }
      const got = await outcome(perform(journal, model, step));
      if (got === 'RUN_OWNED' && model.isHeldAlong(process, step)) continue;
      expect(got, `${step.kind} of run ${step.run} by process ${process}`).toBe(model.take(process, step));
    }
    for (const [process, journal] of journals.entries()) await expectSame(journal, process, model);
  } finally {
    for (const journal of journals) await journal.close();
  }
}
