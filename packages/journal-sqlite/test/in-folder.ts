import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOrchestrationError, runId } from '@codomyrmex/core';
import type { RunEvent, RunRecord } from '@codomyrmex/dag';
import { afterEach, beforeEach } from 'vitest';

/** A folder for each test of a file. */
export function inFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'store-'));
  });
  afterEach(() => {
    rmSync(folder.path, { recursive: true, force: true });
  });
  return folder;
}

export function record(id: string, createdAt = 1): RunRecord {
  const steps = [{ name: 'compile', action: 'shell.run' }];
  return {
    id: runId(id),
    workflow: 'build',
    definition: { name: 'build', steps },
    parameters: {},
    workspace: '/w',
    createdAt,
  };
}

export const started: RunEvent = { type: 'run_started', at: 1 };
export const completed: RunEvent = { type: 'run_ended', at: 2, status: 'completed' };

export function attempts(count: number, first = 0): readonly RunEvent[] {
  return Array.from({ length: count }, (_, n) => ({
    type: 'attempt_started',
    at: first + n,
    task: first + n,
    attempt: 1,
  }));
}

/** What the call throws or rejects with, if that is an error of ours. */
export async function errorOf(call: () => unknown) {
  try {
    await call();
  } catch (error) {
    if (isOrchestrationError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
