import type { Output, RunEvent } from '@codomyrmex/dag';

const EVENTS_PER_PIECE = 1_024;

/**
 * Events in order, read back as equal ones. What nearly all of them are, attempts begun and succeeded, is kept as numbers: of a run of
 * a million tasks, objects that stay cost the garbage collector more than the engine takes to make them. In pieces, which are never
 * copied once they are full.
 */
export class EventTape {
  readonly #pieces: Piece[] = [];
  #count = 0;

  push(event: RunEvent): void {
    this.#count++;
    put(this.#open(), event);
  }

  /** Those from `position` on. */
  read(position = 0): RunEvent[] {
    const events: RunEvent[] = [];
    for (let place = position; place < this.#count; place++) {
      const piece = this.#pieces[Math.floor(place / EVENTS_PER_PIECE)];
      if (piece !== undefined) events.push(eventAt(piece, place % EVENTS_PER_PIECE));
    }
    return events;
  }

  /** The piece that has room. */
  #open(): Piece {
    const last = this.#pieces[this.#pieces.length - 1];
    if (last !== undefined && last.tasks.length < EVENTS_PER_PIECE) return last;
    const next: Piece = { tasks: [], attempts: [], ats: [], rest: [] };
    this.#pieces.push(next);
    return next;
  }
}

/** Events by column. */
interface Piece {
  readonly tasks: number[];
  readonly attempts: number[];
  readonly ats: number[];
  /** Of an attempt that began nothing, of one that succeeded its output; of anything else the event itself. */
  readonly rest: (Output | RunEvent | undefined)[];
}

function put(piece: Piece, event: RunEvent): void {
  const { tasks, attempts, ats, rest } = piece;
  if (event.type === 'attempt_started' || isPlainSuccess(event)) {
    tasks.push(event.task);
    attempts.push(event.attempt);
    ats.push(event.at);
    rest.push(event.type === 'attempt_started' ? undefined : event.output);
  } else {
    tasks.push(0);
    attempts.push(0);
    ats.push(event.at);
    rest.push(event);
  }
}

function isPlainSuccess(event: RunEvent): event is RunEvent & { readonly type: 'attempt_succeeded' } {
  return event.type === 'attempt_succeeded' && event.source === undefined && event.signal === undefined;
}

function eventAt({ tasks, attempts, ats, rest }: Piece, place: number): RunEvent {
  const kept = rest[place];
  if (kept !== undefined && 'type' in kept) return kept;
  const fact = { at: ats[place] ?? 0, task: tasks[place] ?? 0, attempt: attempts[place] ?? 0 };
  if (kept === undefined) return { type: 'attempt_started', ...fact };
  return { type: 'attempt_succeeded', ...fact, output: kept };
}
