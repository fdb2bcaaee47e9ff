// Child processes of the development commands. Each leads a process group of its own, so that an interrupt reaches
// everything that it started, and nothing outlives the command.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const GRACE_MS = 5_000;
const PARENT_CHECK_MS = 500;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {NodeJS.Signals | undefined} */
let interruptedBy;

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // ESRCH: the whole group has ended already.
  }
}

/** @param {NodeJS.Signals} signal */
function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}

/** @param {NodeJS.Signals} signal */
function interrupt(signal) {
  if (running.size === 0) process.exit(exitCodeOf(signal));
  const sent = interruptedBy === undefined ? signal : 'SIGKILL';
  interruptedBy ??= signal;
  for (const child of running) signalGroup(child, sent);
  setTimeout(() => {
    for (const child of running) signalGroup(child, 'SIGKILL');
  }, GRACE_MS).unref();
}

/**
 * Hands SIGINT, SIGTERM and SIGHUP on to every running group, and KILL after a grace or at the second request.
 * The process then exits with 128 + the signal's number, after its children.
 */
export function forwardSignals() {
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => interrupt(signal));
  }
  if (process.env.npm_lifecycle_event === undefined) return;
  // An npm that is terminated ends its shell, not what the shell runs: we notice by our parent.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    interrupt('SIGHUP');
  }, PARENT_CHECK_MS);
  watch.unref();
}

/** The code with which a program ends that ran out of time: what timeout(1) gives. */
export const OUT_OF_TIME = 124;

/**
 * Runs a program to its end, or to its limit if it has one: then its whole group is ended.
 * `shown` output goes where ours goes; `kept` output is returned.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, output: 'shown' | 'kept', limitMs?: number }} options
 * @returns {Promise<{ code: number, stdout: string, output: string }>} a code of 128 + n stands for an end by
 * signal n; `output` is stdout and stderr as they came
 */
export function run(command, args, { cwd, env, output, limitMs }) {
  return new Promise((resolve, reject) => {
    const stdio = output === 'shown' ? 'inherit' : /** @type {const} */ (['ignore', 'pipe', 'pipe']);
    const child = spawn(command, args, { cwd, env, stdio: /** @type {any} */ (stdio), detached: true });
    const kept = { stdout: '', output: '' };
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      kept.stdout += chunk;
      kept.output += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      kept.output += chunk;
    });
    running.add(child);
    let outOfTime = false;
    const end = () => {
      outOfTime = true;
      signalGroup(child, 'SIGKILL');
    };
    const limit = limitMs === undefined ? undefined : setTimeout(end, limitMs);
    child.on('error', (error) => {
      running.delete(child);
      clearTimeout(limit);
      reject(error);
    });
    child.on('exit', () => {
      // What the leader left of its group would hold our pipes open, or live on.
      if (interruptedBy !== undefined) signalGroup(child, 'SIGKILL');
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      clearTimeout(limit);
      if (interruptedBy !== undefined) process.exit(exitCodeOf(interruptedBy));
      if (outOfTime) resolve({ code: OUT_OF_TIME, ...kept });
      else resolve({ code: signal === null ? (code ?? 1) : exitCodeOf(signal), ...kept });
    });
  });
}
