import { dateAt } from '@codomyrmex/core';
import type { Owner } from './allocation.ts';
import type { Books } from './books.ts';
import type { Ledger } from './ledger.ts';
import type { Need, Part, Row } from './need.ts';
import { inUnits } from './units.ts';

/** Somebody's share of what another one lacks. */
export interface Holding {
  readonly holder: string;
  readonly amount: number;
}

/** Something that a request cannot have now. Of a lock a reader takes a millionth and a writer all of it. */
export interface Lack {
  readonly resource: string;
  /** For people: `write(lock:db)`, `4 gb of system_memory`. */
  readonly what: string;
  readonly wanted: number;
  readonly free: number;
  /** Newest first; nobody of what is used up and comes back with time. */
  readonly heldBy: readonly Holding[];
  /** For whom it is kept, having been passed too often. */
  readonly keptFor?: string | undefined;
}

/** Somebody who waits. */
export interface Wait {
  readonly waiter: string;
  /** `null` where no time is told, as are the seconds. */
  readonly since: Date | null;
  readonly seconds: number | null;
  /** What is lacking in each way to meet the request; one of them is enough. */
  readonly ways: readonly (readonly Lack[])[];
}

/** Who waits for whom; longest first. */
export interface WaitForGraph {
  readonly waits: readonly Wait[];
  /** So many wait as well and are left out. */
  readonly more: number;
}

/** The waits of a graph, so that it stays a picture. */
const MAX_WAITS = 1_000;
/** Holders and ways that a line of text names. */
const MAX_NAMED = 3;

/** A ticket of whatever line. */
export interface WaitingTicket {
  readonly owner: Owner;
  /** When it was asked for, as the books count. */
  readonly since: number;
  readonly sequence: number;
  readonly lane: { readonly need: Need } | undefined;
}

/** What a waiting line tells of itself, whomever it grants to. */
export interface WatchedLine {
  readonly ledger: Ledger;
  waiters(): Iterable<WaitingTicket>;
  keptFor(row: Row): WaitingTicket | undefined;
}

/** Costs time proportional to all that is held and to all who wait. */
export function waitForGraph(line: WatchedLine, limit = MAX_WAITS): WaitForGraph {
  const tickets = [...line.waiters()].sort((a, b) => a.since - b.since || a.sequence - b.sequence);
  const holders = holdersByRow(line.ledger.books);
  const waits = tickets.slice(0, limit).map((ticket) => waitOf(ticket, line, holders));
  return { waits, more: tickets.length - waits.length };
}

/** `B waits 14 s for write(lock:db), held by run 7 / load`, one for each that waits. */
export function waitForText({ waits, more }: WaitForGraph): string[] {
  const lines = waits.map(({ waiter, seconds, ways }) => {
    const time = seconds === null ? 'waits' : `waits ${Math.round(seconds)} s`;
    const lacking = ways.filter((lacks) => lacks.length > 0);
    if (lacking.length < ways.length) return `${waiter} ${time} for its turn`;
    return `${waiter} ${time} for ${named(lacking.map(wayText), ' or ')}`;
  });
  return more > 0 ? [...lines, `${more} more wait`] : lines;
}

function waitOf(ticket: WaitingTicket, line: WatchedLine, holders: ReadonlyMap<Row, readonly Holding[]>): Wait {
  const { books } = line.ledger;
  const shapes = ticket.lane?.need.shapes ?? [];
  const lackOf = (part: Part): Lack[] => {
    const { row, amount } = part;
    books.refill(row);
    const kept = line.keptFor(row);
    const isKeptForOther = kept !== undefined && kept.lane !== ticket.lane && amount > row.free - row.withheld;
    if (amount <= row.free && !isKeptForOther) return [];
    const heldBy = holders.get(row) ?? [];
    const keptFor = isKeptForOther ? kept.owner.label : undefined;
    return [
      {
        resource: row.resource,
        what: partText(part),
        wanted: inRow(row, amount),
        free: inRow(row, row.free),
        heldBy,
        keptFor,
      },
    ];
  };
  return {
    waiter: ticket.owner.label,
    since: books.hasTime ? dateAt(books.timeOf(ticket.since)) : null,
    seconds: books.hasTime ? (books.now - ticket.since) / 1_000 : null,
    ways: shapes.map(({ parts }) => parts.flatMap(lackOf)),
  };
}

function holdersByRow(books: Books): ReadonlyMap<Row, readonly Holding[]> {
  const holders = new Map<Row, Holding[]>();
  for (const { owner, shape } of books.held()) {
    for (const { row, amount } of shape?.parts ?? []) {
      if (row.bucket !== undefined) continue;
      const holding = { holder: labelOf(owner), amount: inRow(row, amount) };
      const known = holders.get(row);
      if (known === undefined) holders.set(row, [holding]);
      else known.push(holding);
    }
  }
  return holders;
}

const labelOf = ({ label }: Owner): string => label;

function inRow({ kind }: Row, amount: number): number {
  return kind === 'users' ? amount : inUnits(amount);
}

function partText({ row, amount, mode }: Part): string {
  return row.kind === 'access' ? `${mode}(${row.resource})` : `${inRow(row, amount)} ${row.unit} of ${row.resource}`;
}

function wayText(lacks: readonly Lack[]): string {
  return named(lacks.map(lackText), ' and ');
}

function lackText({ what, heldBy, keptFor }: Lack): string {
  const holders = [...new Set(heldBy.map(({ holder }) => holder))];
  const held = holders.length === 0 ? '' : `, held by ${named(holders, ', ')}`;
  return `${what}${held}${keptFor === undefined ? '' : `, kept for ${keptFor}`}`;
}

function named(names: readonly string[], between: string): string {
  const more = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(between) + (more > 0 ? `${between}${more} more` : '');
}
