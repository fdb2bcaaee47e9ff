import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HeldResource, LogLevel } from '@codomyrmex/core';
import { AttemptContext, type ProgressReport } from '../src/effects/action-context.ts';
import { taskArtifacts } from '../src/effects/artifacts.ts';

export interface TestAttempt {
  readonly context: AttemptContext;
  readonly folder: string;
  readonly lines: { readonly level: LogLevel; readonly message: string }[];
  readonly progress: ProgressReport[];
  /** Fulfilled when a line with that text is logged, or was. */
  logged(text: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An attempt in a fresh folder, as the run loop makes it; disposing ends it and removes the folder. */
export async function testAttempt({
  run = 'run-1',
  task = 'step',
  attempt = 1,
  graceMs = 500,
  resources = [] as readonly HeldResource[],
} = {}): Promise<TestAttempt> {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-effects-'));
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  const lines: { level: LogLevel; message: string }[] = [];
  const progress: ProgressReport[] = [];
  const waiting = new Set<() => void>();
  const line = (level: LogLevel) => (message: string) => {
    lines.push({ level, message });
    for (const look of waiting) look();
  };
  const log = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    end: async () => {},
  };
  const context = new AttemptContext(
    {
      run,
      workspace,
      clock: { now: () => 1_000 },
      random: () => 0.25,
      log: () => log,
      artifacts: (name) => taskArtifacts(folder, run, name),
      progress: (_task, _attempt, report) => progress.push(report),
      graceMs,
    },
    task,
    attempt,
    { resources: () => resources },
  );
  return {
    context,
    folder,
    lines,
    progress,
    logged: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!lines.some((logged) => logged.message.includes(text))) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      context.abort(new Error('the test is over'));
      await context.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ids of processes alive (zombies are not) whose command line or environment holds `text`. */
export async function processesWith(text: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const written = await Promise.all(
      ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')),
    );
    // A zombie has neither.
    if (written.some((content) => content.includes(text))) found.push(pid);
  }
  return found;
}

let tokens = 0;
/** A number of seconds that no other `sleep` has, so that a process of the test is found by its command line. */
export const longSleep = (): string => `1000.${process.pid}${String(++tokens).padStart(4, '0')}`;
