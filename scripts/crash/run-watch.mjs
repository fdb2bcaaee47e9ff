// One run as it is seen from outside, again and again.

/** Ends that a step may come to in a run that was cancelled. */
const over = new Set(['completed', 'failed', 'skipped', 'cancelled']);

export class RunWatch {
  status = 'unknown';
  wasCancelled = false;
  isOver = false;
  /** @type {Map<string, string>} results of steps that were seen to be completed */
  #committed = new Map();
  /** @type {Map<string, number>} how often they had begun by then */
  #begun = new Map();
  /** @type {Record<string, { status: string }>} */
  #results = {};
  /** @type {readonly Part[]} */
  #parts = [];

  /** @param {string} id @param {import('./workflows.mjs').Killed} workflow */
  constructor(id, workflow) {
    this.id = id;
    this.workflow = workflow;
  }

  /** @param {any} document what `run show` says @param {readonly string[]} marks read after that */
  look(document, marks) {
    this.status = document.status;
    this.#results = document.results;
    this.#parts = partsOf(document.results);
    const parts = new Map(this.#parts.map((part) => [part.name, part]));
    for (const [name, output] of this.#committed) {
      const now = parts.get(name);
      if (now?.status !== 'completed') this.#wrong(`${name} was committed and is now ${now?.status}`);
      if (JSON.stringify(now.output) !== output) this.#wrong(`${name} has another result than was committed`);
    }
    this.#checkMarks(marks);
    for (const { name, status, output } of this.#parts) {
      if (status !== 'completed' || this.#committed.has(name)) continue;
      this.#committed.set(name, JSON.stringify(output));
      this.#begun.set(name, times(marks, 'begin', this.id, name));
    }
    this.isOver = ['completed', 'failed', 'cancelled'].includes(document.status);
  }

  /** @param {readonly string[]} marks */
  checkEnd(marks) {
    this.#checkMarks(marks);
    if (this.wasCancelled && this.status === 'cancelled') return this.#checkCancelled(marks);
    if (this.status !== this.workflow.status) this.#wrong(`it is ${this.status}, not ${this.workflow.status}`);
    const ends = Object.fromEntries(Object.entries(this.#results).map(([name, { status }]) => [name, status]));
    for (const name of new Set([...Object.keys(ends), ...Object.keys(this.workflow.ends)])) {
      if (ends[name] !== this.workflow.ends[name]) {
        this.#wrong(`${name} is ${ends[name]}, not ${this.workflow.ends[name]}`);
      }
    }
    for (const [before, after] of this.workflow.order ?? []) this.#checkOrder(marks, before, after);
  }

  /** @param {readonly string[]} marks */
  #checkMarks(marks) {
    const wrong = marks.find((mark) => /^(twice|together) /.test(mark));
    if (wrong !== undefined) this.#wrong(`a step found another at work: ${wrong}`);
    for (const [name, count] of this.#begun) {
      if (times(marks, 'begin', this.id, name) !== count) this.#wrong(`${name} ran again after it was committed`);
    }
  }

  /** @param {readonly string[]} marks */
  #checkCancelled(marks) {
    for (const { name, status, leavesMarks } of this.#parts) {
      if (!over.has(status)) this.#wrong(`it was cancelled, and ${name} is ${status}`);
      if (status === 'completed' && leavesMarks && name !== 'made' && times(marks, 'end', this.id, name) === 0) {
        this.#wrong(`${name} is completed and never ended`);
      }
    }
  }

  /** @param {readonly string[]} marks @param {string} before @param {string} after */
  #checkOrder(marks, before, after) {
    const ended = Math.max(...['end', 'fail'].map((mark) => marks.lastIndexOf(`${mark} ${this.id}/${before}`)));
    const begun = marks.indexOf(`begin ${this.id}/${after}`);
    if (ended < 0 || begun < ended) this.#wrong(`${after} began before ${before} had ended`);
  }

  /** @param {string} text @returns {never} */
  #wrong(text) {
    throw new Error(`run ${this.id} of ${this.workflow.name}: ${text}`);
  }
}

/**
 * A step, or what is in one, by the name under which it leaves marks: `each-3`, `sub-x`, `many-0-x`.
 * @typedef {{ name: string, status: string, output: unknown, leavesMarks: boolean }} Part
 */

/** @param {Record<string, any>} results @param {string} above @returns {readonly Part[]} */
function partsOf(results, above = '') {
  return Object.entries(results).flatMap(([key, result]) => partsIn(`${above}${key}`, result));
}

/** @param {string} name @param {any} result @returns {readonly Part[]} */
function partsIn(name, { status, output, items, steps, parameters_used: used }) {
  const isCommand = items === undefined && steps === undefined && (used?.command !== undefined || /-\d+$/.test(name));
  const own = { name, status, output, leavesMarks: isCommand };
  const inItems = (items ?? []).flatMap((/** @type {any} */ item, /** @type {number} */ index) =>
    partsIn(`${name}-${index}`, item),
  );
  return [own, ...inItems, ...partsOf(steps ?? {}, `${name}-`)];
}

/** @param {readonly string[]} marks @param {string} mark @param {string} run @param {string} step */
function times(marks, mark, run, step) {
  return marks.filter((one) => one === `${mark} ${run}/${step}`).length;
}
