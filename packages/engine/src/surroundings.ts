import { join } from 'node:path';
import type { Artifacts, Clock, LogLevel, Random } from '@codomyrmex/core';
import { UsageError } from '@codomyrmex/core';
import type { RunRecord } from '@codomyrmex/dag';
import type { RunSurroundings } from './effects/action-context.ts';
import type { ActionPowers } from './effects/action-powers.ts';
import { taskArtifacts } from './effects/artifacts.ts';
import type { Masks } from './effects/masks.ts';
import { saidProgress, saidText } from './effects/said-text.ts';
import type { Feed } from './feed.ts';
import { noLog } from './logs/no-log.ts';
import { type AttemptLog, openStepLog } from './logs/step-log.ts';

export interface SurroundingsPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly feed: Feed;
  readonly powers: ActionPowers;
  /** What must not be read in logs and progress. */
  readonly masks: Masks;
  /** Absent for an engine that keeps nothing. */
  readonly runsFolder?: string | undefined;
}

/** Below the data folder: `runs/<run>/logs` and `runs/<run>/artifacts`. */
export const runsFolder = (dataFolder: string): string => join(dataFolder, 'runs');

/** What the attempts of a run share: where their logs and files go, and who hears of their progress. */
export function surroundingsOf(ports: SurroundingsPorts, record: RunRecord): RunSurroundings {
  const { clock, random, feed, powers, masks } = ports;
  const run = record.id;
  return {
    run,
    workspace: record.workspace,
    clock,
    random,
    powers,
    log: (task, attempt) => masked(masks, watched(feed, { run, task }, fileLog(ports, record, { task, attempt }))),
    artifacts: (task) => (ports.runsFolder === undefined ? noArtifacts : taskArtifacts(ports.runsFolder, run, task)),
    progress: (task, _attempt, { fraction, message }) => {
      if (!feed.isWatched) return;
      const said = saidProgress(fraction, message);
      feed.publish({ kind: 'progress', run, task, ...said, message: said.message && masks.text(said.message) });
    },
  };
}

function fileLog(
  { clock, feed, runsFolder: folder }: SurroundingsPorts,
  { id }: RunRecord,
  { task, attempt }: { readonly task: string; readonly attempt: number },
): AttemptLog {
  if (folder === undefined) return noLog;
  return openStepLog({
    folder,
    run: id,
    task,
    attempt,
    now: () => clock.now(),
    onFailure: (error) =>
      feed.publish({ kind: 'warning', message: `the log of ${task} cannot be written: ${error.message}` }),
  });
}

/** Lines go to the log, and to whoever watches. */
function watched(feed: Feed, place: { readonly run: string; readonly task: string }, log: AttemptLog): AttemptLog {
  const line = (level: LogLevel) => (message: string) => {
    log[level](message);
    if (feed.isWatched) feed.publish({ kind: 'log', ...place, level, message });
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error'), end: () => log.end() };
}

function masked(masks: Masks, log: AttemptLog): AttemptLog {
  const line = (level: LogLevel) => (message: string) => log[level](masks.text(saidText(message)));
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error'), end: () => log.end() };
}

const refuseArtifacts = (): Promise<never> =>
  Promise.reject(
    new UsageError('this engine has no data folder, so an action cannot keep files', {
      suggestions: ['Compose the engine with a dataFolder.'],
    }),
  );

const noArtifacts: Artifacts = { folder: refuseArtifacts, write: refuseArtifacts };
