import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionDefinition, ActionError } from '@codomyrmex/core';
import { type RanAction, type RunActionOptions, runAction } from '@codomyrmex/testing';
import { expect, onTestFinished } from 'vitest';
import type * as z from 'zod';

/** A fresh workspace with the package `small_tools` in `lib`; removed when the test is over. */
export function freshWorkspace(): string {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'codomyrmex-python-test-')));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  copyPackage(workspace);
  return workspace;
}

/** Puts the package `small_tools` into the folder `lib` of a workspace. */
export function copyPackage(workspace: string): void {
  cpSync(new URL('fixtures/small_tools', import.meta.url), join(workspace, 'lib/small_tools'), {
    recursive: true,
    filter: (path) => !path.includes('__pycache__'),
  });
}

/** What lets actions call `small_tools`. */
export const config = { packages: ['small_tools'] };

/** The interpreter itself: a `python3` on the PATH may be a script that looks for it at every start. */
export const interpreter = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();

/** Runs an action on the package `small_tools`. */
export function runOn<Input extends z.ZodType, Output extends z.ZodType>(
  action: ActionDefinition<Input, Output>,
  workspace: string,
  input: object,
  options: RunActionOptions = {},
): Promise<RanAction<z.output<Output>>> {
  const parameters = { package: 'small_tools', python: interpreter, python_path: ['lib'], ...input };
  // The action's own schema is asked at once whether these are its parameters.
  return runAction(action, parameters as z.input<Input>, { workspace, config, ...options });
}

/** What the promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<ActionError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: ActionError) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  return expect.fail(`it succeeded: ${JSON.stringify(outcome.value).slice(0, 500)}`);
}

/** Whether a process runs; one that nobody has waited for is dead too. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The process that the fixture said it started. */
export function childIn(logs: readonly { readonly message: string }[]): number {
  const [, pid] = logs.map(({ message }) => /^child (\d+)$/.exec(message)).find((match) => match !== null) ?? [];
  return Number(pid);
}
