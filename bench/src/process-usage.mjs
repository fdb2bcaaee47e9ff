import { spawnSync } from 'node:child_process';

/** @typedef {{ readonly wallMs: number, readonly cpuMs: number, readonly output: string }} Usage */

// Node does not tell what a child used, and time(1) only to hundredths of a second.
const script = `TIMEFORMAT='%3R %3U %3S'; time "$@" 2>&1`;

/**
 * Runs a program to its end: its wall time, and the CPU time of it and of all its children that it waited for.
 * @param {readonly string[]} words
 * @param {{ readonly cwd: string, readonly env: NodeJS.ProcessEnv }} options
 * @returns {Usage}
 * @throws when it does not exit with 0
 */
export function usageOf(words, { cwd, env }) {
  const { status, stdout, stderr, error } = spawnSync('bash', ['-c', script, 'bash', ...words], {
    cwd,
    env: { ...env, LC_ALL: 'C' },
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${words.join(' ')} exits with ${status}: ${String(stdout)}${String(stderr)}`);
  const [real = 0, user = 0, system = 0] = String(stderr).trim().split(' ').map(Number);
  return { wallMs: real * 1000, cpuMs: (user + system) * 1000, output: String(stdout) };
}
