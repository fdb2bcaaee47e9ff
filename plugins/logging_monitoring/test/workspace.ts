import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ActionDefinition } from '@codomyrmex/core';
import { type RunActionOptions, runAction } from '@codomyrmex/testing';
import { onTestFinished } from 'vitest';
import type * as z from 'zod';

/** A fresh folder with these files, without links in its path; removed when the test is over. */
export async function workspaceWith(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'codomyrmex-logs-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** What the action gives when it is run on `workspace`. */
export async function run<Input extends z.ZodType, Output extends z.ZodType>(
  action: ActionDefinition<Input, Output>,
  workspace: string,
  input: z.input<Input>,
  options: RunActionOptions = {},
): Promise<z.output<Output>> {
  return (await runAction(action, input, { workspace, ...options })).output;
}
