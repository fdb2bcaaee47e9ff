import type { LiveRun, Orchestrator, RunDocument } from '@codomyrmex/engine';
import type { VirtualClock } from '../virtual-clock.ts';
import type { WorkInHand } from './work-in-hand.ts';

interface Around {
  readonly orchestrator: Orchestrator;
  readonly clock: VirtualClock;
  readonly inHand: WorkInHand;
}

/** Real milliseconds that an action has before time passes over it: what hangs meets its timeouts. */
const PATIENCE_MS = 5_000;

/** A run that a test drives. */
export class StartedRun {
  readonly id: string;
  readonly #around: Around;
  readonly #live: LiveRun;

  constructor(around: Around, live: LiveRun) {
    this.#around = around;
    this.#live = live;
    this.id = live.id;
  }

  /** How it stands now. */
  document(): Promise<RunDocument> {
    return this.#around.orchestrator.document(this.id);
  }

  /** Lets `ms` pass. */
  advance(ms: number): Promise<void> {
    return this.#around.clock.advance(ms);
  }

  async signal(name: string, data?: unknown): Promise<void> {
    await this.#around.orchestrator.signal(this.id, name, data);
    await this.#around.clock.settle();
  }

  async approve(step: string, data?: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#around.orchestrator.approve(this.id, step, data);
    await this.#around.clock.settle();
  }

  async reject(step: string, reason?: string): Promise<void> {
    await this.#around.orchestrator.reject(this.id, step, reason);
    await this.#around.clock.settle();
  }

  async cancel(reason = 'the test cancels it'): Promise<void> {
    await this.#around.orchestrator.runtime.ask(this.#live.id, { kind: 'cancel', reason });
    await this.#around.clock.settle();
  }

  /**
   * Lets time pass until it has ended; actions that work are waited for in real time, each for up to five seconds.
   * @throws Error when it waits for something other than time: a signal, an approval.
   */
  async end(): Promise<RunDocument> {
    const { clock, inHand } = this.#around;
    let isOver = false;
    const mark = (): void => {
      isOver = true;
    };
    this.#live.ended.then(mark, mark);
    await clock.settle();
    while (!isOver) {
      if (await inHand.oneEnded(PATIENCE_MS)) await clock.settle();
      else await clock.next();
    }
    await this.#live.ended;
    return this.document();
  }
}
