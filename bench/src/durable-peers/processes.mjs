import { fork, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { leftover } from './leftovers.mjs';

const READY_WITHIN_MS = 30_000;
const ENDED_WITHIN_MS = 10_000;
const OUTPUT_KEPT = 4_000;

/** A port of the loopback that was free a moment ago. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * What both kinds of processes have: their last output, for the error that tells why they ended, and an end that comes.
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} name
 * @param {import('./shape.mjs').Scope} scope
 * @param {() => void} tell what asks it to end
 */
function watched(child, name, { atEnd, broke }, tell) {
  let output = '';
  let stopping = false;
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of streams) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      output = (output + text).slice(-OUTPUT_KEPT);
    });
  }
  const gone = leftover(() => child.kill('SIGKILL'));
  /** @type {Promise<Error>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      gone();
      resolve(error);
      broke(error);
    });
    child.once('exit', (code, signal) => {
      gone();
      // Its output may be complete later. `close` is not to be had: it never comes once this side has closed the channel.
      void Promise.allSettled(streams.map((stream) => finished(stream))).then(() => {
        const error = new Error(`${name} ended with ${signal ?? code}: ${output}`);
        resolve(error);
        if (!stopping) broke(error);
      });
    });
  });
  atEnd(async () => {
    stopping = true;
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) tell();
    const late = setTimeout(() => child.kill('SIGKILL'), ENDED_WITHIN_MS);
    await ended;
    clearTimeout(late);
  });
  return { ended, output: () => output };
}

/**
 * A server, as soon as it is ready.
 * @param {readonly [program: string, ...words: string[]]} command
 * @param {(output: string) => boolean | Promise<boolean>} isReady
 * @param {import('./shape.mjs').Scope} scope
 * @param {{ readonly signal?: NodeJS.Signals, readonly uid?: number, readonly gid?: number, readonly cwd?: string,
 *   readonly env?: Readonly<Record<string, string>> }} [how] `signal` is what makes it end
 */
export async function server([program, ...words], isReady, scope, { signal = 'SIGTERM', env, ...how } = {}) {
  const child = spawn(program, words, { ...how, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const { ended, output } = watched(child, program, scope, () => child.kill(signal));
  const limit = performance.now() + READY_WITHIN_MS;
  while (!(await isReady(output()))) {
    const end = await Promise.race([ended, sleep(20)]);
    if (end !== undefined) throw end;
    if (performance.now() > limit) throw new Error(`${program} was not ready in time: ${output()}`);
  }
}

/**
 * A worker in a process of its own, which says that it is ready by its first message, answers each further message by one, and ends when
 * its channel is closed.
 * @param {URL} module
 * @param {unknown} settings
 * @param {import('./shape.mjs').Scope} scope
 */
export async function worker(module, settings, scope) {
  const name = module.pathname.split('/').at(-1) ?? '';
  const child = fork(module, [JSON.stringify(settings)], {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { ended } = watched(child, name, scope, () => child.disconnect());
  const answer = async () => {
    const message = await Promise.race([ended, new Promise((resolve) => child.once('message', resolve))]);
    if (message instanceof Error) throw message;
    return message;
  };
  const first = await answer();
  return {
    /** What it said when it was ready. */
    first,
    /** @param {unknown} message */
    ask(message) {
      const answered = answer();
      child.send(/** @type {import('node:child_process').Serializable} */ (message));
      return answered;
    },
  };
}
