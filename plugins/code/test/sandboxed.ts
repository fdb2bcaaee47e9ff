import { failureFrom } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { expect } from 'vitest';
import { code } from '../src/index.ts';

const { output } = await runAction(code.actions.list_languages, {});

/** What this machine says that it can do. */
export const machine = output;

export const failure = async (running: Promise<unknown>) => failureFrom(await running.catch((error: unknown) => error));

interface Asked {
  readonly language: string;
  readonly code: string;
  readonly stdin?: string;
  readonly session_id?: string;
  readonly check?: boolean;
}

interface Limits {
  readonly timeout?: number;
  readonly memory_mb?: number;
  readonly cpu_seconds?: number;
  readonly processes?: number;
  readonly files_mb?: number;
  readonly output_bytes?: number;
}

export const executing = async (asked: Asked, limits: Limits = {}) =>
  (await runAction(code.actions.execute_with_limits, { ...asked, limits })).output;

type Execution = Awaited<ReturnType<typeof executing>>;

/** Looks at what code came to; where the machine has no sandbox, or not the language, holds that it is refused instead. */
export async function executed(asked: Asked, limits: Limits, look: (execution: Execution) => unknown): Promise<void> {
  const running = executing(asked, limits);
  if (machine.languages.includes(asked.language)) return void (await look(await running));
  const refusal = await failure(running);
  if (machine.sandbox.available) {
    expect(refusal).toMatchObject({ code: 'LANGUAGE_UNAVAILABLE', retryable: false, suggestions: [/[Ii]nstall|Run/] });
  } else {
    expect(refusal).toMatchObject({
      code: 'SANDBOX_UNAVAILABLE',
      retryable: false,
      message: expect.stringContaining(machine.sandbox.reason ?? 'a reason'),
      suggestions: [expect.stringMatching(/Install bubblewrap/), expect.any(String)],
    });
  }
}
