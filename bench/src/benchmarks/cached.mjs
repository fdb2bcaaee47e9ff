import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnv, builders } from '../cached-builders.mjs';
import { workshop } from '../cached-workshop.mjs';
import { missing } from '../peers.mjs';
import { usageOf } from '../process-usage.mjs';
import { atLeast, atMost, ratio } from '../report/result.mjs';
import { spreadOf } from '../sampling.mjs';

const BARE = 'node -e 0';
const OURS = 'codomyrmex';

/** How much less processor time ours is to need than others. */
const aims = { 'nx with daemon': atLeast(6), wireit: atLeast(8) };

/** Every one in turn, so that what else the machine does meets all of them. */
function measure(subjects, repeats) {
  const samples = new Map(subjects.map(({ name }) => [name, []]));
  for (let repeat = -1; repeat < repeats; repeat++) {
    for (const { name, again, serverCpuMs = () => undefined } of subjects) {
      const before = serverCpuMs();
      const { cpuMs, wallMs } = again();
      if (repeat >= 0) samples.get(name).push({ cpuMs, wallMs, serverMs: (serverCpuMs() ?? 0) - (before ?? 0) });
    }
  }
  return samples;
}

function rowsOf(samples, hasServer) {
  const cpu = (name) => spreadOf(samples.get(name).map(({ cpuMs }) => cpuMs));
  const wall = (name) => spreadOf(samples.get(name).map(({ wallMs }) => wallMs));
  const [bare, own] = [cpu(BARE), cpu(OURS)];
  return [...samples].map(([name, all]) => {
    const figures = {
      'CPU ms': cpu(name),
      'wall ms': wall(name),
      // The clock of another process has ticks of ten milliseconds: only the mean of all calls says something.
      ...(hasServer(name) && {
        'its server, CPU ms': all.reduce((sum, { serverMs }) => sum + serverMs, 0) / all.length,
      }),
    };
    if (name === BARE) return { name, figures, ratios: {} };
    const toBare = ratio(cpu(name), bare, name === OURS ? atMost(3) : undefined);
    if (name === OURS) {
      const native = ratio(own, cpu('turbo, native'), atMost(1.3));
      return { name, figures, ratios: { 'CPU / node -e 0': toBare, 'CPU / turbo, native': native } };
    }
    const toOurs = ratio(cpu(name), own, aims[name]);
    const wallToOurs = ratio(wall(name), wall(OURS));
    return { name, figures, ratios: { 'CPU / node -e 0': toBare, 'CPU / ours': toOurs, 'wall / ours': wallToOurs } };
  });
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Never twice',
  about: `A repository of 50 small packages in five layers, 550 files: each package's build reads its sources and what its dependencies
built, and writes two files. Everything is built once, then asked for again with nothing changed: CPU time of the called process and
all its children, and wall time. Each builder has a copy of the repository; they are called in turn. That nothing was built is
checked at every call; afterwards, that removed outputs come back from the cache, and that a changed source builds the packages that
follow from it and no others.`,
  async run({ quick }) {
    const parent = mkdtempSync(join(tmpdir(), 'codomyrmex-bench-'));
    const { all, missingNames } = builders();
    const shops = [];
    try {
      for (const builder of all) {
        const shop = workshop(join(parent, `${shops.length}`), builder);
        shops.push(shop);
        shop.buildAll();
      }
      const bare = { name: BARE, again: () => usageOf([process.execPath, '-e', '0'], { cwd: parent, env: bareEnv }) };
      const calls = shops.flatMap(({ again, serverCpuMs }) => again.map((call) => ({ ...call, serverCpuMs })));
      const samples = measure([bare, ...calls], quick ? 3 : 9);
      const withServer = new Set(
        calls.filter(({ serverCpuMs }) => serverCpuMs() !== undefined).map(({ name }) => name),
      );
      for (const shop of shops) shop.prove();
      return {
        rows: rowsOf(samples, (name) => withServer.has(name)),
        notes: missingNames.length === 0 ? [] : [missing(missingNames)],
      };
    } finally {
      try {
        for (const shop of shops) shop.stop();
      } finally {
        rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
      }
    }
  },
};
