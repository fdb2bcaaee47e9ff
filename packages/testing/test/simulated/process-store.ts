import { isOrchestrationError, type RunId } from '@codomyrmex/core';
import type { Inbox, InboxMessage, Journal, Payloads, RunEvent, RunHead, RunQuery, RunRecord } from '@codomyrmex/dag';
import type { MemoryJournal } from '../../src/index.ts';
import type { Disk } from './disk.ts';
import type { Moment } from './plan.ts';
import type { Sabotage } from './sabotage.ts';

/** A write that has been asked for and not answered. */
interface OnItsWay {
  readonly store: () => void;
  readonly answer: () => void;
}

export interface ProcessStorePorts {
  readonly name: string;
  readonly disk: Disk;
  /** Time of the process: it stands still when the process is dead. */
  readonly after: (milliseconds: number, due: () => void) => void;
  /** Ends the process at once. */
  readonly die: () => void;
  readonly sabotage: Sabotage | undefined;
  /** The stores of all processes, for the sabotage that takes a run from its owner. */
  readonly all: Set<ProcessStore>;
}

const never = new Promise<never>(() => undefined);

/**
 * What one process sees of a disk that fails. A dead process is never answered: whatever it had begun simply stops. A write that
 * is on its way when its process dies has been stored or not, by chance.
 */
export class ProcessStore implements Journal {
  readonly payloads: Payloads;
  readonly inbox: Inbox;
  readonly #ports: ProcessStorePorts;
  readonly #onTheirWay = new Set<OnItsWay>();
  /** Of the sabotage that loses the last write: what a run's next write, or the end of the process, stores. */
  readonly #heldBack = new Map<RunId, () => void>();
  #base: MemoryJournal;
  #isDead = false;
  #death: { left: number; readonly moment: Moment } | undefined;

  constructor(ports: ProcessStorePorts) {
    this.#ports = ports;
    this.#base = ports.disk.open();
    ports.all.add(this);
    this.payloads = {
      write: (json) => this.#asked('write', () => this.#base.payloads.write(json)),
      read: (hash) => this.#asked('read', () => this.#base.payloads.read(hash)),
    };
    this.inbox = {
      send: (message: InboxMessage) => this.#asked('write', () => this.#base.inbox.send(message)),
      receive: (runs) => this.#asked('read', () => this.#base.inbox.receive(runs)),
    };
  }

  /** The process dies at the nth write from now on. */
  dieAt(nth: number, moment: Moment): void {
    this.#death = { left: nth, moment };
  }

  begin(record: RunRecord, events: readonly RunEvent[]): void | Promise<void> {
    const { observer } = this.#ports.disk;
    return this.#write(
      () => this.#base.begin(record, events),
      () => {
        observer.begun(record, this.#ports.name);
        observer.stored(record.id, events);
      },
    );
  }

  append(run: RunId, position: number, events: readonly RunEvent[]): void | Promise<void> {
    return this.#write(
      () => this.#append(run, position, events),
      () => this.#ports.disk.observer.stored(run, events),
    );
  }

  find(run: RunId): Promise<RunRecord | undefined> {
    return this.#asked('read', () => this.#base.find(run));
  }

  read(run: RunId, position?: number): Promise<readonly RunEvent[]> {
    return this.#asked('read', () => this.#base.read(run, position));
  }

  list(query?: RunQuery): Promise<readonly RunHead[]> {
    return this.#asked('read', () => this.#base.list(query));
  }

  adopt(run: RunId): void | Promise<void> {
    if (this.#isDead) return never;
    return this.#asked('write', async () => this.#adopt(run));
  }

  async close(): Promise<void> {
    if (this.#isDead) return never;
    this.#ports.all.delete(this);
    for (const one of this.#onTheirWay) one.store();
    for (const store of this.#heldBack.values()) store();
    await this.#base.close();
    for (const one of this.#onTheirWay) one.answer();
    this.#onTheirWay.clear();
  }

  /** Called when its process is dead. */
  die(): void {
    if (this.#isDead) return;
    const { disk, all } = this.#ports;
    for (const { store } of this.#onTheirWay) if (disk.draws.chance(0.5)) store();
    this.#isDead = true;
    this.#onTheirWay.clear();
    all.delete(this);
    this.#base.crash();
  }

  #append(run: RunId, position: number, events: readonly RunEvent[]): void | Promise<void> {
    if (this.#ports.sabotage !== 'loses_the_last_write') return this.#base.append(run, position, events);
    this.#heldBack.get(run)?.();
    this.#heldBack.delete(run);
    if (events.at(-1)?.type === 'run_ended') return this.#base.append(run, position, events);
    this.#heldBack.set(run, () => {
      try {
        void this.#base.append(run, position, events);
      } catch {
        // Where it does not fit any more it is lost, which is what is to be found out.
      }
    });
  }

  async #adopt(run: RunId): Promise<void> {
    await this.#taken(run);
    this.#ports.disk.observer.adopted(run, this.#ports.name);
  }

  async #taken(run: RunId): Promise<void> {
    try {
      await this.#base.adopt(run);
    } catch (error) {
      const isOwned = isOrchestrationError(error) && error.code === 'RUN_OWNED';
      if (!isOwned || this.#ports.sabotage !== 'lets_two_own_a_run') throw error;
      for (const other of this.#ports.all) if (other !== this) other.#base = other.#base.crash();
      await this.#base.adopt(run);
    }
  }

  #write(ask: () => void | Promise<void>, stored: () => void): void | Promise<void> {
    if (this.#isDead) return never;
    const { disk, sabotage } = this.#ports;
    if (disk.isFull || disk.isLost) {
      if (sabotage === 'swallows_refusals') return undefined;
      this.#base.failWrite(1, 'refuse');
      return ask();
    }
    const store = (): void | Promise<void> => {
      const answer = ask();
      stored();
      return answer;
    };
    const delay = disk.delay();
    switch (this.#momentOfDeath()) {
      case 'before':
        this.#ports.die();
        return never;
      case 'after':
        void store();
        this.#ports.die();
        return never;
      case 'during':
        this.#ports.after(disk.draws.upTo(100), () => this.#ports.die());
        return this.#late(store, 1_000);
      case undefined:
        return delay === undefined ? store() : this.#late(store, delay);
    }
  }

  /** Stored at the beginning of the wait or at its end, by chance: nobody can tell before it is answered. */
  #late(store: () => void | Promise<void>, delay: number): Promise<void> {
    const { disk, after, sabotage } = this.#ports;
    return new Promise((resolve, reject) => {
      let isStored = false;
      const storeOnce = (): void => {
        if (isStored) return;
        isStored = true;
        try {
          void store();
        } catch (error) {
          reject(error);
        }
      };
      const one = { store: storeOnce, answer: resolve };
      this.#onTheirWay.add(one);
      if (sabotage === 'answers_before_it_stores') resolve();
      else if (disk.draws.chance(0.5)) storeOnce();
      after(delay, () => {
        this.#onTheirWay.delete(one);
        storeOnce();
        resolve();
      });
    });
  }

  #momentOfDeath(): Moment | undefined {
    const death = this.#death;
    if (death === undefined || --death.left > 0) return undefined;
    this.#death = undefined;
    return death.moment;
  }

  async #asked<Answer>(access: 'read' | 'write', ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#isDead) return never;
    const { disk, after } = this.#ports;
    disk.require(access);
    const delay = disk.delay();
    if (delay !== undefined) await new Promise<void>((resolve) => after(delay, resolve));
    return this.#isDead ? never : ask();
  }
}
