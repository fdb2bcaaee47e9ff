import { constants } from 'node:os';
import { ActionError } from '@codomyrmex/core';
import type { Confinement } from '../confinement.ts';

/** How a process ended, as the system tells it. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface EndedProcess extends Confinement {
  readonly end: ProcessEnd;
  /** The last of what it wrote to stderr. */
  readonly complaints: string;
  /** Whether it ever said anything on its channel. */
  readonly hasSpoken: boolean;
}

/** Why an action's process ended without a result that counts. */
export function endFailure(ended: EndedProcess): ActionError {
  const { limits, complaints } = ended;
  const { code, signal } = endInside(ended);
  if (ended.isolation === 'sandbox' && !ended.hasSpoken && complaints.startsWith('bwrap: ')) {
    return sandboxUnavailable(complaints.trim(), 'See what is said about bubblewrap above.');
  }
  if (isOutOfMemory(signal, complaints)) {
    const most = limits.memoryMb === undefined ? 'there is' : `its ${limits.memoryMb} MiB`;
    return new ActionError(`the action needed more memory than ${most}`, {
      code: 'OUT_OF_MEMORY',
      retryable: false,
      details: { ...(limits.memoryMb !== undefined && { memory_mb: limits.memoryMb }) },
      suggestions: ['Give it less to work on at once, or raise limits.memory_mb of the step.'],
    });
  }
  if (signal === 'SIGXCPU') {
    return new ActionError(`the action computed longer than its ${limits.cpuSeconds ?? 'allowed'} s`, {
      code: 'RESOURCE_LIMIT',
      retryable: false,
      details: { limit: 'cpu_seconds', ...(limits.cpuSeconds !== undefined && { cpu_seconds: limits.cpuSeconds }) },
      suggestions: ['Give it less to work on at once, or raise limits.cpu_seconds of the step.'],
    });
  }
  const details = complaints === '' ? {} : { stderr: complaints };
  if (signal !== null) {
    return new ActionError(`the action did not finish: ${signal} ended its process`, {
      code: 'PROCESS_SIGNALLED',
      details: { signal, ...details },
    });
  }
  return new ActionError(`the action gave no result: its process ended with exit code ${code}`, {
    code: 'PROCESS_EXITED',
    details: { exit_code: code, ...details },
  });
}

export function sandboxUnavailable(reason: string, advice: string): ActionError {
  return new ActionError(`there is no sandbox on this machine: ${reason}`, {
    code: 'SANDBOX_UNAVAILABLE',
    retryable: false,
    suggestions: [advice, 'Nothing was run: a step that asks for a sandbox never runs with less.'],
  });
}

/** bubblewrap ends as a shell does: what a signal ended, it tells as 128 and the signal's number. */
function endInside({ end, isolation }: EndedProcess): ProcessEnd {
  if (isolation !== 'sandbox' || end.code === null || end.code <= 128) return end;
  const number = end.code - 128;
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  // The keys of that table are the names of the signals.
  return found === undefined ? end : { code: null, signal: found[0] as NodeJS.Signals };
}

/** V8 and the C++ library say so on stderr and abort. */
function isOutOfMemory(signal: NodeJS.Signals | null, complaints: string): boolean {
  if (signal !== 'SIGABRT' && signal !== 'SIGTRAP' && signal !== 'SIGILL' && signal !== 'SIGSEGV') return false;
  return /out of memory|bad_alloc|cannot allocate memory/i.test(complaints);
}
