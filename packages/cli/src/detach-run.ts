import { fork } from 'node:child_process';
import { UsageError } from '@codomyrmex/core';
import type { CommandScope } from './command-run.ts';
import { program as calledAs } from './output/called-as.ts';

/** Runs the same command line in a process of its own, and leaves when that process has begun its run. */
export async function detachRun(scope: CommandScope): Promise<number> {
  const words = process.argv.slice(2).filter((word) => word !== '--detach' && word !== '--json');
  const program = process.argv[1];
  if (program === undefined) throw new UsageError('--detach needs the program’s own path, and there is none');
  const child = fork(program, [...words, '--quiet'], { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000);
  });
  const outcome = await new Promise<{ readonly started: string } | { readonly exit: number }>((resolve) => {
    child.once('message', (message) => resolve(isStarted(message) ? message : { exit: 1 }));
    child.once('exit', (code) => resolve({ exit: code ?? 1 }));
    child.once('error', () => resolve({ exit: 1 }));
  });
  if ('exit' in outcome) {
    scope.terminal.error(complaint.trimEnd());
    return outcome.exit;
  }
  child.stderr?.destroy();
  child.disconnect();
  child.unref();
  if (scope.json) scope.terminal.json({ execution_id: outcome.started, status: 'running' });
  else scope.terminal.data(outcome.started);
  scope.terminal.note(`${calledAs()} run show ${outcome.started}`);
  return 0;
}

function isStarted(message: unknown): message is { readonly started: string } {
  return typeof message === 'object' && message !== null && 'started' in message && typeof message.started === 'string';
}
