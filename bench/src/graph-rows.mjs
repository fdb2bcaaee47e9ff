import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./graph-row-process.mjs', import.meta.url));

/**
 * What `kind` (a file of `graph-rows/`) measures of every shape, smallest first; one size of one shape where it shall be quick. Each is
 * measured in a process of its own: what one teaches the compiler and leaves on the heap would change the figures of the next.
 * @param {'kernel' | 'engine'} kind
 * @param {boolean} isQuick
 */
export function ofEachShape(kind, isQuick) {
  const layered = (isQuick ? [10_000] : [1_000, 10_000, 100_000, 1_000_000]).map((size) => ['layered', size]);
  const others = (isQuick ? [] : [100_000, 1_000_000]).flatMap((size) => [
    ['chain', size],
    ['fan', size],
  ]);
  return [...layered, ...others].map(([shape, size]) => measured(kind, shape, size));
}

function measured(kind, shape, size) {
  const words = [...process.execArgv, program, kind, shape, String(size)];
  const { status, stdout } = spawnSync(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`${kind} of ${size} tasks (${shape}) exited with ${status}`);
  return JSON.parse(stdout.toString());
}
