/** Milliseconds of work after which the engine lets the event loop turn; measured blocks stay below 50 ms. */
const SLICE_MS = 8;
/** Reading the clock costs about 150 ns: it is asked once in so many calls. */
const CALLS_PER_LOOK = 32;
/** What is done for so many tasks without looking at the clock takes about as long as a slice, where it is done for the first time. */
const TASKS_AT_ONCE = 5_000;
/** So many go on in every turn of the event loop, however slow the machine: a few runs never wait for each other's time. */
const LEAST_RESUMED = 4;

/**
 * Says when the synchronous work of this turn of the event loop has gone on long enough. One for a whole engine: many runs
 * share one event loop, and chains of promises between their turns do not let it turn.
 *
 * Once it is over it is over for everybody, and whoever waits goes on in the order of coming, as many in one turn of the event
 * loop as one slice holds: a thousand runs block it no longer than one. As long as somebody waits, nobody takes a turn before him.
 */
export class TimeSlice {
  /** 0 until something was done in this turn of the event loop. */
  #end = 0;
  #isOver = false;
  #calls = 0;
  #isTurnComing = false;
  /** What is done in this turn of the event loop began where timers or sockets were served, and not here. */
  #isFromElsewhere = false;
  #waiting: (() => void)[] = [];
  /** Of those who wait: the first. */
  #next = 0;
  #going = 0;

  /** Somebody goes on in turns of its own from now on, until it leaves. */
  enter(): void {
    this.#going++;
  }

  leave(): void {
    this.#going--;
  }

  /** Whether others go on as well: then whoever has made a turn lets them make one, also while the time is not over. */
  get isShared(): boolean {
    return this.#going > 1;
  }

  isOver(): boolean {
    return this.#isOver || (++this.#calls % CALLS_PER_LOOK === 0 && this.#look());
  }

  /** The same where each call stands for work that may take long by itself, as on a slow disk: the clock is asked every time. */
  isOverNow(): boolean {
    return this.#isOver || this.#look();
  }

  /** Whether it is for somebody else to go on: the time is over, or others have waited longer. */
  isTaken(): boolean {
    return this.#next < this.#waiting.length || this.isOver();
  }

  /** Settles when it is one's turn, behind everybody who waits already, and timers, sockets and signals have been served. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#awaitTurn();
    });
  }

  /** After something was done at once for so many tasks: a turn when they are so many that it took a slice. */
  turnAfter(tasks: number): Promise<void> | undefined {
    return tasks > TASKS_AT_ONCE ? this.turn() : undefined;
  }

  #look(): boolean {
    const now = nowMs();
    if (this.#end === 0) {
      this.#end = now + SLICE_MS;
      this.#isFromElsewhere = true;
      this.#awaitTurn();
    }
    this.#isOver = now >= this.#end;
    return this.#isOver;
  }

  #awaitTurn(): void {
    if (this.#isTurnComing) return;
    this.#isTurnComing = true;
    setImmediate(() => this.#come());
  }

  /** What a timer began goes on before the next timers are served: those who wait then wait once more. */
  #come(): void {
    if (this.#isFromElsewhere && this.#waiting.length > 0) {
      this.#isFromElsewhere = false;
      setImmediate(() => void this.#begin());
    } else void this.#begin();
  }

  async #begin(): Promise<void> {
    this.#isTurnComing = false;
    this.#isOver = false;
    this.#isFromElsewhere = false;
    this.#end = this.#waiting.length > 0 ? nowMs() + SLICE_MS : 0;
    while (this.#next < this.#waiting.length && (this.#next < LEAST_RESUMED || !this.#look())) {
      this.#waiting[this.#next++]?.();
      // Until then what it does at once is done.
      await Promise.resolve();
    }
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
    if (this.#end > 0) this.#awaitTurn();
  }
}

/** `performance` costs a command 2 ms before it tells the time for the first time, and more than this each time. */
function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}

/** A whole turn of the event loop, whatever else is to be done. */
export const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
