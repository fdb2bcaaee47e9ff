import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, documentsOf, removeDocuments, writeTree } from '../documented-tree.mjs';
import { usageOf } from '../process-usage.mjs';
import { ratio } from '../report/result.mjs';
import { spreadOf } from '../sampling.mjs';

const program = fileURLToPath(new URL('../../../packages/cli/bin/codomyrmex.cjs', import.meta.url));
const FIRST = 'docs generate, first time';
const LIMIT = 'reading every file';

/** What nobody who looks at the tree can do without. */
const reading = `const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
for (const item of readdirSync('.', { recursive: true, withFileTypes: true })) {
  if (item.isFile()) readFileSync(join(item.parentPath ?? item.path, item.name), 'utf8');
}`;

// What a corporate certificate costs at every start of Node is not ours; the same for all that is compared.
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, CODOMYRMEX_ORCHESTRATION_DIR: ___, ...env } = process.env;

/** @param {string} folder @param {string} command */
function docs(folder, command) {
  const before = documentsOf(folder);
  const usage = usageOf([process.execPath, program, 'docs', command, '.', '--json'], { cwd: folder, env });
  const after = documentsOf(folder);
  const written = [...after].filter(([file, at]) => before.get(file) !== at).length;
  return { ...usage, written, documents: after.size, told: JSON.parse(usage.output) };
}

/** @param {boolean} isSo @param {string} what @param {ReturnType<typeof docs>} done */
function expectThat(isSo, what, { written, documents, told }) {
  if (isSo) return;
  throw new Error(`${what}: ${written} of ${documents} written; ${JSON.stringify(told).slice(0, 2_000)}`);
}

const countOf = ({ told }, ...actions) => told.documents.filter(({ action }) => actions.includes(action)).length;

/** The whole story once; the documents are gone before it. */
function once(folder, folders, round) {
  removeDocuments(folder);
  const limit = { ...usageOf([process.execPath, '-e', reading], { cwd: folder, env }), written: 0 };
  const first = docs(folder, 'generate');
  expectThat(first.written >= folders && countOf(first, 'created') === first.written, 'the first time', first);
  const again = docs(folder, 'generate');
  expectThat(again.written === 0 && countOf(again, 'unchanged') === first.documents, 'nothing changed', again);
  describe(folder, 1, `Another description, ${round}.`);
  const changed = docs(folder, 'generate');
  const isFew = changed.written > 0 && changed.written < 10;
  expectThat(isFew && countOf(changed, 'updated') === changed.written, 'one change', changed);
  const check = docs(folder, 'check');
  const isTrue = check.told.success && check.told.documents === first.documents && check.written === 0;
  expectThat(isTrue, 'check', check);
  return new Map([
    [LIMIT, limit],
    [FIRST, first],
    ['docs generate, nothing changed', again],
    ['docs generate, one description changed', changed],
    ['docs check', check],
  ]);
}

function rowsOf(rounds) {
  const names = [...rounds[0].keys()];
  const wall = (name) => spreadOf(rounds.map((round) => round.get(name).wallMs));
  const cpu = (name) => spreadOf(rounds.map((round) => round.get(name).cpuMs));
  return names.map((name) => ({
    name,
    figures: { 'wall ms': wall(name), 'CPU ms': cpu(name), 'files written': rounds[0].get(name).written },
    ratios: {
      ...(name !== LIMIT && { 'CPU / reading': ratio(cpu(name), cpu(LIMIT)) }),
      ...(name !== LIMIT && name !== FIRST && { 'CPU / first time': ratio(cpu(name), cpu(FIRST)) }),
    },
  }));
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Documents of a project',
  about: `A project of 50 packages with 20 folders each and three sources in most of them; README.md and AGENTS.md for every folder (\`folders:
{ include: ["**"] }\`). The command line, from its start to its end: without any documents, with nothing changed, with the description
of one package changed, and \`docs check\`, which has to find nothing. Files written are counted by their times on the disk. The limit
is a process of Node that reads every file of the project, documents apart, and does nothing with it.`,
  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), 'codomyrmex-bench-'));
    const packages = quick ? 5 : 50;
    try {
      writeTree(folder, packages);
      const rounds = [];
      for (let round = 0; round < (quick ? 2 : 3); round++) rounds.push(once(folder, packages * 20, round));
      return { rows: rowsOf(rounds) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
