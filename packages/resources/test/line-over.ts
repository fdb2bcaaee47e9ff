import { Ledger, type Need, type Owner, type Ticket, WaitingLine, type WaitingLineOptions } from '../src/index.ts';
import { compiled } from './compiled.ts';

/** A line whose tickets are named and whose grants are written down. */
export function lineOver(ledger: Ledger, options: Partial<WaitingLineOptions<Owner>> = {}) {
  const granted: string[] = [];
  const held = new Map<string, Ticket>();
  const line = new WaitingLine<Owner>({
    ledger,
    onGrant: (ticket) => {
      granted.push(ticket.owner.label);
      held.set(ticket.owner.label, ticket);
    },
    ...options,
  });
  const ask = (need: Need, label: string, rank = 1): Ticket => line.ask(need, rank, { label });
  const done = (label: string): void => {
    line.release(held.get(label)!);
    held.delete(label);
    line.drain();
  };
  return { line, granted, held, ask, done };
}

export const slots = (count: number): Ledger =>
  new Ledger([{ id: 'slots', type: 'queue', capacity: { slots: count } }]);
export const slot = (ledger: Ledger, amount = 1): Need =>
  compiled(ledger, [{ type: 'queue', identifier: 'slots', amount }]);
export const lock = (ledger: Ledger, mode: 'read' | 'write'): Need =>
  compiled(ledger, [{ type: 'lock', identifier: 'db', mode }]);
