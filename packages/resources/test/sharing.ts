import type { Clock, ResourceRequest } from '@codomyrmex/core';
import { FenceNumbers, Ledger, type Need, type ResourceDefinition, SharedLine, type Ticket } from '../src/index.ts';
import { compiled } from './compiled.ts';
import type { MemoryHoldings, MemoryProcess } from './memory-holdings.ts';

/** One time for all processes of a test; whoever waits is called when it passes. */
export class SharedTime {
  private at = Date.UTC(2026, 0, 1);
  private readonly timers = new Set<{ readonly due: number; readonly call: () => void }>();

  get pending(): number {
    return this.timers.size;
  }

  readonly clock: Clock = {
    now: () => this.at,
    after: (delay, call) => {
      const timer = { due: this.at + delay, call };
      this.timers.add(timer);
      return () => void this.timers.delete(timer);
    },
  };

  pass(ms: number): void {
    const end = this.at + ms;
    for (;;) {
      const [next] = [...this.timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.timers.delete(next);
      this.at = Math.max(this.at, next.due);
      next.call();
    }
    this.at = end;
  }
}

export interface Asked {
  readonly label: string;
  /** What it asked for, as the test sees it. */
  readonly what: number;
}

/** A process that shares: a ledger and a line of its own over what all hold together. */
export class Site {
  readonly process: MemoryProcess;
  readonly ledger: Ledger;
  readonly line: SharedLine<Asked>;
  readonly granted: Ticket<Asked>[] = [];
  readonly faults: string[] = [];
  private readonly needs = new Map<readonly ResourceRequest[], Need>();

  constructor(holdings: MemoryHoldings, clock: Clock, resources: readonly ResourceDefinition[]) {
    this.process = holdings.join();
    const fences = new FenceNumbers();
    this.ledger = new Ledger(resources, { fences: fences.next });
    this.line = new SharedLine<Asked>({
      ledger: this.ledger,
      holdings: this.process,
      clock,
      fences,
      isShared: (resource) => resource !== 'slots',
      onGrant: (ticket) => this.granted.push(ticket),
      onFault: (error) => this.faults.push(String(error)),
      passLimit: 3,
    });
  }

  need(requests: readonly ResourceRequest[]): Need {
    const need = this.needs.get(requests) ?? compiled(this.ledger, requests);
    this.needs.set(requests, need);
    return need;
  }

  ask(label: string, requests: readonly ResourceRequest[], what = 0): Ticket<Asked> {
    const ticket = this.line.ask(this.need(requests), 1, { label, what });
    this.line.drain();
    return ticket;
  }

  release(ticket: Ticket<Asked>): void {
    this.line.release(ticket);
    this.line.drain();
  }

  die(): void {
    this.line.close();
    this.process.die();
  }
}
