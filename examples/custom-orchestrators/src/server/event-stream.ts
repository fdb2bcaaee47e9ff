import type { ServerResponse } from 'node:http';
import type { RunId } from '@codomyrmex/core';
import type { Journal, RunEvent } from '@codomyrmex/dag';
import type { Orchestrator, RunSnapshot } from '@codomyrmex/engine';

export interface StreamPorts {
  readonly orchestrator: Pick<Orchestrator, 'feed' | 'runtime'>;
  readonly journal: Pick<Journal, 'read'>;
}

export interface StreamOf {
  readonly run: RunSnapshot;
  /** The first event that is wanted. */
  readonly position: number;
  /** Aborted, what there is by then is the last. */
  readonly closing: AbortSignal;
}

const MORE_MS = 1_000;

/**
 * The facts of a run as server-sent events, from `position` on until its end. They come from the journal: the feed only says
 * that there are more, so nothing is lost to who reads slowly or comes late, and `Last-Event-ID` goes on where it broke off.
 * A run of another process tells no feed: it is looked at every second.
 */
export async function streamEvents(ports: StreamPorts, { run, position, closing }: StreamOf, response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const { id } = run.record;
  let next = position;
  while (!response.destroyed) {
    const isLast = closing.aborted;
    // Begun before the journal is read: what comes in between is not missed.
    const more = untilMore(ports, id, { response, closing });
    try {
      const events = await ports.journal.read(id, next);
      for (const event of events) {
        if (!response.write(written(event, next++, run))) await untilDrained(response);
      }
      if (isLast || events.some(({ type }) => type === 'run_ended')) break;
      await more.happened;
    } finally {
      more.stop();
    }
  }
  response.end();
}

function written(event: RunEvent, position: number, { state }: RunSnapshot): string {
  const step = 'task' in event ? state.plan.names[event.task] : undefined;
  const at = new Date(event.at).toISOString();
  const data = { at, ...(step !== undefined && { step }), ...('attempt' in event && { attempt: event.attempt }) };
  const end = event.type === 'run_ended' ? { status: event.status } : {};
  return `id: ${position}\nevent: ${event.type}\ndata: ${JSON.stringify({ ...data, ...end })}\n\n`;
}

interface Ends {
  readonly response: ServerResponse;
  readonly closing: AbortSignal;
}

function untilMore({ orchestrator }: StreamPorts, run: RunId, { response, closing }: Ends) {
  let stop = () => {};
  const happened = new Promise<void>((fulfil) => {
    const resolve = () => fulfil();
    const unsubscribe = orchestrator.feed.subscribe((item) => {
      if (item.kind === 'events' && item.run === run) resolve();
    });
    const timer = setTimeout(resolve, MORE_MS);
    response.once('close', resolve);
    closing.addEventListener('abort', resolve);
    if (closing.aborted || response.destroyed) resolve();
    stop = () => {
      unsubscribe();
      clearTimeout(timer);
      response.off('close', resolve);
      closing.removeEventListener('abort', resolve);
    };
  });
  return { happened, stop };
}

/** Or gone. */
function untilDrained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    if (response.destroyed) resolve();
    else response.once('drain', done).once('close', done);
  });
}
