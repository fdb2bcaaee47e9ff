import { parentPort } from 'node:worker_threads';
import { failureFrom, InternalError } from '@codomyrmex/core';
import { LineSplitter } from './line-splitter.ts';
import { outcomeOf } from './outcome.ts';
import { ThreadContext } from './thread-context.ts';
import type { FromThread, ThreadJob, ToThread } from './thread-protocol.ts';
import { thrownFailure } from './thrown-failure.ts';

// The program of a worker thread: performs one job at a time, as thread-pool.ts asks.

if (parentPort === null) throw new InternalError('this file is the program of a worker thread');
const port = parentPort;
const printed = [printedLines(process.stdout, 'info'), printedLines(process.stderr, 'warn')];
let current: { readonly job: number; readonly context: ThreadContext } | undefined;

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'perform':
      void perform(message);
      return;
    case 'abort':
      if (current?.job === message.job) current.context.abort(thrownFailure(message.reason));
      return;
    case 'answer':
      if (current?.job === message.job) current.context.answer(message.call, message.answer);
      return;
  }
});

async function perform(job: ThreadJob): Promise<void> {
  const context = new ThreadContext(job, post);
  current = { job: job.job, context };
  const outcome = await outcomeOf(job, context);
  await context.end();
  for (const lines of printed) lines.end();
  try {
    post({ ...outcome, job: job.job });
  } catch (error) {
    // What plain data holds can be cloned, but its sum may be too large.
    post({ kind: 'failed', job: job.job, failure: failureFrom(error) });
  }
}

/** Sends what is printed to the log of the job that is under way. */
function printedLines(stream: NodeJS.WriteStream, level: 'info' | 'warn'): LineSplitter {
  const lines = new LineSplitter((text) => current?.context.log[level](text));
  const write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    const [encoding] = rest;
    lines.push(typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : Buffer.from(chunk));
    const written = rest.at(-1);
    if (typeof written === 'function') queueMicrotask(() => written());
    return true;
  };
  Object.defineProperty(stream, 'write', { value: write, writable: true, configurable: true });
  return lines;
}

const encodingOf = (given: unknown): BufferEncoding =>
  typeof given === 'string' && Buffer.isEncoding(given) ? given : 'utf8';

function post(message: FromThread): void {
  port.postMessage(message);
}
