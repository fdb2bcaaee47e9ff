/** The entry of the writer thread. It imports nothing but the driver and the writer, so that it starts quickly. */
import { parentPort } from 'node:worker_threads';
import { bySlot, takeBatch } from './batches.ts';
import { faultOf } from './database-fault.ts';
import { loadDriver } from './driver.ts';
import { openForWriting } from './slot-settings.ts';
import { SlotWriter } from './slot-writer.ts';
import type { FromWriterThread, NumberedOp, RefusedOp, ToWriterThread } from './thread-protocol.ts';
import type { Refusal } from './write-op.ts';

const port = parentPort;
if (port === null) throw new Error('writer-thread-entry.js is the entry of a worker thread');
const post = (message: FromWriterThread) => port.postMessage(message);

const open = loadDriver();
// Kept in the module's scope: @photostructure/sqlite lets a connection be collected while its statements live.
const slots = new Map<number, SlotWriter | Refusal>();
const queue: NumberedOp[] = [];
let closing = false;
let scheduled = false;

port.on('message', (message: ToWriterThread) => {
  switch (message.kind) {
    case 'open':
      slots.set(message.slot, openSlot(message));
      return;
    case 'write':
      for (const op of message.ops) queue.push(op);
      break;
    case 'close':
      closing = true;
      break;
  }
  schedule();
});

/** What arrives while a batch waits for the disk is delivered before the next immediate, and so is the next batch. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    const batch = takeBatch(queue);
    if (batch.length > 0) writeBatch(batch);
    if (queue.length > 0) schedule();
    else if (closing) closeAll();
  });
}

function writeBatch(batch: readonly NumberedOp[]): void {
  const refused: RefusedOp[] = [];
  for (const [slot, ops] of bySlot(batch)) {
    const writer = slots.get(slot);
    if (!(writer instanceof SlotWriter)) {
      const refusal = writer ?? { kind: 'fault', errcode: 0, message: `slot ${slot} was never opened` };
      for (const { id } of ops) refused.push({ id, refusal });
      continue;
    }
    for (const [index, refusal] of writer.write(ops.map(({ op }) => op))) {
      const op = ops[index];
      if (op !== undefined) refused.push({ id: op.id, refusal });
    }
  }
  post({ kind: 'written', through: batch.at(-1)?.id ?? 0, refused });
}

function openSlot(message: Extract<ToWriterThread, { kind: 'open' }>): SlotWriter | Refusal {
  try {
    return new SlotWriter(openForWriting(open, message.file, message.settings));
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    return { kind: 'fault', ...fault };
  }
}

function closeAll(): void {
  const leftOpen = [...slots]
    .filter(([, slot]) => slot instanceof SlotWriter && slot.close() === 'left_open')
    .map(([slot]) => slot);
  post({ kind: 'closed', leftOpen });
  port?.close();
}
