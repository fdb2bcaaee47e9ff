import type { FeedItem, LiveRun, Orchestrator } from '@codomyrmex/engine';
import type { Terminal } from '../terminal.ts';
import { LiveView } from './live-view.ts';
import { eventLine } from './step-line.ts';
import { wireEvent } from './wire-event.ts';

/** How a run is shown while it goes on. */
export type Watching = 'people' | 'jsonl' | 'nobody';

/** Shows what the feed tells of one run. */
interface Watcher {
  take(item: FeedItem): void;
  end(): void;
}

/**
 * Begins a run and shows it from its first fact on: what happens before the run is handed over is kept until then.
 * `done` stops showing, after everything that was told.
 */
export async function watchedRun(
  orchestrator: Orchestrator,
  begin: () => Promise<LiveRun>,
  { terminal, watching }: { readonly terminal: Terminal; readonly watching: Watching },
): Promise<{ readonly run: LiveRun; readonly done: () => void }> {
  const early: FeedItem[] = [];
  let take = (item: FeedItem): void => void early.push(item);
  const unsubscribe = orchestrator.feed.subscribe((item) => take(item));
  try {
    const run = await begin();
    const watcher = watcherOf(orchestrator, run, { terminal, watching });
    for (const item of early) watcher.take(item);
    take = (item) => watcher.take(item);
    const done = (): void => {
      unsubscribe();
      watcher.end();
    };
    return { run, done };
  } catch (error) {
    unsubscribe();
    throw error;
  }
}

function watcherOf(
  orchestrator: Orchestrator,
  run: LiveRun,
  { terminal, watching }: { readonly terminal: Terminal; readonly watching: Watching },
): Watcher {
  switch (watching) {
    case 'nobody':
      return { take: () => undefined, end: () => undefined };
    case 'jsonl':
      return jsonLines(run, terminal);
    case 'people':
      return terminal.isLive ? new LiveView(run, terminal, () => orchestrator.clock.now()) : plainLines(run, terminal);
  }
}

function plainLines(run: LiveRun, terminal: Terminal): Watcher {
  const startedAt = new Map<number, number>();
  return {
    take: (item) => {
      if (item.kind === 'warning') terminal.note(`warning: ${item.message}`);
      if (item.kind !== 'events' || item.run !== run.id) return;
      for (const event of item.events) {
        if (event.type === 'attempt_started') startedAt.set(event.task, event.at);
        const line = eventLine(run, event, startedAt);
        if (line !== undefined) terminal.note(line);
      }
    },
    end: () => undefined,
  };
}

function jsonLines(run: LiveRun, terminal: Terminal): Watcher {
  return {
    take: (item) => {
      if (item.kind !== 'events' || item.run !== run.id) return;
      for (const event of item.events) terminal.jsonLine(wireEvent(run.id, run.run.plan, event));
    },
    end: () => undefined,
  };
}
