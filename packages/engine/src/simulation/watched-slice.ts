import { eventLoopTurn, TimeSlice } from '../runtime/time-slice.ts';

/** Asks the loop to let others go first as often as a real one, and knows whether it is done with its turns. */
export class WatchedSlice {
  /** A simulated run is alone. */
  readonly isShared = false;
  readonly #slice = new TimeSlice();
  #hasYielded = false;
  #waiting = 0;

  enter(): void {
    this.#slice.enter();
  }

  leave(): void {
    this.#slice.leave();
  }

  isOver(): boolean {
    return this.#slice.isOver();
  }

  isTaken(): boolean {
    return this.#slice.isTaken();
  }

  turn(): Promise<void> {
    return this.#watched(this.#slice.turn());
  }

  turnAfter(tasks: number): Promise<void> | undefined {
    const turn = this.#slice.turnAfter(tasks);
    return turn === undefined ? undefined : this.#watched(turn);
  }

  async #watched(turn: Promise<void>): Promise<void> {
    this.#hasYielded = true;
    this.#waiting++;
    await turn;
    this.#waiting--;
  }

  /** Everything that happens without time has happened: all that the loop awaits besides turns is settled already. */
  async quiet(): Promise<void> {
    do {
      this.#hasYielded = false;
      await eventLoopTurn();
    } while (this.#hasYielded || this.#waiting > 0);
  }
}
