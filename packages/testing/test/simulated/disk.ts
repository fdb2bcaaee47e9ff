import { StorageError } from '@codomyrmex/core';
import type { RunEvent, RunRecord } from '@codomyrmex/dag';
import { createMemoryJournal, type MemoryJournal, MemorySchedules, type VirtualClock } from '../../src/index.ts';
import type { Draws } from './draws.ts';

/** The longest that a slow disk takes for an answer, in milliseconds. */
const SLOWEST = 400;

/** Who is told what has become durable, in the order in which it did. */
export interface DurableObserver {
  begun(record: RunRecord, process: string): void;
  adopted(run: string, process: string): void;
  stored(run: string, events: readonly RunEvent[]): void;
}

/** What is left when processes die, and how well it serves them at the moment. */
export class Disk {
  readonly schedules = new MemorySchedules();
  readonly observer: DurableObserver;
  readonly draws: Draws;
  readonly #root: MemoryJournal;
  readonly #clock: VirtualClock;
  #fullUntil = 0;
  #lostUntil = 0;
  #slowUntil = 0;

  constructor(clock: VirtualClock, draws: Draws, observer: DurableObserver) {
    this.#clock = clock;
    this.draws = draws;
    this.observer = observer;
    this.#root = createMemoryJournal({ answers: draws.chance(0.5) ? 'later' : 'at_once' });
  }

  /** What another process sees of it. */
  open(): MemoryJournal {
    return this.#root.open();
  }

  fill(milliseconds: number): void {
    this.#fullUntil = this.#clock.now() + milliseconds;
  }

  lose(milliseconds: number): void {
    this.#lostUntil = this.#clock.now() + milliseconds;
  }

  slow(milliseconds: number): void {
    this.#slowUntil = this.#clock.now() + milliseconds;
  }

  /** Serves everybody well from now on. */
  mend(): void {
    this.#fullUntil = 0;
    this.#lostUntil = 0;
    this.#slowUntil = 0;
  }

  get isFull(): boolean {
    return this.#clock.now() < this.#fullUntil;
  }

  get isLost(): boolean {
    return this.#clock.now() < this.#lostUntil;
  }

  /** @throws StorageError while it is lost, or full and something is to be written. */
  require(access: 'read' | 'write'): void {
    if (this.isLost) throw new StorageError('the disk is gone', { code: 'DATA_FOLDER_UNUSABLE' });
    if (this.isFull && access === 'write') throw new StorageError('the disk is full', { code: 'DISK_FULL' });
  }

  /** Milliseconds that the next answer takes; `undefined` when it comes at once. */
  delay(): number | undefined {
    return this.#clock.now() < this.#slowUntil ? this.draws.upTo(SLOWEST) : undefined;
  }
}
