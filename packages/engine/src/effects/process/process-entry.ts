import { Socket } from 'node:net';
import { ActionError, failureFrom, thrownText } from '@codomyrmex/core';
import { AttemptContext } from '../action-context.ts';
import { outcomeOf } from '../outcome.ts';
import { thrownFailure } from '../thrown-failure.ts';
import { MessageLines, messageLine } from './message-lines.ts';
import { CHANNEL, type FromProcess, type ProcessJob, type ToProcess } from './process-protocol.ts';
import { ProcessSurroundings } from './process-surroundings.ts';

// The program of an action's process: makes one attempt, says how it ended, and ends. It is over as soon as the engine is:
// then the channel closes, and commands that still run are killed at the exit.

/** What has been told to end first hears why: the message with the reason is on its way when the signal comes. */
const REASON_MS = 50;

let attempt: { readonly surroundings: ProcessSurroundings; readonly context: AttemptContext } | undefined;
const channel = new Socket({ fd: CHANNEL, readable: true, writable: true });
// What the engine writes are these messages and nothing else: it is the one that started us.
const lines = new MessageLines((message) => take(message as ToProcess));

channel.on('data', (chunk) => lines.push(chunk));
channel.on('error', () => process.exit(1));
channel.on('close', () => process.exit(1));
process.on('SIGTERM', () => {
  if (attempt === undefined) process.exit(1);
  setTimeout(() => attempt?.context.abort(new Error('the process of the action was asked to end')), REASON_MS);
});
process.on('uncaughtException', (error: unknown) => {
  const crash = new ActionError(`the action did not finish: its process crashed: ${thrownText(error)}`, {
    cause: error,
  });
  end({ kind: 'failed', failure: failureFrom(crash) }, 1);
});

function take(message: ToProcess): void {
  switch (message.kind) {
    case 'perform':
      void perform(message.job);
      return;
    case 'abort':
      attempt?.context.abort(thrownFailure(message.reason));
      return;
    case 'answer':
      attempt?.surroundings.answer(message.call, message.answer);
      return;
  }
}

async function perform(job: ProcessJob): Promise<void> {
  const surroundings = new ProcessSurroundings(job, send);
  const context = new AttemptContext(surroundings, job.task, job.attempt, {
    resources: () => job.resources,
    work: { action: job.powers.traits },
  });
  attempt = { surroundings, context };
  const outcome = await outcomeOf(job, context);
  await context.end();
  end(outcome, 0);
}

function end(outcome: FromProcess, exitCode: number): void {
  channel.end(outcomeLine(outcome), () => process.exit(exitCode));
}

function outcomeLine(outcome: FromProcess): string {
  try {
    return messageLine(outcome);
  } catch (error) {
    return messageLine({ kind: 'failed', failure: failureFrom(error) } satisfies FromProcess);
  }
}

function send(message: FromProcess): void {
  if (channel.writable) channel.write(messageLine(message));
}
