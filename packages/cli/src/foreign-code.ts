import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ActionError, thrownText } from '@codomyrmex/core';
import { safe } from './terminal.ts';

/** Packages whose faults are ours. */
const ownPackages = [
  '@codomyrmex/dag',
  '@codomyrmex/docs',
  '@codomyrmex/engine',
  '@codomyrmex/journal-sqlite',
  '@codomyrmex/projects',
  '@codomyrmex/resources',
  '@codomyrmex/schedules',
];

/**
 * Keeps the process standing when code of a plugin breaks outside of what it was called for: a timer that throws, a promise that nobody
 * waits for, a call of `process.exit`. What broke is told on stderr with its place; which step it belongs to is not known, so no step
 * fails for it. A fault of ours ends the process as it would without this, since nobody knows what still holds then; so does one that
 * has no place in any file.
 */
export function withstandForeignCode(): void {
  const leave = process.exit.bind(process);
  const take = (thrown: unknown): void => {
    const place = thrown instanceof Error ? foreignPlace(framesOf(thrown)) : 'in code that is not ours';
    if (place === undefined) {
      process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrownText(thrown)}\n`);
      leave(1);
    }
    const told = `warning: a fault where no step waits for it, ${place}: ${thrownText(thrown)}`;
    process.stderr.write(`${safe(told)}\n`);
  };
  process.on('uncaughtException', take);
  process.on('unhandledRejection', take);
  const exit = (code?: number | string | null): never => {
    // The first frame is this function.
    const place = foreignPlace(framesOf(new Error('exit')).slice(1));
    if (place === undefined) return leave(code);
    throw new ActionError(
      `process.exit(${code ?? ''}) would end codomyrmex and not the step: it was called ${safe(place)}`,
      {
        retryable: false,
        suggestions: ['Its author lets the action return, or throw an Error.'],
      },
    );
  };
  Object.defineProperty(process, 'exit', { value: exit, writable: true, configurable: true });
}

/** None where a plugin has set `Error.prepareStackTrace`, so that stacks are no texts. */
const framesOf = ({ stack }: Error): readonly string[] =>
  (typeof stack === 'string' ? stack.split('\n') : []).filter((line) => /^\s+at .*file:\/\//.test(line));

/** Whose code it is, the innermost frame says. */
function foreignPlace([first]: readonly string[]): string | undefined {
  if (first === undefined || ownFolders().some((folder) => first.includes(folder))) return undefined;
  return first.trim();
}

/** As URLs, in which stacks name files; looked up when something broke, not at every start. */
function ownFolders(): readonly string[] {
  const { resolve } = createRequire(import.meta.url);
  const entries = ownPackages.map((name) => pathToFileURL(resolve(name)).href);
  return [import.meta.url, ...entries].map((url) => new URL('.', url).href);
}
