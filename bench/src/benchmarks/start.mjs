import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost, ratio } from '../report/result.mjs';
import { spreadOf } from '../sampling.mjs';

const program = fileURLToPath(new URL('../../../packages/cli/bin/codomyrmex.cjs', import.meta.url));

const workflow = {
  name: 'one',
  steps: [{ name: 'a', module: 'shell', action: 'run', parameters: { command: 'true' } }],
};

/** Milliseconds from start to end. */
function started(words, folder) {
  // What a corporate certificate costs at every start of Node is not ours; the same for all that is compared.
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    env: { ...env, CODOMYRMEX_ORCHESTRATION_DIR: join(folder, 'data') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${words.join(' ')} exits with ${status}: ${String(stderr)}`);
  return performance.now() - start;
}

const commands = [
  { name: 'codomyrmex --version', words: [program, '--version'], aim: atMost(1.5) },
  { name: 'codomyrmex workflow list', words: [program, 'workflow', 'list'], aim: atMost(2.5) },
  { name: 'codomyrmex run list', words: [program, 'run', 'list'], aim: undefined },
  {
    name: 'codomyrmex workflow run, one step',
    words: [program, 'workflow', 'run', 'one.json', '--quiet'],
    aim: atMost(4),
  },
];

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Start of the command line',
  about: `From the start of \`node\` to its end, on the wall clock, against \`node -e 0\`; the commands in turn, so that what else the
machine does meets all of them. NODE_EXTRA_CA_CERTS is unset: reading certificates is not ours. Each command was started twice before:
the first start keeps the parts of the program that it has run, the second what was compiled of them.`,
  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), 'codomyrmex-bench-'));
    try {
      writeFileSync(join(folder, 'one.json'), JSON.stringify(workflow));
      const all = [{ name: 'node -e 0', words: ['-e', '0'] }, ...commands];
      const times = new Map(all.map(({ name }) => [name, []]));
      for (let repeat = -2; repeat < (quick ? 5 : 20); repeat++) {
        for (const { name, words } of all) {
          const time = started(words, folder);
          if (repeat >= 0) times.get(name).push(time);
        }
      }
      const bare = spreadOf(times.get('node -e 0'));
      const rows = commands.map(({ name, aim }) => {
        const own = spreadOf(times.get(name));
        return { name, figures: { ms: own }, ratios: { '/ node -e 0': ratio(own, bare, aim) } };
      });
      return { rows: [{ name: 'node -e 0', figures: { ms: bare }, ratios: {} }, ...rows] };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
