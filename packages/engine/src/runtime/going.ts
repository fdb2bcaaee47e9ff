import type { TimeSlice } from './time-slice.ts';

/** Whether one run is among those who go on in turns, whose number the slice that they share knows. */
export class Going {
  readonly #slice: Pick<TimeSlice, 'enter' | 'leave'>;
  #isGoing = false;

  constructor(slice: Pick<TimeSlice, 'enter' | 'leave'>) {
    this.#slice = slice;
  }

  begin(): void {
    if (this.#isGoing) return;
    this.#isGoing = true;
    this.#slice.enter();
  }

  end(): void {
    if (!this.#isGoing) return;
    this.#isGoing = false;
    this.#slice.leave();
  }
}
