import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ActionError, type ExecCommand, type ExecOptions, type ExecResult, type Log } from '@codomyrmex/core';
import { attemptCookie } from './cookie.ts';
import { processEnvironment, variable } from './process-environment.ts';
import { endTree, forgetTree, hasLeftovers, killHolders, type ProcessTree, processTree } from './process-tree.ts';
import { type CaptureOptions, StreamCapture } from './stream-capture.ts';
import { within } from './within.ts';

const KEEP_BYTES = 1024 * 1024;
/** How long output may stay open after the command's own end before what holds it open is ended. */
const PIPE_MS = 250;
/** How long an open stream may bring nothing, when nothing of the command is known to be alive, before it is given up. */
const SILENCE_MS = 500;
/** How long output may stay open when nothing of the command is known to be alive, before its holder is looked for. */
const HOLDER_MS = 25;

/** What a command takes from the attempt that runs it. */
export interface ExecScope {
  readonly signal: AbortSignal;
  readonly run: string;
  readonly task: string;
  readonly attempt: number;
  readonly workspace: string;
  readonly log: Log;
  readonly artifacts: { folder(): Promise<string> };
  /** Counts the commands of the attempt; part of the names of output files. */
  readonly command: number;
  /** Milliseconds between TERM and KILL. */
  readonly graceMs: number;
  /** Added to the environment of the command. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/**
 * Runs a program in a session and process group of its own and waits for its end.
 *
 * Nothing of a command lives on: when it ends and leaves processes behind (in the group, or with the command's mark in their
 * environment), they get TERM and, after the grace, KILL, before the result is given; a moment (250 ms) is left to those
 * that only finish writing. On abort the same is done at once and the promise rejects with the signal's reason, in less than
 * a second with the default grace. If our own process is killed with KILL, its children live on as orphans:
 * `sweepCookie` of the resumed run ends them.
 * @throws ActionError COMMAND_NOT_FOUND, or COMMAND_FAILED when the program is there and cannot be started.
 */
export async function execute(scope: ExecScope, command: ExecCommand, options: ExecOptions = {}): Promise<ExecResult> {
  const { signal } = scope;
  signal.throwIfAborted();
  // Each command listens, and there is no bound to how many may run at once.
  setMaxListeners(0, signal);
  const started = await start(scope, command, options);
  const { child, tree, stdout, stderr, exited } = started;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<void>((done) => {
    onAbort = done;
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) done();
  });
  try {
    await Promise.race([exited, aborted]);
    const closed = Promise.all([stdout.closed, stderr.closed]);
    if (!signal.aborted) await within(PIPE_MS, Promise.race([closed, aborted]));
    if (signal.aborted || (await hasLeftovers(tree))) await endAll(scope, started);
    if (!(await within(HOLDER_MS, closed))) await killHolders(tree);
    if (!signal.aborted) await Promise.race([drained(closed, [stdout, stderr]), aborted]);
    child.stdin?.destroy();
    const [out, err] = await Promise.all([stdout.finish(SILENCE_MS), stderr.finish(SILENCE_MS)]);
    signal.throwIfAborted();
    const end = await exited;
    return {
      exitCode: end.code,
      signal: end.signal,
      stdout: out.text,
      stderr: err.text,
      stdoutBytes: out.bytes,
      stderrBytes: err.bytes,
      stdoutFile: out.file,
      stderrFile: err.file,
    };
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    forgetTree(tree);
  }
}

