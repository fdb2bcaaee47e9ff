import type { Books } from './books.ts';
import type { Ticket } from './lane.ts';
import type { Need, Part, Row } from './need.ts';
import type { SharedPart, SharedWant } from './shared-holdings.ts';
import { type SharedNeeds, sharedPart } from './shared-needs.ts';

/** Of more needs than these that lack something at once, the younger ones are not told until an older one is granted. */
const MAX_WANTS = 64;
const MAX_LABEL = 200;

/** A ticket that lacks something shared and nothing else. */
export interface OwnWant {
  readonly ticket: Ticket;
  readonly need: Need;
  /** When it was first found so; it stays when the ticket meanwhile lacks something of its own process. */
  readonly since: number;
  /** What it was ever found lacking: who waits for the one may not lose the other meanwhile. */
  readonly lacking: Map<Row, SharedPart>;
  told: SharedWant | undefined;
}

/** The tickets of a process that wait for something shared, and what it tells the others that it wants: the first of each need. */
export class OwnWants {
  private readonly needs: SharedNeeds;
  private readonly books: Books;
  private readonly needOf = new Map<Ticket, Need>();
  private readonly waiting = new Map<Need, Set<Ticket>>();
  private readonly wants = new Map<Need, OwnWant>();
  /** The longest waiting first. */
  published: readonly OwnWant[] = [];

  constructor(needs: SharedNeeds, books: Books) {
    this.needs = needs;
    this.books = books;
  }

  get size(): number {
    return this.needOf.size;
  }

  add(ticket: Ticket, need: Need): void {
    this.needOf.set(ticket, need);
    const others = this.waiting.get(need);
    if (others === undefined) this.waiting.set(need, new Set([ticket]));
    else others.add(ticket);
  }

  /** The need of a ticket that does not wait any more; `undefined` when it never waited for something shared. */
  remove(ticket: Ticket): Need | undefined {
    const need = this.needOf.get(ticket);
    if (need === undefined) return undefined;
    this.needOf.delete(ticket);
    const others = this.waiting.get(need);
    others?.delete(ticket);
    if (others?.size === 0) this.waiting.delete(need);
    if (this.wants.get(need)?.ticket === ticket) this.wants.delete(need);
    return need;
  }

  has(ticket: Ticket): boolean {
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
    const found: OwnWant[] = [];
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

  private wantOf(need: Need, ticket: Ticket, begun: number | undefined): OwnWant | undefined {
    const known = this.wants.get(need);
    if (known?.ticket === ticket) return known;
    if (begun === undefined) return undefined;
    const want: OwnWant = { ticket, need, since: begun, lacking: new Map(), told: undefined };
    this.wants.set(need, want);
    return want;
  }

  /** The shared parts that are short; `undefined` where the others can do nothing about it. */
  private lackingOf({ shapes }: Need): readonly Part[] | undefined {
    const shape = shapes.find(({ parts }) => parts.every(({ row, amount }) => amount <= row.limit));
    if (shape === undefined) return undefined;
    if (shape.parts.some(({ row }) => row.pass !== undefined && row.pass !== shape.pass)) return undefined;
    const short = shape.parts.filter((part) => !this.isFree(part));
    return short.every(({ row }) => this.needs.has(row)) ? short : undefined;
  }

  /** Also when it is kept within this process: its own line gives it on. */
  private isFree({ row, amount }: Part): boolean {
    return amount <= row.free || (this.books.refill(row) && amount <= row.free);
  }
}

function told(want: OwnWant): SharedWant {
  want.told ??= {
    label: want.ticket.owner.label.slice(0, MAX_LABEL),
    since: want.since,
    lacking: [...want.lacking.values()],
  };
  return want.told;
}
