import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./graph-row-process.mjs', import.meta.url));

/** A million tasks take one process long enough. */
const processesFor = (size) => (size > 100_000 ? 1 : 5);

/**
 * What `kind` (a file of `graph-rows/`) measures of every shape, smallest first; one size of one shape where it shall be quick. Each is
 * measured in processes of its own: what one teaches the compiler and leaves on the heap would change the figures of the next. Of five
 * processes the middle one counts: in about one of four V8 copies what a run keeps instead of putting it where it stays, and all of that
 * process takes more than twice as long.
 * @param {'kernel' | 'engine'} kind
 * @param {boolean} isQuick
 */
export function ofEachShape(kind, isQuick) {
  const shapes = isQuick ? ['layered'] : ['layered', 'chain', 'fan'];
  const sizes = isQuick ? [10_000] : [1_000, 10_000, 100_000, 1_000_000];
  return shapes.flatMap((shape) => sizes.map((size) => middleOf(kind, shape, size)));
}

function middleOf(kind, shape, size) {
  const figure = `${kind} µs/task`;
  const rows = Array.from({ length: processesFor(size) }, () => measured(kind, shape, size));
  const sorted = rows.toSorted((one, other) => one.figures[figure].median - other.figures[figure].median);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const low = Math.min(...rows.map(({ figures }) => figures[figure].low));
  const high = Math.max(...rows.map(({ figures }) => figures[figure].high));
  return { ...middle, figures: { ...middle.figures, [figure]: { ...middle.figures[figure], low, high } } };
}

function measured(kind, shape, size) {
  const words = [...process.execArgv, program, kind, shape, String(size)];
  const { status, stdout } = spawnSync(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`${kind} of ${size} tasks (${shape}) exited with ${status}`);
  return JSON.parse(stdout.toString());
}