async function endAll({ log, graceMs }: ExecScope, { child, tree }: Started): Promise<void> {
  const left = await endTree(tree, graceMs);
  // Where there are no process groups this is all that can be done.
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  if (left.length > 0)
    log.error(`${left.length} processes of the command cannot be ended: ${left.slice(0, 10).join(', ')}`);
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Started {
  readonly child: ChildProcess;
  readonly tree: ProcessTree;
  readonly stdout: StreamCapture;
  readonly stderr: StreamCapture;
  readonly exited: Promise<Exit>;
}

async function start(scope: ExecScope, command: ExecCommand, options: ExecOptions): Promise<Started> {
  const [program, ...args] = 'shell' in command ? (['sh', '-c', '--', command.shell] as const) : command;
  const cwd = options.cwd === undefined ? scope.workspace : resolve(scope.workspace, options.cwd);
  const mark = `CODOMYRMEX_EXEC=${randomUUID()}`;
  let child: ChildProcess;
  try {
    child = spawnGroup(program, args, {
      cwd,
      env: {
        ...processEnvironment(options.env),
        ...scope.environment,
        ...variable(attemptCookie(scope)),
        ...variable(mark),
      },
      stdin: options.stdin,
    });
  } catch (error) {
    throw await notStarted(error, program, cwd);
  }
  const exited = new Promise<Exit>((done) => {
    child.once('exit', (code, exitSignal) => done({ code, signal: exitSignal }));
  });
  const { pid, stdout, stderr } = child;
  if (pid === undefined || stdout === null || stderr === null) {
    const error = await new Promise<Error>((done) => {
      child.once('error', done);
    });
    throw await notStarted(error, program, cwd);
  }
  child.on('error', (error) => scope.log.warn(`${program}: ${error.message}`));
  if (options.stdin !== undefined) {
    // A command need not read its input: what is left of it then is nobody's loss.
    child.stdin?.on('error', (error) => scope.log.debug(`${program} did not read all of its input: ${error.message}`));
    child.stdin?.end(options.stdin);
  }
  return {
    child,
    tree: processTree(pid, mark),
    stdout: new StreamCapture(stdout, captureOptions(scope, options, 'stdout')),
    stderr: new StreamCapture(stderr, captureOptions(scope, options, 'stderr')),
    exited,
  };
}

interface SpawnOptions {
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly stdin: string | undefined;
}

function spawnGroup(program: string, args: readonly string[], { cwd, env, stdin }: SpawnOptions): ChildProcess {
  return spawn(program, args, {
    cwd,
    env,
    // setsid: a group that can be signalled whole, and no terminal to ask for passwords on.
    detached: true,
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

function captureOptions(scope: ExecScope, options: ExecOptions, name: 'stdout' | 'stderr'): CaptureOptions {
  const { log } = scope;
  const level = name === 'stdout' ? 'info' : 'warn';
  const fileName = `attempt-${scope.attempt}-command-${scope.command}.${name}`;
  return {
    keepBytes: options.keepBytes ?? KEEP_BYTES,
    file: options.spill === true ? async () => join(await scope.artifacts.folder(), fileName) : undefined,
    line: options.logLines === true ? (text: string) => log[level](text) : undefined,
    log,
  };
}

/** Fulfilled when both streams are at their end, or silent although nobody is known to write: then somebody unknown holds them. */
async function drained(closed: Promise<unknown>, captures: readonly StreamCapture[]): Promise<void> {
  const progress = (): number => captures.reduce((sum, capture) => sum + capture.bytes, 0);
  for (let before = -1; before !== progress() || captures.some((capture) => capture.writing); ) {
    before = progress();
    if (await within(SILENCE_MS, closed)) return;
  }
}

async function notStarted(error: unknown, program: string, cwd: string): Promise<ActionError> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const folder = await stat(cwd).catch(() => undefined);
  const details = { program, cwd };
  if (folder?.isDirectory() !== true) {
    return new ActionError(`${program} cannot be started in ${cwd}: there is no such folder`, {
      code: 'COMMAND_FAILED',
      retryable: false,
      details,
      suggestions: ['Name an existing folder as cwd.'],
      cause: error,
    });
  }
  if (code === 'ENOENT') {
    return new ActionError(`${program}: command not found`, {
      code: 'COMMAND_NOT_FOUND',
      retryable: false,
      details,
      suggestions: [`Install ${program}, or add its folder to PATH.`],
      cause: error,
    });
  }
  const why = error instanceof Error ? error.message : String(error);
  return new ActionError(`${program} cannot be started: ${why}`, { code: 'COMMAND_FAILED', details, cause: error });
}
