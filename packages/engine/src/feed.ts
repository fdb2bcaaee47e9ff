import type { RunEvent } from '@codomyrmex/dag';
import type { RunPlan } from './runtime/run-plan.ts';
import type { OrchestrationSession } from './sessions/session.ts';

/** Something that happened, for people and programs that watch: facts of runs, and what actions say while they run. */
export type FeedItem =
  | {
      readonly kind: 'events';
      readonly run: string;
      /** What the run is: its events name tasks by their index. */
      readonly of: Pick<RunPlan, 'record' | 'plan' | 'session'>;
      readonly events: readonly RunEvent[];
    }
  | { readonly kind: 'session'; readonly session: OrchestrationSession; readonly change: 'created' | 'closed' }
  | {
      readonly kind: 'progress';
      readonly run: string;
      readonly task: string;
      readonly fraction: number | null;
      readonly message: string | undefined;
    }
  | {
      readonly kind: 'log';
      readonly run: string;
      readonly task: string;
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
    }
  /** A guarantee could not be kept in full, or an observer failed. */
  | { readonly kind: 'warning'; readonly message: string }
  /** This observer was too slow: so many items were dropped before the next. */
  | { readonly kind: 'dropped'; readonly count: number };

export type Observer = (item: FeedItem) => void;

const QUEUE_LIMIT = 100_000;
const ITEMS_PER_TURN = 500;

/**
 * Live items to observers. Each has a bounded queue of its own that is emptied between turns of the event loop, so that a
 * slow or throwing observer is never felt by a run. What a run must not lose is in the journal, not here.
 */
export class Feed {
  readonly #subscriptions = new Set<Subscription>();

  /** Whether anybody watches: nothing need be made for nobody. */
  get isWatched(): boolean {
    return this.#subscriptions.size > 0;
  }

  /** The returned function ends the subscription; what is queued is delivered first. */
  subscribe(observer: Observer): () => void {
    const subscription = new Subscription(observer, (message) => this.publish({ kind: 'warning', message }));
    this.#subscriptions.add(subscription);
    return () => {
      subscription.drain();
      this.#subscriptions.delete(subscription);
    };
  }

  publish(item: FeedItem): void {
    for (const subscription of this.#subscriptions) subscription.put(item);
  }

  /** Delivers everything that is queued, now. */
  drain(): void {
    for (const subscription of this.#subscriptions) subscription.drain();
  }
}

class Subscription {
  readonly #observer: Observer;
  readonly #report: (message: string) => void;
  #queue: FeedItem[] = [];
  #dropped = 0;
  #isScheduled = false;
  #hasFailed = false;

  constructor(observer: Observer, report: (message: string) => void) {
    this.#observer = observer;
    this.#report = report;
  }

  put(item: FeedItem): void {
    if (this.#queue.length >= QUEUE_LIMIT) {
      this.#dropped++;
      return;
    }
    this.#queue.push(item);
    this.#schedule();
  }

  drain(): void {
    while (this.#queue.length > 0) this.#deliver(this.#queue.length);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#deliver(ITEMS_PER_TURN);
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #deliver(limit: number): void {
    const items = this.#queue.splice(0, limit);
    if (this.#dropped > 0) {
      // The queue was full until now, so what was dropped came right after what is in it.
      this.#queue.push({ kind: 'dropped', count: this.#dropped });
      this.#dropped = 0;
    }
    for (const item of items) this.#tell(item);
  }

  #tell(item: FeedItem): void {
    try {
      this.#observer(item);
    } catch (error) {
      // Told once: an observer that fails on a warning about itself would never be done.
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      this.#report(`an observer of the feed threw: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
