// The steps that the commands are made of. A step says on stderr what it does and how long it took;
// stdout is left to the programs that are run.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../workspace.mjs';
import { OUT_OF_TIME, run } from './children.mjs';
import { install } from './setup.mjs';
import { readCounts } from './test-counts.mjs';

/** Static checks: scripts of the root package.json that turbo may answer from its cache. */
const staticChecks = ['check:lint', 'check:types', 'check:floors', 'check:unused', 'check:api', 'docs:site'];

const NOTICE_AFTER_MS = 1_000;
/** A test that loops for ever is beyond vitest's own limits: the run must still end within what CI gives it. */
const TESTS_LIMIT_MS = 24 * 60_000;

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {number} since milliseconds of performance.now() */
export function elapsed(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Runs one step and tells its end. A step that shows its own output is announced, a silent one only when it takes
 * a while.
 * @param {{ name: string, about: string, announced: 'first' | 'late' }} what
 * @param {() => Promise<{ code: number, output?: string, note?: string }>} work output is shown when it failed
 * @returns {Promise<number>} the exit code
 */
async function step({ name, about, announced }, work) {
  const started = performance.now();
  const announce = () => say(`${name}: ${about} …`);
  if (announced === 'first') announce();
  const notice = announced === 'late' ? setTimeout(announce, NOTICE_AFTER_MS) : undefined;
  const { code, output, note } = await work().finally(() => clearTimeout(notice));
  if (code !== 0 && output !== undefined) process.stderr.write(output.trimEnd().concat('\n'));
  const end = code === 0 ? 'done' : `FAILED with exit code ${code}`;
  say(`${name}: ${end}${note === undefined ? '' : `, ${note}`} (${elapsed(started)})`);
  return code;
}

/**
 * Installs and builds. Everything else needs the environment that this gives.
 * @returns {Promise<{ code: number, env: NodeJS.ProcessEnv }>}
 */
export async function setup() {
  /** @type {NodeJS.ProcessEnv} */
  let env = process.env;
  const installed = await step({ name: 'install', about: 'what pnpm-lock.yaml names', announced: 'late' }, async () => {
    const result = await install(repositoryRoot);
    env = result.env;
    return result.skipped ? { code: 0, note: 'nothing had changed' } : { code: result.code };
  });
  if (installed !== 0) return { code: installed, env };
  return { code: await turbo('build', 'every package that has changed', ['build'], env), env };
}

/**
 * @param {string} name
 * @param {string} about
 * @param {readonly string[]} tasks
 * @param {NodeJS.ProcessEnv} env
 */
function turbo(name, about, tasks, env) {
  return step({ name, about, announced: 'late' }, async () => {
    const args = [
      'run',
      ...tasks,
      '--continue=dependencies-successful',
      '--output-logs=errors-only',
      '--log-order=grouped',
      '--no-color',
    ];
    const { code, output } = await run('turbo', args, { cwd: repositoryRoot, env, output: 'kept' });
    const cached = /Cached:\s+(\d+) cached, (\d+) total/.exec(output);
    return {
      code,
      output,
      ...(cached === null ? {} : { note: `${cached[2]} tasks, ${cached[1]} of them from the cache` }),
    };
  });
}

/** @param {NodeJS.ProcessEnv} env */
export function checkStatically(env) {
  return turbo('static checks', staticChecks.join(', '), staticChecks, env);
}

/**
 * Every test, or those that vitest's own arguments choose. The counts come from vitest's report.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function test(args, env) {
  return step({ name: 'tests', about: ['vitest', ...args].join(' '), announced: 'first' }, async () => {
    const reports = join(repositoryRoot, 'reports');
    rmSync(reports, { recursive: true, force: true });
    mkdirSync(reports);
    const json = join(reports, 'tests.json');
    const reporters = ['--reporter=default', '--reporter=json', '--reporter=junit'];
    const files = [`--outputFile.json=${json}`, `--outputFile.junit=${join(reports, 'tests.junit.xml')}`];
    const { code } = await run('vitest', ['run', ...reporters, ...files, ...args], {
      cwd: repositoryRoot,
      env,
      output: 'shown',
      limitMs: TESTS_LIMIT_MS,
    });
    if (code === OUT_OF_TIME) return { code, note: `ended after ${TESTS_LIMIT_MS / 60_000} minutes: a test hangs` };
    const { passed, failed } = readCounts(json);
    return { code: code === 0 && failed > 0 ? 1 : code, note: `${passed} passed, ${failed} failed` };
  });
}

/**
 * A program whose output is for the caller.
 * @param {string} name
 * @param {readonly [string, ...string[]]} command
 * @param {NodeJS.ProcessEnv} env
 */
export function show(name, [program, ...args], env) {
  return step({ name, about: [program, ...args].join(' '), announced: 'first' }, async () => {
    const { code } = await run(program, args, { cwd: repositoryRoot, env, output: 'shown' });
    return { code };
  });
}
