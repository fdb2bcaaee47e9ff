import type { FeedItem, LiveRun, Orchestrator } from '@codomyrmex/engine';
import type { Terminal } from '../terminal.ts';
import { LiveView } from './live-view.ts';
import { eventLine } from './step-line.ts';
import { wireEvent } from './wire-event.ts';

/** How a run is shown while it goes on. */
export type Watching = 'people' | 'jsonl' | 'nobody';

/** Shows a run until it has ended; the returned function stops showing. */
export function watchRun(
  orchestrator: Orchestrator,
  run: LiveRun,
  { terminal, watching }: { readonly terminal: Terminal; readonly watching: Watching },
): () => void {
  switch (watching) {
    case 'nobody':
      return () => undefined;
    case 'jsonl':
      return watchAsJsonLines(orchestrator, run, terminal);
    case 'people':
      return terminal.isLive ? watchLive(orchestrator, run, terminal) : watchAsLines(orchestrator, run, terminal);
  }
}

function watchLive(orchestrator: Orchestrator, run: LiveRun, terminal: Terminal): () => void {
  const view = new LiveView(run, terminal, () => orchestrator.clock.now());
  const unsubscribe = orchestrator.feed.subscribe((item) => view.take(item));
  view.begin();
  return () => {
    unsubscribe();
    view.end();
  };
}

function watchAsLines(orchestrator: Orchestrator, run: LiveRun, terminal: Terminal): () => void {
  const startedAt = new Map<number, number>();
  return orchestrator.feed.subscribe((item: FeedItem) => {
    if (item.kind === 'warning') terminal.note(`warning: ${item.message}`);
    if (item.kind !== 'events' || item.run !== run.id) return;
    for (const event of item.events) {
      if (event.type === 'attempt_started') startedAt.set(event.task, event.at);
      const line = eventLine(run, event, startedAt);
      if (line !== undefined) terminal.note(line);
    }
  });
}

function watchAsJsonLines(orchestrator: Orchestrator, run: LiveRun, terminal: Terminal): () => void {
  return orchestrator.feed.subscribe((item) => {
    if (item.kind !== 'events' || item.run !== run.id) return;
    for (const event of item.events) terminal.jsonLine(wireEvent(run.id, run.run.plan, event));
  });
}
