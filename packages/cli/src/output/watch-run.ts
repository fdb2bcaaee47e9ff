import { isWithinRun } from '@codomyrmex/core';
import type { FeedItem, LiveRun, Orchestrator } from '@codomyrmex/engine';
import type { Terminal } from '../terminal.ts';
import { PlainLines } from './plain-lines.ts';
import { wireEvent } from './wire-event.ts';

/** How a run is shown while it goes on. */
export type Watching = 'people' | 'jsonl' | 'nobody';

/** Shows what the feed tells of one run and of those in it. */
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
    const watcherOf = await watchers(terminal, watching);
    const run = await begin();
    const watcher = watcherOf(orchestrator, run);
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

/** The live view is loaded where there is somebody to look at it: what it draws with takes longer to load than a run its step. */
async function watchers(
  terminal: Terminal,
  watching: Watching,
): Promise<(orchestrator: Orchestrator, run: LiveRun) => Watcher> {
  switch (watching) {
    case 'nobody':
      return () => ({ take: () => undefined, end: () => undefined });
    case 'jsonl':
      return (_, run) => jsonLines(run, terminal);
    case 'people': {
      if (!terminal.isLive) return (orchestrator, run) => new PlainLines(orchestrator, run, terminal);
      const { LiveView } = await import('./live-view.ts');
      return (orchestrator, run) => new LiveView(orchestrator, run, terminal);
    }
  }
}

/** Those of the runs in it too, each with the id of its own run. */
function jsonLines(run: LiveRun, terminal: Terminal): Watcher {
  return {
    take: (item) => {
      if (item.kind !== 'events' || !isWithinRun(item.run, run.id)) return;
      for (const event of item.events) terminal.jsonLine(wireEvent(item.run, item.of.plan, event));
    },
    end: () => undefined,
  };
}
