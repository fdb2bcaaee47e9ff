// Programs that a check runs: output kept, time limited, a few at once.
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';

const LIMIT_MS = 120_000;

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, stdout: string, output: string }>} code 1 also stands for an end by a signal;
 * `output` is stdout, then stderr
 */
export function runProgram(program, args, { cwd, env = process.env }) {
  return new Promise((resolve) => {
    const options = {
      cwd,
      env,
      encoding: /** @type {const} */ ('utf8'),
      timeout: LIMIT_MS,
      maxBuffer: 32 * 1024 * 1024,
    };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const why = error?.killed === true ? `\n${program} was ended after ${LIMIT_MS / 1000} s` : '';
      const unstarted = typeof error?.code === 'string' ? `\n${error.message}` : '';
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, output: `${stdout}${stderr}${why}${unstarted}`.trim() });
    });
    child.stdin?.end();
  });
}

/**
 * Works on the items, as many at once as there are processors.
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<Result>} work
 * @returns {Promise<Result[]>} in the order of the items
 */
export async function inLanes(items, work) {
  /** @type {Result[]} */
  const results = [];
  const rest = [...items.entries()];
  const lane = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return results;
}
