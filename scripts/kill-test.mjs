#!/usr/bin/env node
// Kills a run of 60 steps with SIGKILL at random moments, resumes it, and looks at what is left:
//   node scripts/kill-test.mjs [kills=200] [seed=1]
// Holds: no step whose success was committed runs again, no committed result is lost or changed, and the run ends as it
// would have ended. Each step appends its name to a file, so that a second run of it can be seen from outside.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [kills = 200, seed = 1] = process.argv.slice(2).map(Number);
const cli = fileURLToPath(new URL('../packages/cli/bin/codomyrmex.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'codomyrmex-kill-'));
const marks = join(folder, 'marks.txt');
const STEPS = 60;

let state = seed;
const random = () => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return state / 0x7fff_ffff;
};

/** Ten layers of six; the last step of every layer but the last is waited for by the whole next layer. */
function definition() {
  const steps = Array.from({ length: STEPS }, (_, step) => {
    const layer = Math.floor(step / 6);
    return {
      name: `s${step}`,
      module: 'shell',
      action: 'run',
      parameters: {
        command: ['sh', '-c', 'printf "%s\\n" "$1" >> "$2"; sleep 0.05; echo "result $1"', 'sh', `s${step}`, marks],
      },
      dependencies: layer === 0 ? [] : [`s${layer * 6 - 1}`, `s${layer * 6 - 2}`],
      max_retries: 0,
    };
  });
  return { name: 'killed', max_parallel: 4, steps };
}

const json = (...words) => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cli, ...words, '--json', '--data-dir', join(folder, 'data')],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (stdout === '') throw new Error(`codomyrmex ${words.join(' ')} said nothing: ${stderr}`);
  return JSON.parse(stdout);
};

/** Runs the command until it ends or `killAfter` milliseconds are over. */
function runUntilKilled(words, killAfter) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...words, '--quiet', '--data-dir', join(folder, 'data')], {
      stdio: 'ignore',
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(signal === 'SIGKILL' ? 'killed' : code);
    });
  });
}

/** What a committed step must still be at the next look. */
function check(committed, document) {
  for (const [name, output] of committed) {
    const now = document.results[name];
    if (now.status !== 'completed') throw new Error(`${name} was committed and is now ${now.status}`);
    if (JSON.stringify(now.output) !== output) throw new Error(`${name} has another result than was committed`);
  }
  for (const [name, result] of Object.entries(document.results)) {
    if (result.status === 'completed') committed.set(name, JSON.stringify(result.output));
  }
}

const times = (name) =>
  readFileSync(marks, 'utf8')
    .split('\n')
    .filter((line) => line === name).length;

let killed = 0;
let runs = 0;
const file = join(folder, 'killed.json');
writeFileSync(file, JSON.stringify(definition()));
while (killed < kills) {
  writeFileSync(marks, '');
  runs++;
  const committed = new Map();
  const marksAtCommit = new Map();
  let words = ['workflow', 'run', file];
  let id;
  for (;;) {
    const ended = await runUntilKilled(words, 150 + random() * 900);
    if (ended === 'killed') killed++;
    const known = id ?? json('run', 'list').find((run) => run.status !== 'completed')?.execution_id;
    if (known === undefined) {
      if (ended !== 'killed') throw new Error(`the run ended with ${ended} and is not listed`);
      continue; // killed before its first fact: nothing was promised
    }
    id = known;
    const document = json('run', 'show', id);
    for (const [name, count] of marksAtCommit) {
      if (times(name) !== count) throw new Error(`${name} ran again after it was committed`);
    }
    check(committed, document);
    for (const name of committed.keys()) marksAtCommit.set(name, times(name));
    if (document.status === 'completed') break;
    if (document.status !== 'interrupted') throw new Error(`after a kill the run is ${document.status}`);
    words = ['run', 'resume', id];
  }
  if (committed.size !== STEPS) throw new Error(`only ${committed.size} of ${STEPS} steps are committed`);
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `${killed} kills over ${runs} runs of ${STEPS} steps: every committed result kept, no committed step run again`,
);
