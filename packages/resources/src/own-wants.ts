import type { Owner } from './allocation.ts';
import type { Books } from './books.ts';
import type { Ticket } from './lane.ts';
import type { Need, Part, Row } from './need.ts';
import type { SharedPart, SharedWant } from './shared-holdings.ts';
import { type SharedNeeds, sharedPart } from './shared-needs.ts';

/** Of more needs than these that lack something at once, the younger ones are not told until an older one is granted. */
const MAX_WANTS = 64;
const MAX_LABEL = 200;

/** A ticket that lacks something shared and nothing else. */
export interface OwnWant<W extends Owner> {
  readonly ticket: Ticket<W>;
  readonly need: Need;
  /** When it was first found so; it stays when the ticket meanwhile lacks something of its own process. */
  readonly since: number;
  /** What it was ever found lacking: who waits for the one may not lose the other meanwhile. */
  readonly lacking: Map<Row, SharedPart>;
  told: SharedWant | undefined;
}

/** The tickets of a process that wait for something shared, and what it tells the others that it wants: the first of each need. */
export class OwnWants<W extends Owner> {
  private readonly needs: SharedNeeds;
  private readonly books: Books;
  private readonly needOf = new Map<Ticket<W>, Need>();
  private readonly waiting = new Map<Need, Set<Ticket<W>>>();
  private readonly wants = new Map<Need, OwnWant<W>>();
  /** The longest waiting first. */
  published: readonly OwnWant<W>[] = [];

  constructor(needs: SharedNeeds, books: Books) {
    this.needs = needs;
    this.books = books;
  }

  get size(): number {
    return this.needOf.size;
  }

  add(ticket: Ticket<W>, need: Need): void {
    this.needOf.set(ticket, need);
    const others = this.waiting.get(need);
    if (others === undefined) this.waiting.set(need, new Set([ticket]));
    else others.add(ticket);
  }

  /** The need of a ticket that does not wait any more; `undefined` when it never waited for something shared. */
  remove(ticket: Ticket<W>): Need | undefined {
    const need = this.needOf.get(ticket);
    if (need === undefined) return undefined;
    this.needOf.delete(ticket);
    const others = this.waiting.get(need);
    others?.delete(ticket);
    if (others?.size === 0) this.waiting.delete(need);
    if (this.wants.get(need)?.ticket === ticket) this.wants.delete(need);
    return need;
  }

  has(ticket: Ticket<W>): boolean {
    return this.needOf.has(ticket);
  }

  /** Whether one of them could be granted if nothing were kept for anybody. */
  mayFit(): boolean {
    for (const need of this.waiting.keys()) {
      if (need.shapes.some(({ parts }) => parts.every((part) => this.isFree(part)))) return true;
    }
    return false;
  }

  /** The shared rows that they wait for. */
  rows(): Set<Row> {
    const rows = new Set<Row>();
    for (const { shapes } of this.waiting.keys()) {
      for (const { parts } of shapes) for (const { row } of parts) if (this.needs.has(row)) rows.add(row);
    }
    return rows;
  }

  /** Looks again what each lacks. */
  refresh(now: number): readonly SharedWant[] {
    const found: OwnWant<W>[] = [];
    for (const [need, tickets] of this.waiting) {
      const [ticket] = tickets;
      const lacking = this.lackingOf(need);
      if (ticket === undefined || lacking === undefined) continue;
      const want = this.wantOf(need, ticket, lacking.length === 0 ? undefined : now);
      if (want === undefined) continue;
      for (const part of lacking) {
        if (want.lacking.has(part.row)) continue;
        want.lacking.set(part.row, sharedPart(part));
        want.told = undefined;
      }
      found.push(want);
    }
    this.published = found.sort((a, b) => a.since - b.since).slice(0, MAX_WANTS);
    return this.published.map(told);
  }

  private wantOf(need: Need, ticket: Ticket<W>, begun: number | undefined): OwnWant<W> | undefined {
    const known = this.wants.get(need);
    if (known?.ticket === ticket) return known;
    if (begun === undefined) return undefined;
    const want: OwnWant<W> = { ticket, need, since: begun, lacking: new Map(), told: undefined };
    this.wants.set(need, want);
    return want;
  }

  /** The shared parts that are short; `undefined` where the others can do nothing about it. */
  private lackingOf({ shapes }: Need): readonly Part[] | undefined {
    const shape = shapes.find(({ parts }) => parts.every(({ row, amount }) => amount <= row.limit));
    if (shape === undefined) return undefined;
    const short = shape.parts.filter((part) => !this.isFree(part));
    return short.every(({ row }) => this.needs.has(row)) ? short : undefined;
  }

  private isFree({ row, amount }: Part): boolean {
    return amount <= row.free || (this.books.refill(row) && amount <= row.free);
  }
}

function told<W extends Owner>(want: OwnWant<W>): SharedWant {
  want.told ??= {
    label: want.ticket.owner.label.slice(0, MAX_LABEL),
    since: want.since,
    lacking: [...want.lacking.values()],
  };
  return want.told;
}
