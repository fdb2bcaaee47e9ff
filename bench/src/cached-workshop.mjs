import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkBuilder } from './cached-builders.mjs';
import { affectedBy, packages, writeMonorepo } from './cached-monorepo.mjs';
import { usageOf } from './process-usage.mjs';

const names = packages.map(({ name }) => name);

/** In the last layer but one: few packages follow it. */
const CHANGED = 'p32';

/**
 * A monorepo of its own for one builder, so that none sees what another writes.
 * @param {string} parent
 * @param {import('./cached-builders.mjs').Builder} builder
 */
export function workshop(parent, builder) {
  const folder = join(parent, 'repo');
  const log = join(parent, 'built.log');
  const [first] = builder.calls;
  mkdirSync(folder, { recursive: true });
  writeMonorepo(folder, builder.own);
  linkBuilder(folder, builder);
  const called = (/** @type {readonly string[]} */ words) => {
    writeFileSync(log, '');
    const usage = usageOf(words, { cwd: folder, env: builder.env });
    return { usage, built: readFileSync(log, 'utf8').trim().split('\n').filter(Boolean).sort() };
  };
  /** @param {string} when @param {readonly string[]} expected */
  const checked = (when, expected, { name, words } = first) => {
    const { usage, built } = called(words);
    if (built.join() === expected.join()) return usage;
    throw new Error(`${name}, ${when}: built [${built.join()}] instead of [${expected.join()}]\n${usage.output}`);
  };
  return {
    buildAll: () => checked('first', names),
    /** Each of its calls, with nothing changed. */
    again: builder.calls.map((call) => ({ name: call.name, again: () => checked('nothing changed', [], call) })),
    /** What is gone comes out of the cache, and a change builds what follows from it. */
    prove() {
      proveOutputs(folder, () => checked('outputs removed', []));
      const changed = join(folder, 'packages', CHANGED, 'src', 'part0.js');
      writeFileSync(changed, `${readFileSync(changed, 'utf8')}export const more = 1;\n`);
      checked('one source changed', affectedBy(CHANGED));
      checked('after the change', []);
    },
    serverCpuMs: () => serverCpuMs(builder.serverPid?.(folder)),
    stop: () => builder.stop?.(folder),
  };
}

/** @param {string} folder @param {() => unknown} build */
function proveOutputs(folder, build) {
  const outputs = names.map((name) => join(folder, 'packages', name, 'dist'));
  const before = outputs.map((dist) => readFileSync(join(dist, 'index.js'), 'utf8'));
  for (const dist of outputs) rmSync(dist, { recursive: true });
  build();
  outputs.forEach((dist, index) => {
    const file = join(dist, 'index.js');
    if (!existsSync(file) || readFileSync(file, 'utf8') !== before[index]) throw new Error(`${file} was not put back`);
  });
}

/** What a process that is not ours has used so far: Linux tells it, in hundredths of a second. @param {number | undefined} pid */
function serverCpuMs(pid) {
  const file = `/proc/${pid}/stat`;
  if (pid === undefined || !existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
