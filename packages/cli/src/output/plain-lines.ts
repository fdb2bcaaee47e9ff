import { isWithinRun, type RunId, runId } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import { type FeedItem, type LiveRun, type Orchestrator, PlaceNames, waitOf } from '@codomyrmex/engine';
import { safe, type Terminal } from '../terminal.ts';
import { program } from './called-as.ts';
import { eventLine } from './step-line.ts';
import { clockTime } from './times.ts';
import { waitAnswer, waitText } from './wait-text.ts';

/** So many failures and waits of what is in a step of many items are told one by one. */
const TOLD = 10;
/** A step of many items tells so often how far it is. */
const PARTS = 10;

type Events = FeedItem & { readonly kind: 'events' };

/** What is told of a run of items. */
interface ItemsTold {
  done: number;
  failed: number;
  parts: number;
}

/**
 * A run in plain lines, for pipes and logs of CI, with what its steps consist of: the steps of a sub-workflow like its own; of many
 * items, how far they are and what failed.
 */
export class PlainLines {
  readonly #orchestrator: Orchestrator;
  readonly #run: LiveRun;
  readonly #terminal: Terminal;
  readonly #names: PlaceNames;
  readonly #repeated = new Set<string>();
  readonly #startedAt = new Map<string, number>();
  readonly #items = new Map<string, ItemsTold>();
  /** Lines that were told, by step of many items. */
  readonly #told = new Map<string, number>();

  constructor(orchestrator: Orchestrator, run: LiveRun, terminal: Terminal) {
    this.#orchestrator = orchestrator;
    this.#run = run;
    this.#terminal = terminal;
    this.#names = new PlaceNames(run.run.record);
  }

  take(item: FeedItem): void {
    if (item.kind === 'warning') this.#terminal.note(`warning: ${safe(item.message)}`);
    if (item.kind !== 'events' || !isWithinRun(item.run, this.#run.id)) return;
    if (item.of.record.definition.items !== undefined) return this.#takeItems(item);
    const isQuiet = this.#stepOfItems(item.run) !== undefined;
    for (const event of item.events) {
      if (this.#tellsWait(item, event) || isQuiet) continue;
      this.#tell(item, event);
    }
  }

  end(): void {
    // Nothing is held back.
  }

  #tell(item: Events, event: RunEvent): void {
    // What is asked of the whole run is told once.
    if (!('task' in event) && item.run !== this.#run.id) return;
    const key = 'task' in event ? `${item.run} ${event.task}` : '';
    if (event.type === 'attempt_started') this.#startedAt.set(key, event.at);
    // Work that is done again and again is told ever more seldom, and that it begins again not at all.
    if (event.type === 'attempt_started' && this.#repeated.delete(key)) return;
    if (event.type === 'attempt_repeated') {
      this.#repeated.add(key);
      if (!isRound(event.attempt)) return;
    }
    const name = 'task' in event ? this.#nameOf(item, event.task) : '';
    const line = eventLine(name, event, this.#startedAt.get(key));
    if (line !== undefined) this.#terminal.note(line);
  }

  #takeItems(item: Events): void {
    const told = this.#items.get(item.run) ?? this.#firstLook(item);
    const { size } = item.of.plan;
    this.#items.set(item.run, told);
    for (const event of item.events) {
      if (this.#tellsWait(item, event)) continue;
      if (event.type === 'attempt_failed' || event.type === 'task_failed')
        this.#tellFew(item.run, () => this.#tell(item, event));
      if (!isEnd(event)) continue;
      told.done++;
      if (event.type === 'attempt_failed' || event.type === 'task_failed') told.failed++;
      const parts = Math.floor((told.done * PARTS) / size);
      if (parts <= told.parts || told.done >= size) continue;
      told.parts = parts;
      const failed = told.failed === 0 ? '' : `, ${told.failed} failed`;
      this.#terminal.note(
        `${clockTime(event.at)} ${this.#names.name(item.run)}: ${told.done} of ${size} items${failed}`,
      );
    }
  }

  /** Of a run that goes on after its process died, what is done already is known from its state. */
  #firstLook({ run, of, events }: Events): ItemsTold {
    const live = this.#orchestrator.runtime.live.get(runId(run));
    const isNew = events[0]?.type === 'run_started';
    const settled =
      isNew || live === undefined ? 0 : live.state.plan.size - live.state.unsettled - events.filter(isEnd).length;
    const done = Math.max(0, settled);
    return { done, failed: 0, parts: Math.floor((done * PARTS) / of.plan.size) };
  }

  /** A step that waits says what for, as soon as its expressions are evaluated. */
  #tellsWait(item: Events, event: RunEvent): boolean {
    if (event.type !== 'attempt_started') return false;
    const run = runId(item.run);
    const { runtime } = this.#orchestrator;
    const live = run === this.#run.id ? this.#run : runtime.live.get(run);
    if (live?.run.works[event.task]?.kind !== 'wait') return false;
    this.#startedAt.set(`${item.run} ${event.task}`, event.at);
    this.#tellFew(run, () => void this.#tellWait(run, event.task, event.at));
    return true;
  }

  async #tellWait(run: RunId, task: number, at: number): Promise<void> {
    const { runtime } = this.#orchestrator;
    const snapshot = await runtime.snapshot(run);
    const wait = await waitOf(runtime, run, task);
    if (wait === undefined || snapshot === undefined) return;
    const step = this.#names.name(run, snapshot.state.plan.names[task]);
    this.#terminal.note(`${clockTime(at)} ${step} ${waitText(wait, at)}`);
    for (const line of waitAnswer(wait, { run: this.#run.id, step, program: program() }))
      this.#terminal.note(`  ${line}`);
  }

  /** All of it, but few in a step of many items. */
  #tellFew(run: string, tell: () => void): void {
    const step = this.#stepOfItems(`${run}~`);
    if (step === undefined) return tell();
    const told = this.#told.get(step) ?? 0;
    this.#told.set(step, told + 1);
    if (told < TOLD) tell();
    if (told === TOLD) this.#terminal.note(`${step}: there is more; ${program()} run show ${this.#run.id} tells it`);
  }

  /** The step of many items that what is in a run is in. */
  #stepOfItems(run: string): string | undefined {
    const name = this.#names.name(run);
    const at = name.indexOf('[');
    return at < 0 ? undefined : name.slice(0, at);
  }

  #nameOf({ run, of }: Events, task: number): string {
    return this.#names.name(run, of.plan.names[task] ?? String(task));
  }
}

/** 1 to 10, then 20, 30, …, 100, 200, … */
const isRound = (count: number): boolean => count % 10 ** Math.floor(Math.log10(count)) === 0;

function isEnd(event: RunEvent): boolean {
  switch (event.type) {
    case 'attempt_succeeded':
    case 'attempt_declined':
    case 'attempt_cancelled':
    case 'task_failed':
      return true;
    case 'attempt_failed':
      return event.retryAt === null;
    default:
      return false;
  }
}
