import { platform } from 'node:process';
import { type ActionContext, ActionError, type ExecResult } from '@codomyrmex/core';
import { programsOnPath } from './programs-on-path.ts';
import { neededPrograms, type SandboxOrder, sandboxCommand } from './sandbox-command.ts';

/** What makes sandboxes on this machine. */
export type Sandbox = Pick<SandboxOrder, 'bwrap'>;

/** Whether code can be run here without harm, or why not. */
export type SandboxState =
  | { readonly ok: true; readonly sandbox: Sandbox }
  | { readonly ok: false; readonly reason: string };

const PROBE_SECONDS = 10;
const MAX_REASON = 500;

/**
 * Fails where a limit is taken and not held to, as by kernels that are themselves in a sandbox, and where the counting of processes
 * is that of the whole machine, as before Linux 5.14.
 */
const PROBE = `
if prlimit --data=65536 -- true 2>/dev/null; then echo 'the kernel does not enforce limits of memory' >&2; exit 1; fi
if prlimit --nproc=1 -- sh -c 'true | true' 2>/dev/null; then echo 'the kernel does not enforce limits of processes' >&2; exit 1; fi
prlimit --nproc=8 -- sh -c 'true | true'
`;

/** Tries a sandbox. Nothing is remembered: what the machine can do may change while an engine lives. */
export async function sandboxState(context: ActionContext): Promise<SandboxState> {
  if (platform !== 'linux') return { ok: false, reason: `sandboxes need Linux, and this is ${platform}` };
  const found = await programsOnPath(context, neededPrograms);
  const missing = neededPrograms.filter((name) => !found.has(name));
  const [bwrap] = found.get('bwrap') ?? [];
  if (missing.length > 0 || bwrap === undefined) {
    return { ok: false, reason: `not found on PATH: ${missing.join(', ')}` };
  }
  const trial = { bwrap, seconds: PROBE_SECONDS, folderMb: 1, seen: [], script: PROBE };
  const { exitCode, stderr } = await inSandbox(context, trial);
  if (exitCode === 0) return { ok: true, sandbox: { bwrap } };
  return { ok: false, reason: stderr.trim().slice(0, MAX_REASON) || `the trial ended with ${exitCode}` };
}

/** @throws ActionError SANDBOX_UNAVAILABLE: nothing is ever run with less. */
export async function demandSandbox(context: ActionContext): Promise<Sandbox> {
  const state = await sandboxState(context);
  if (state.ok) return state.sandbox;
  throw new ActionError(`there is no sandbox on this machine, so no code is run: ${state.reason}`, {
    code: 'SANDBOX_UNAVAILABLE',
    retryable: false,
    suggestions: [INSTALL_SANDBOX, 'Use shell.run for programs that you trust with this machine.'],
  });
}

export const INSTALL_SANDBOX =
  'Install bubblewrap 0.8 or newer and util-linux, and allow user namespaces where the system forbids them.';

interface Streams {
  readonly stdin?: string;
  readonly keepBytes?: number;
}

/** A non-zero exit is a result; what a signal ended has 128 and the signal's number. */
export function inSandbox(context: ActionContext, order: SandboxOrder, streams: Streams = {}): Promise<ExecResult> {
  // The workspace may be closed to whom root becomes.
  return context.exec(sandboxCommand(order), { cwd: '/', ...streams });
}
