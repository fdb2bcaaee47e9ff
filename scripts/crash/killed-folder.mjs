// A data folder, the processes of the command line on it, and what their steps leave.
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../packages/cli/bin/codomyrmex.cjs', import.meta.url));
const stepScript = fileURLToPath(new URL('step.sh', import.meta.url));

/**
 * @typedef {object} Running
 * @property {import('node:child_process').ChildProcess} child
 * @property {readonly string[]} words
 * @property {boolean} isOver
 * @property {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>} ended
 */

export class KilledFolder {
  path = mkdtempSync(join(tmpdir(), 'codomyrmex-crash-'));
  /** @type {Set<Running>} */
  #running = new Set();

  constructor() {
    mkdirSync(join(this.path, 'at'));
    writeFileSync(join(this.path, 'marks'), '');
    copyFileSync(stepScript, join(this.path, 'step.sh'));
  }

  /** @param {{ name: string, definition: object }} workflow */
  file({ name, definition }) {
    const file = join(this.path, `${name}.json`);
    if (!existsSync(file)) writeFileSync(file, JSON.stringify({ name, ...definition }));
    return file;
  }

  /**
   * Begins a command.
   * @param {readonly string[]} words
   * @returns {Running}
   */
  begin(...words) {
    const child = spawn(process.execPath, [cli, ...words, '--data-dir', join(this.path, 'data')], {
      cwd: this.path,
      env: { PATH: process.env.PATH, HOME: this.path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const told = { stdout: '', stderr: '' };
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        told[stream] += text;
      });
    }
    const running = { child, words, isOver: false, ended: Promise.resolve(/** @type {any} */ (undefined)) };
    // Not when its streams are closed: what a killed process has left running holds them.
    running.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        running.isOver = true;
        this.#running.delete(running);
        setImmediate(() => resolve({ code, signal, ...told }));
      });
    });
    this.#running.add(running);
    return running;
  }

  /** @param {readonly string[]} words @returns {Promise<any>} what a command says with --json; `undefined` when it says nothing */
  async json(...words) {
    const { child, ended } = this.begin(...words, '--json');
    const closed = new Promise((resolve) => child.once('close', resolve));
    let stdout = '';
    child.stdout?.on('data', (text) => {
      stdout += text;
    });
    const { stderr } = await ended;
    await closed;
    if (stdout === '') throw new Error(`codomyrmex ${words.join(' ')} said nothing: ${stderr}`);
    return JSON.parse(stdout);
  }

  /** @returns {readonly string[]} what steps have written so far */
  marks() {
    return readFileSync(join(this.path, 'marks'), 'utf8').split('\n').filter(Boolean);
  }

  /** Processes that have to do with this folder: by their folder, which every step works in. */
  left() {
    if (!existsSync('/proc/self/cmdline')) return [];
    const own = new Set([process.pid, ...[...this.#running].map(({ child }) => child.pid)].map(String));
    return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && !own.has(pid) && worksIn(pid, this.path));
  }

  async end() {
    for (const { child, ended } of this.#running) {
      child.kill('SIGKILL');
      await ended;
    }
    for (const pid of this.left()) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }

  async remove() {
    await this.end();
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @param {string} pid @param {string} folder */
function worksIn(pid, folder) {
  try {
    const isZombie = /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return !isZombie && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${folder}\0`);
  } catch {
    return false; // it has ended, or is somebody else's
  }
}
