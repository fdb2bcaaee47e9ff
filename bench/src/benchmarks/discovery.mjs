import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addPlugins, host } from '../installed-plugins.mjs';
import { ratio } from '../report/result.mjs';
import { spreadOf } from '../sampling.mjs';

const COUNT = 100;

const workflowOf = (module, action, parameters) => ({
  name: module,
  steps: [{ name: 'a', module, action, max_retries: 0, parameters }],
});

const commands = [
  { name: 'plugin list', words: ['plugin', 'list'] },
  { name: 'action list', words: ['action', 'list'] },
  { name: 'workflow run, one step of a shipped plugin', words: ['workflow', 'run', 'shipped.json', '--quiet'] },
];

/** @param {string} folder @param {'none' | 'copied' | 'linked'} kind */
function prepared(folder, kind) {
  const { call } = host(folder);
  writeFileSync(join(folder, 'shipped.json'), JSON.stringify(workflowOf('shell', 'run', { command: ['true'] })));
  if (kind === 'none') return { kind, call };
  addPlugins(folder, { kind, count: COUNT });
  prove(folder, call);
  return { kind, call };
}

/** That all of them are there, can be loaded, and do what they are for. */
function prove(folder, call) {
  const own = (text) => JSON.parse(text).filter(({ module }) => module.startsWith('bench_'));
  const plugins = own(call(['plugin', 'list', '--json']));
  const actions = own(call(['action', 'list', '--json']));
  if (plugins.length !== COUNT || plugins.some(({ error }) => error !== undefined)) {
    throw new Error(`${plugins.length} plugins of ${COUNT}: ${JSON.stringify(plugins.find(({ error }) => error))}`);
  }
  if (actions.length !== COUNT * 5) throw new Error(`${actions.length} actions of ${COUNT} plugins`);
  writeFileSync(join(folder, 'added.json'), JSON.stringify(workflowOf('bench_057', 'say_3', { name: 'bench' })));
  const told = call(['workflow', 'run', 'added.json', '--json']);
  if (!told.includes('hello bench')) throw new Error(`the step of an added plugin gave ${told}`);
}

function timed(call, words) {
  const start = performance.now();
  call(words);
  return performance.now() - start;
}

/** In turn, so that what else the machine does meets all of them. */
function measure(hosts, repeats) {
  const samples = new Map(commands.map(({ name }) => [name, new Map(hosts.map(({ kind }) => [kind, []]))]));
  for (let repeat = -1; repeat < repeats; repeat++) {
    for (const { name, words } of commands) {
      for (const { kind, call } of hosts) {
        const time = timed(call, words);
        if (repeat >= 0) samples.get(name).get(kind).push(time);
      }
    }
  }
  return samples;
}

function rowOf(name, byKind) {
  const [none, copied, linked] = ['none', 'copied', 'linked'].map((kind) => spreadOf(byKind.get(kind)));
  return {
    name,
    figures: {
      'none, ms': none,
      [`${COUNT} copied, ms`]: copied,
      [`${COUNT} linked, ms`]: linked,
      'ms a copied plugin': (copied.median - none.median) / COUNT,
      'ms a linked plugin': (linked.median - none.median) / COUNT,
    },
    ratios: { 'copied / none': ratio(copied, none), 'linked / none': ratio(linked, none) },
  };
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'What a plugin costs at the start',
  about: `Commands with no added plugin and with ${COUNT} of five actions each, on the wall clock, from the start of \`node\` to its end; in turn.
Copied plugins lie in the data folder, as \`plugin add\` puts them there; linked ones are used where they are (\`--link\`), so that their
manifests are read again. The one-step run uses none of them. That all of them can be listed, and one of them run, is checked.`,
  async run({ quick }) {
    // Where the temporary folder is a link, the list of whom one trusts has another name for it.
    const parent = realpathSync(mkdtempSync(join(tmpdir(), 'codomyrmex-bench-')));
    try {
      const hosts = ['none', 'copied', 'linked'].map((kind) => prepared(join(parent, kind), kind));
      const samples = measure(hosts, quick ? 3 : 15);
      return { rows: [...samples].map(([name, byKind]) => rowOf(name, byKind)) };
    } finally {
      rmSync(parent, { recursive: true, force: true });
    }
  },
};
