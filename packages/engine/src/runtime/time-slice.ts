/** Milliseconds of work after which the engine lets the event loop turn; measured blocks stay below 50 ms. */
const SLICE_MS = 8;
/** Reading the clock costs about 50 ns: it is asked once in so many calls. */
const CALLS_PER_LOOK = 64;

/** Says when a piece of synchronous work has gone on long enough. */
export class TimeSlice {
  #end = 0;
  #calls = 0;

  begin(): void {
    this.#end = performance.now() + SLICE_MS;
    this.#calls = 0;
  }

  isOver(): boolean {
    if (++this.#calls % CALLS_PER_LOOK !== 0) return false;
    return performance.now() >= this.#end;
  }
}

/** Lets timers, sockets and signals be served. */
export const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
