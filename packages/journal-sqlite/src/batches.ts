import type { Weight } from './op-weight.ts';

/** One transaction takes at most so much: what is behind it waits no longer for a reader's view of the file. */
const MAX_EVENTS = 2_048;
const MAX_BYTES = 4 * 1024 * 1024;

/** Takes what fits one transaction out of the queue; something always goes, however large. */
export function takeBatch<Op extends { readonly weight: Weight }>(queue: Op[]): readonly Op[] {
  let events = 0;
  let bytes = 0;
  let length = 0;
  for (const { weight } of queue) {
    events += weight.events;
    bytes += weight.bytes;
    if (length > 0 && (events > MAX_EVENTS || bytes > MAX_BYTES)) break;
    length++;
  }
  return queue.splice(0, length);
}

/** Nearly always one slot: a process has several only after adopting runs of dead ones. */
export function bySlot<Op extends { readonly slot: number }>(batch: readonly Op[]): ReadonlyMap<number, readonly Op[]> {
  const groups = new Map<number, Op[]>();
  for (const op of batch) {
    const group = groups.get(op.slot);
    if (group === undefined) groups.set(op.slot, [op]);
    else group.push(op);
  }
  return groups;
}
