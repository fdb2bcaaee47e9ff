import { open } from 'node:fs/promises';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { type ActionContext, ActionError, type ExecResult } from '@codomyrmex/core';
import type { Command } from './command.ts';

export interface CommandOrder {
  readonly command: Command;
  /** Absolute, inside the workspace. */
  readonly folder: string;
  readonly seconds: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** Bytes of the beginning of each stream that are kept. */
  readonly keepBytes?: number;
}

export interface RanCommand {
  /** 128 and the signal's number when a signal ended it. */
  readonly exitCode: number;
  readonly seconds: number;
  /** The beginnings, as long as was asked for. */
  readonly stdout: string;
  readonly stderr: string;
  /** The ends. */
  readonly stdoutTail: string;
  readonly stderrTail: string;
}

const KEEP_BYTES = 64 * 1024;
const TAIL_BYTES = 8 * 1024;

/**
 * Runs a command; its lines go to the log of the step, a non-zero exit is a result.
 * @throws ActionError TIMEOUT_EXCEEDED; the command then ends with the attempt, COMMAND_NOT_FOUND.
 */
export async function ranCommand(context: ActionContext, order: CommandOrder): Promise<RanCommand> {
  const waiting = new AbortController();
  const begun = performance.now();
  const running = context.exec(order.command, {
    cwd: order.folder,
    keepBytes: order.keepBytes ?? KEEP_BYTES,
    spill: true,
    logLines: true,
    ...(order.variables !== undefined && { env: order.variables }),
  });
  const late = setTimeout(order.seconds * 1_000, 'late' as const, { signal: waiting.signal }).catch(
    () => 'late' as const,
  );
  try {
    const result = await Promise.race([running, late]);
    if (result === 'late') throw tooLate(order, running);
    return {
      exitCode: exitCodeOf(result),
      seconds: Math.round(performance.now() - begun) / 1_000,
      stdout: result.stdout,
      stderr: result.stderr,
      stdoutTail: await tail(result.stdout, result.stdoutFile),
      stderrTail: await tail(result.stderr, result.stderrFile),
    };
  } finally {
    waiting.abort();
  }
}

function tooLate({ command, seconds }: CommandOrder, running: Promise<unknown>): ActionError {
  // It is rejected when the attempt ends; nobody waits for it any more.
  running.catch(() => undefined);
  return new ActionError(`${shown(command)} was not done after ${seconds} s`, {
    code: 'TIMEOUT_EXCEEDED',
    details: { command: [...command], timeout: seconds },
    suggestions: ['Give it a longer timeout.'],
  });
}

/** As shells count. */
function exitCodeOf({ exitCode, signal }: ExecResult): number {
  return exitCode ?? 128 + (Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0);
}

/** The end of what a command wrote: of the file with the whole where the text has only the beginning. */
async function tail(text: string, file: string | undefined): Promise<string> {
  if (file === undefined) return Buffer.from(text).subarray(-TAIL_BYTES).toString('utf8');
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

const MAX_SHOWN = 100;

/** A command as a message names it. */
export function shown(command: Command): string {
  const line = command.join(' ').replaceAll(/\s+/g, ' ');
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}
