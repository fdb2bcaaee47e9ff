// Ratios of our own parts to their limits and peers: docs/benchmarks.md says how it is called.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchmarkNames, benchmarkOf } from './benchmarks.mjs';
import { installPeers } from './peers.mjs';
import { worsened } from './report/comparison.mjs';
import { documentOf } from './report/document.mjs';
import { thisMachine } from './report/machine.mjs';
import { plainTable } from './report/table.mjs';

const recordedFile = new URL('../recorded.json', import.meta.url);
const pageFile = new URL('../../docs/benchmarks.md', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
    'install-peers': { type: 'boolean', default: false },
    /** This process is the one that measures. */
    alone: { type: 'boolean', default: false },
  },
});

/** @returns {Record<string, import('./report/document.mjs').Recorded>} */
const readRecorded = () => (existsSync(recordedFile) ? JSON.parse(readFileSync(recordedFile, 'utf8')) : {});

/**
 * In a process of its own: what one benchmark teaches the compiler changes the figures of the next.
 * @param {string} name
 * @returns {import('./report/document.mjs').Recorded | undefined}
 */
function measured(name) {
  const words = ['--expose-gc', fileURLToPath(import.meta.url), name, '--alone', ...(values.quick ? ['--quick'] : [])];
  const machine = thisMachine();
  const { status, stdout } = spawnSync(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) return undefined;
  return { machine, result: JSON.parse(stdout.toString()) };
}

async function measureAll() {
  const unknown = positionals.filter((name) => !benchmarkNames.includes(name));
  if (unknown.length > 0) {
    console.error(`no benchmark is called ${unknown.join(', ')}; there are ${benchmarkNames.join(', ')}`);
    return 2;
  }
  const recorded = readRecorded();
  /** @type {typeof recorded} */
  const now = {};
  let failed = 0;
  for (const name of positionals.length === 0 ? benchmarkNames : positionals) {
    const one = measured(name);
    if (one === undefined) {
      console.error(`${name}: could not be measured`);
      failed += 1;
      continue;
    }
    now[name] = one;
    if (values.write) record(recorded, name, one);
    if (!values.json) await tell(name, one, recorded[name]);
  }
  if (values.json) console.log(JSON.stringify(now, null, 2));
  if (values.write) await writePage(recorded);
  return failed === 0 ? 0 : 1;
}

/** @param {string} name @param {import('./report/document.mjs').Recorded} one @param {import('./report/document.mjs').Recorded | undefined} before */
async function tell(name, one, before) {
  const { title } = await benchmarkOf(name);
  console.log(`\n${name}: ${title} (load ${one.machine.load})\n${plainTable(one.result)}`);
  for (const note of one.result.notes ?? []) console.log(`- ${note}`);
  if (!values.compare) return;
  for (const warning of worsened(name, one.result, before?.result)) console.log(`warning: ${warning}`);
}

/** At once, so that nothing measured is lost when a later one breaks. @param {ReturnType<typeof readRecorded>} recorded @param {string} name @param {import('./report/document.mjs').Recorded} one */
function record(recorded, name, one) {
  recorded[name] = one;
  writeFileSync(recordedFile, `${JSON.stringify(recorded, null, 2)}\n`);
}

/** @param {ReturnType<typeof readRecorded>} recorded */
async function writePage(recorded) {
  const benchmarks = new Map();
  for (const name of benchmarkNames) benchmarks.set(name, await benchmarkOf(name));
  writeFileSync(pageFile, documentOf(benchmarks, recorded));
}

if (values['install-peers']) process.exitCode = installPeers();
else if (values.alone) {
  const benchmark = await benchmarkOf(positionals[0] ?? '');
  const result = await benchmark.run({ quick: values.quick });
  process.stdout.write(JSON.stringify(result));
} else process.exitCode = await measureAll();
