import { createMemoryJournal } from '@codomyrmex/testing';
import { foreachRun } from '../foreach-run.mjs';
import { atMost, ratio } from '../report/result.mjs';
import { spreadOf } from '../sampling.mjs';
import { inStore } from '../store-folder.mjs';

/** So many items in a sample; and until so many were done, the compiler is at work. */
const ITEMS_PER_SAMPLE = 10_000;
const WARM_UP_ITEMS = 50_000;

const places = {
  'in memory': (work) => work({ journal: createMemoryJournal({ events: 'count' }) }),
  relaxed: (work) => inStore('relaxed', work),
};

/** Each run on a store of its own, which closes with its engine. */
async function sampleOf(place, items) {
  const runs = Math.max(1, Math.floor(ITEMS_PER_SAMPLE / items));
  const all = [];
  for (let run = 0; run < runs; run++) all.push(await places[place]((store) => foreachRun(store, items)));
  return {
    cpu: all.reduce((sum, { cpu }) => sum + cpu, 0) / runs / items,
    retained: all.reduce((sum, { retained }) => sum + retained, 0) / runs / items,
    block: Math.max(...all.map(({ block }) => block)),
    // The longest of a run, at most runs: one in ten that met other work of the machine says nothing.
    wait: spreadOf(all.map(({ waits }) => Math.max(0, ...waits))).median,
    began: all.reduce((sum, { waits }) => sum + waits.length, 0),
  };
}

/** Milliseconds that the same steps wait at most where no items are. */
const waitAlone = (place) => places[place](async (store) => Math.max(...(await foreachRun(store, 0)).waits));

async function rowOf(place, items, repeats) {
  const samples = [];
  const alone = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    samples.push(await sampleOf(place, items));
    alone.push(await waitAlone(place));
  }
  if (samples.every(({ began }) => began === 0)) throw new Error(`no step began beside ${items} items`);
  const figure = (name) => spreadOf(samples.map((sample) => sample[name]));
  const block = figure('block');
  const wait = figure('wait');
  return {
    name: `${place}, ${items.toLocaleString('en')}`,
    figures: {
      'µs an item': figure('cpu'),
      'retained B an item': figure('retained'),
      'longest block ms': block,
      'a step beside it begins within ms': wait,
      'without it, ms': spreadOf(alone),
    },
    ratios: {
      ...(items === 100_000 && { 'longest block / 50 ms': ratio(block, 50, atMost(1)) }),
      'wait beside / 50 ms': ratio(wait, 50, atMost(1)),
    },
  };
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Many items of one step',
  about: `A step with \`foreach\` over items that each run a no-op action, sixteen at once, through the whole engine: in memory, and on the
embedded store (\`relaxed\`, which survives a killed process). What is retained is what the ended run holds. Beside it ten ordinary steps, one after the
other, with slots of their own: the longest that one of them waits until it begins while items are done, and what it waits without the
items. The longest block is the time between two turns of the event loop; on a loaded machine it holds the wait for a core as well.`,
  async run({ quick }) {
    const rows = [];
    const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];
    for (const place of Object.keys(places)) {
      for (let done = 0; done < (quick ? ITEMS_PER_SAMPLE : WARM_UP_ITEMS); done += ITEMS_PER_SAMPLE) {
        await sampleOf(place, 1_000);
      }
      let before;
      for (const items of sizes) {
        const row = await rowOf(place, items, quick ? 2 : 3);
        const own = row.figures['µs an item'];
        if (before !== undefined) row.ratios['an item / at a tenth'] = ratio(own, before, atMost(1.5));
        before = own;
        rows.push(row);
      }
    }
    return { rows };
  },
};
