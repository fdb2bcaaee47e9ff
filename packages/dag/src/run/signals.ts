import type { Signal } from './event.ts';
import { type Owned, withEntry } from './owned.ts';

// Signals are kept until they are taken: one that comes before anybody waits for it is not lost.

export function receive(state: Owned, signal: Signal): void {
  state.signals = withEntry(state.signals, signal.id, signal);
  const waiting = state.untaken.get(signal.name);
  if (waiting === undefined) state.untaken = withEntry(state.untaken, signal.name, [signal]);
  else waiting.push(signal);
}

/** Several tasks that waited at the same time are answered by one signal: it may be gone already. */
export function take(state: Owned, id: string): void {
  const name = state.signals.get(id)?.name ?? '';
  const left = state.untaken.get(name)?.filter((signal) => signal.id !== id) ?? [];
  if (left.length > 0) state.untaken.set(name, left);
  else state.untaken.delete(name);
}
