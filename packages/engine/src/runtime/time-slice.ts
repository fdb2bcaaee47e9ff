/** Milliseconds of work after which the engine lets the event loop turn; measured blocks stay below 50 ms. */
const SLICE_MS = 8;
/** Reading the clock costs about 50 ns: it is asked once in so many calls. */
const CALLS_PER_LOOK = 32;

/**
 * Says when the synchronous work of this turn of the event loop has gone on long enough. One for a whole engine: many runs
 * share one event loop, and chains of promises between their turns do not let it turn.
 */
export class TimeSlice {
  /** 0 until something was done in this turn of the event loop. */
  #end = 0;
  #calls = 0;

  isOver(): boolean {
    if (++this.#calls % CALLS_PER_LOOK !== 0) return false;
    const now = performance.now();
    if (this.#end !== 0) return now >= this.#end;
    this.#end = now + SLICE_MS;
    setImmediate(() => {
      this.#end = 0;
    });
    return false;
  }
}

/** Lets timers, sockets and signals be served. */
export const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
