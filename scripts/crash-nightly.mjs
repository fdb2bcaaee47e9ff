#!/usr/bin/env node
// Kills processes of the command line with SIGKILL at random moments, one and several of them on one data folder, and looks
// from outside at what is left:
//   node scripts/crash-nightly.mjs [kills=1000] [seed=1] [only=WORKFLOW]      (build first)
// Holds for every run: no step whose end was committed runs again, no committed result is lost or changed, nothing runs twice
// at the same time, a lock has one holder, the run ends as it would have ended, and no process is left of it.
import { KilledFolder } from './crash/killed-folder.mjs';
import { Round } from './crash/round.mjs';
import { workflows } from './crash/workflows.mjs';

const given = new Map(process.argv.slice(2).map((word) => /** @type {[string, string]} */ (word.split('=', 2))));
const kills = Number(given.get('kills') ?? 1_000);
const seed = Number(given.get('seed') ?? 1);
const chosen = workflows.filter(({ name }) => name === (given.get('only') ?? name));
if (!Number.isSafeInteger(kills) || !Number.isSafeInteger(seed) || chosen.length === 0) {
  console.error(
    `usage: node scripts/crash-nightly.mjs [kills=N] [seed=N] [only=${workflows.map(({ name }) => name).join('|')}]`,
  );
  process.exit(2);
}

let state = seed;
const random = () => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return state / 0x7fff_ffff;
};

/** Seconds. */
const TELL_EVERY = 30;
const began = Date.now();
let toldAt = 0;
let killed = 0;
let runs = 0;
const ended = new Map();
for (let round = 0; killed < kills; round++) {
  const folder = new KilledFolder();
  try {
    const told = await new Round({ folder, random, workflows: chosen, most: kills - killed }).play();
    killed += told.kills;
    for (const { workflow, status } of told.runs) {
      const key = `${workflow} ${status}`;
      ended.set(key, (ended.get(key) ?? 0) + 1);
      runs++;
    }
  } catch (error) {
    console.error(
      `round ${round} of seed ${seed}, after ${killed} kills: ${error instanceof Error ? error.stack : String(error)}`,
    );
    console.error(`what is left of it: ${folder.path}`);
    await folder.end();
    process.exit(1);
  }
  await folder.remove();
  const seconds = (Date.now() - began) / 1_000;
  if (seconds < toldAt + TELL_EVERY) continue;
  toldAt = seconds;
  console.log(`${killed} kills over ${runs} runs, ${((killed / seconds) * 60).toFixed(0)} a minute`);
}
const list = [...ended].map(([key, count]) => `${count} × ${key}`);
console.log(
  `${killed} kills over ${runs} runs (${list.join(', ')}) in ${((Date.now() - began) / 1_000).toFixed(0)} s: every committed result kept, nothing run again or twice at once, every run ended as it would have, no process left`,
);
