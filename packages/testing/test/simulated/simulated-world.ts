import { deepStrictEqual } from 'node:assert/strict';
import { isOrchestrationError } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import { definitionFrom } from '@codomyrmex/engine';
import { VirtualClock } from '../../src/index.ts';
import { Disk } from './disk.ts';
import { Draws } from './draws.ts';
import type { SimulationPlan } from './plan.ts';
import { emptyCache } from './process-cache.ts';
import type { ProcessStore } from './process-store.ts';
import { RunHistory } from './run-history.ts';
import type { Sabotage } from './sabotage.ts';
import { HoldingsOfAll } from './shared-holdings.ts';
import { WorkAtHand } from './work-at-hand.ts';

type PlacedDefinition = ReturnType<typeof definitionFrom>;

/** Of the machine that all processes are on, and of each of them. */
export const CORES = 2;
export const WORKERS = 3;

/** What a process may be told in a world where disks fail and others are quicker. */
const expected = new Set([
  'RUN_OWNED',
  'RUN_ENDED',
  'RUN_NOT_FOUND',
  'DISK_FULL',
  'DATA_FOLDER_UNUSABLE',
  'SHUT_DOWN',
  'STORE_CLOSED',
]);

/** What outlives processes, and everything that was seen to be wrong. */
export class SimulatedWorld {
  readonly plan: SimulationPlan;
  readonly sabotage: Sabotage | undefined;
  readonly draws: Draws;
  readonly clock = new VirtualClock();
  readonly began = this.clock.now();
  readonly disk: Disk;
  readonly holdings: HoldingsOfAll;
  readonly cache = emptyCache();
  readonly stores = new Set<ProcessStore>();
  readonly histories = new Map<string, RunHistory>();
  readonly work: WorkAtHand;
  readonly violations: string[] = [];
  readonly trace: string[] = [];
  /** What the clock on the wall shows beside the time that passes. */
  shift = 0;
  /** The latest that a scheduler has seen. */
  latest = 0;
  readonly #owners = new Map<string, string>();
  readonly #returned = new Map<string, unknown>();
  readonly #definitions = new Map<number, PlacedDefinition>();
  #runs = 0;

  constructor(plan: SimulationPlan, sabotage: Sabotage | undefined) {
    this.plan = plan;
    this.sabotage = sabotage;
    this.draws = new Draws(plan.seed ^ 0x5eed);
    this.work = new WorkAtHand({ cores: CORES, workers: WORKERS }, (text) => this.violated(text));
    this.disk = new Disk(this.clock, this.draws.fork(), {
      begun: (record, process) => {
        const known = this.histories.get(record.id);
        if (known !== undefined) this.violated(`run ${record.id} began twice`);
        this.histories.set(record.id, new RunHistory(record, (text) => this.violated(text)));
        this.#owners.set(record.id, process);
      },
      adopted: (run, process) => {
        this.tell(`${process} has ${run}`);
        this.#owners.set(run, process);
      },
      stored: (run, events) => this.#stored(run, events),
    });
    this.holdings = new HoldingsOfAll(this.disk);
  }

  /** A workflow as its file says, read once. */
  definition(workflow: number): PlacedDefinition {
    const known = this.#definitions.get(workflow);
    if (known !== undefined) return known;
    const read = definitionFrom(this.plan.workflows[workflow], `w${workflow}`);
    this.#definitions.set(workflow, read);
    return read;
  }

  newRunId(): string {
    return `r${this.#runs++}`;
  }

  ownerOf(run: string): string | undefined {
    return this.#owners.get(run);
  }

  returned(run: string, task: string, attempt: number, output: unknown): void {
    this.#returned.set(`${run}/${task}/${attempt}`, output);
  }

  tell(text: string): void {
    this.trace.push(`${this.clock.now() - this.began} ${text}`);
  }

  violated(text: string): void {
    this.tell(`WRONG: ${text}`);
    this.violations.push(`at ${this.clock.now() - this.began} ms: ${text}`);
  }

  /** Something that a process was told: to be expected here, or wrong. */
  heard(process: string, error: unknown): void {
    const isExpected = isOrchestrationError(error) && expected.has(error.code);
    const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
    this.tell(`${process} is told: ${text}`);
    if (!isExpected) this.violated(`${process} is told: ${text}`);
  }

  #stored(run: string, events: readonly RunEvent[]): void {
    const history = this.histories.get(run);
    if (history === undefined) return this.violated(`facts of run ${run}, which never began`);
    for (const event of events) {
      this.tell(`${run} ${event.type}${'task' in event ? ` ${event.task}` : ''}`);
      history.take(event);
      if (event.type === 'attempt_succeeded') this.#compareOutput(history, event);
    }
  }

  /** R5: what is committed is what the action gave. */
  #compareOutput(history: RunHistory, event: Extract<RunEvent, { readonly type: 'attempt_succeeded' }>): void {
    const { output, source, task, attempt } = event;
    if (history.isStanding(history.nameOf(task))) return;
    if (output.kind !== 'inline' || source?.kind === 'reused' || source?.kind === 'joined') return;
    const name = history.nameOf(task);
    try {
      deepStrictEqual(output.value, this.#returned.get(`${history.record.id}/${name}/${attempt}`));
    } catch {
      this.violated(`R5: what run ${history.record.id} keeps of ${name} is not what its action gave`);
    }
  }
}
