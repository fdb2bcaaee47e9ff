// Some runs on one data folder, with processes that are killed until enough is enough, and then to their end.
import { setTimeout as sleep } from 'node:timers/promises';
import { RunWatch } from './run-watch.mjs';

/** Milliseconds after which a round has to be over. */
const PATIENCE = 300_000;
const MOST_KILLS = 8;

/** @typedef {import('./workflows.mjs').Killed} Killed */

export class Round {
  #folder;
  #random;
  #workflows;
  #kills = 0;
  /** @type {string | undefined} */
  #refused;
  #most;
  /** @type {Map<string, RunWatch>} by the id of the run */
  #runs = new Map();
  /** @type {Set<import('./killed-folder.mjs').Running>} that carry runs */
  #carriers = new Set();
  #began = Date.now();
  /** Milliseconds that a command takes here: kills are to come while runs go on, not while processes begin. */
  #pace = 300;

  /** @param {{ folder: import('./killed-folder.mjs').KilledFolder, random: () => number, workflows: readonly Killed[], most: number }} options */
  constructor({ folder, random, workflows, most }) {
    this.#folder = folder;
    this.#random = random;
    this.#workflows = workflows;
    this.#most = Math.min(most, MOST_KILLS);
  }

  /** @returns {Promise<{ kills: number, runs: readonly { workflow: string, status: string }[] }>} */
  async play() {
    const count = this.#chance(0.5) ? 1 : 1 + Math.floor(this.#random() * 3);
    const begun = Array.from({ length: count }, () => this.#pick(this.#workflows));
    for (const workflow of begun) this.#carry('workflow', 'run', this.#folder.file(workflow), '--quiet');
    while (this.#kills < this.#most) {
      await sleep(100 + this.#random() * (600 + 3 * this.#pace));
      await this.#act();
      if (await this.#isOver()) break;
    }
    await this.#toTheEnd();
    const left = await this.#leftAfter(2_000);
    if (left.length > 0) throw new Error(`processes ${left.join(', ')} are left after the end of all runs`);
    return {
      kills: this.#kills,
      runs: [...this.#runs.values()].map(({ workflow, status }) => ({ workflow: workflow.name, status })),
    };
  }

  /** Something that somebody does: most often a kill. */
  async #act() {
    const deed = this.#random();
    if (deed < 0.5) return this.#kill(1);
    if (deed < 0.6) return this.#kill(this.#carriers.size);
    if (deed < 0.75) return this.#serve();
    const open = [...this.#runs.values()].filter(({ isOver }) => !isOver);
    const run = open.length === 0 ? undefined : this.#pick(open);
    if (run === undefined) return;
    if (deed < 0.9) return void this.#carry('run', 'resume', run.id, '--quiet');
    if (deed < 0.96) {
      const words = this.#chance(0.5) ? ['--stop'] : [];
      return void (await this.#folder.begin('run', 'pause', run.id, ...words).ended);
    }
    run.wasCancelled = true;
    await this.#folder.begin('run', 'cancel', run.id).ended;
  }

  /** @param {number} count of those that carry runs */
  async #kill(count) {
    const chosen = [...this.#carriers].sort(() => this.#random() - 0.5).slice(0, count);
    for (const { child } of chosen) child.kill('SIGKILL');
    for (const { ended } of chosen) if ((await ended).signal === 'SIGKILL') this.#kills++;
    await this.#look();
  }

  #serve() {
    // The second of two is refused, which is no matter.
    this.#carry('serve', '--grace', '1s');
  }

  /** @param {readonly string[]} words */
  #carry(...words) {
    const running = this.#folder.begin(...words);
    this.#carriers.add(running);
    running.ended.then(({ code, stderr }) => {
      this.#carriers.delete(running);
      // What is said or written wrong is the script's own fault, and would kill nothing that there is.
      if (code === 2) this.#refused = `${words.join(' ')} was refused: ${stderr}`;
    });
    return running;
  }

  /** Looks at every run, and compares with what was seen before. */
  async #look() {
    const began = Date.now();
    const heads = await this.#folder.json('run', 'list');
    this.#pace = Date.now() - began;
    for (const { execution_id: id, workflow_name: name } of heads) {
      if (!this.#runs.has(id)) {
        const workflow = this.#workflows.find((one) => one.name === name);
        if (workflow === undefined) throw new Error(`a run of ${name}, which nobody began`);
        this.#runs.set(id, new RunWatch(id, workflow));
      }
    }
    for (const run of this.#runs.values()) {
      if (!run.isOver) run.look(await this.#folder.json('run', 'show', run.id), this.#folder.marks());
    }
  }

  /** Says what the steps of a run wait for; too early, twice or too late is no matter. @param {string} id */
  async #answer(id) {
    const { signals = [], approvals = [] } = this.#runs.get(id)?.workflow ?? {};
    for (const name of signals) await this.#folder.begin('run', 'signal', id, name).ended;
    for (const step of approvals) await this.#folder.begin('run', 'approve', id, step).ended;
  }

  async #isOver() {
    return this.#carriers.size === 0 && (await this.#open()).length === 0;
  }

  /** The runs without an end, at the price of one command. @returns {Promise<readonly { id: string, status: string }[]>} */
  async #open() {
    const heads = await this.#folder.json('run', 'list');
    return heads.flatMap(({ execution_id: id, status }) =>
      ['completed', 'failed', 'cancelled'].includes(status) ? [] : [{ id, status }],
    );
  }

  /** Nobody is killed any more: everything ends. */
  async #toTheEnd() {
    if (![...this.#carriers].some(({ words }) => words[0] === 'serve')) this.#serve();
    for (;;) {
      const open = await this.#open();
      if (open.length === 0 && !this.#isCarried()) break;
      if (Date.now() - this.#began > PATIENCE) {
        throw new Error(`not over: ${open.map(({ id, status }) => `${id} is ${status}`).join(', ')}`);
      }
      for (const { id, status } of open) if (status === 'paused') this.#carry('run', 'resume', id, '--quiet');
      for (const { id } of open) await this.#answer(id);
      await sleep(200);
    }
    for (const { child } of this.#carriers) child.kill('SIGTERM');
    await Promise.all([...this.#carriers].map(({ ended }) => ended));
    if (this.#refused !== undefined) throw new Error(this.#refused);
    await this.#look();
    const marks = this.#folder.marks();
    for (const run of this.#runs.values()) run.checkEnd(marks);
  }

  /** Somebody besides who serves is still there. */
  #isCarried() {
    return [...this.#carriers].some(({ words }) => words[0] !== 'serve');
  }

  /** @param {number} milliseconds that what was ended may take to be gone */
  async #leftAfter(milliseconds) {
    const end = Date.now() + milliseconds;
    while (this.#folder.left().length > 0 && Date.now() < end) await sleep(50);
    return this.#folder.left();
  }

  /** @param {number} of */
  #chance(of) {
    return this.#random() < of;
  }

  /** @template Item @param {readonly Item[]} items @returns {Item} */
  #pick(items) {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }
}
