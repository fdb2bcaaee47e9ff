/**
 * What one benchmark found.
 *
 * @typedef {object} Aim
 * @property {'most' | 'least'} at
 * @property {number} value
 *
 * @typedef {object} Ratio one part measured against another in the same run: the only thing that compares between machines
 * @property {number} value
 * @property {Aim} [aim]
 *
 * @typedef {object} Row
 * @property {string} name what was measured
 * @property {Readonly<Record<string, import('../sampling.mjs').Spread | number | string>>} figures with their units in their names
 * @property {Record<string, Ratio>} ratios
 *
 * @typedef {object} Result
 * @property {readonly Row[]} rows
 * @property {readonly string[]} [notes] what was not measured, and why
 *
 * @typedef {object} Benchmark
 * @property {string} title
 * @property {string} about what is measured, against what, in plain words
 * @property {(options: { readonly quick: boolean }) => Promise<Result>} run
 */

/**
 * @param {number | import('../sampling.mjs').Spread} part
 * @param {number | import('../sampling.mjs').Spread} whole
 * @param {Aim} [aim]
 * @returns {Ratio}
 */
export function ratio(part, whole, aim) {
  const value = middle(part) / middle(whole);
  return aim === undefined ? { value } : { value, aim };
}

/** @param {number} value @returns {Aim} */
export const atMost = (value) => ({ at: 'most', value });

/** @param {number} value @returns {Aim} */
export const atLeast = (value) => ({ at: 'least', value });

/** @param {number | import('../sampling.mjs').Spread} figure */
const middle = (figure) => (typeof figure === 'number' ? figure : figure.median);

/** @param {Ratio} ratio */
export function isMet({ value, aim }) {
  if (aim === undefined) return true;
  return aim.at === 'most' ? value <= aim.value : value >= aim.value;
}

/**
 * Adds to the largest graph of each shape what a task of it costs beside one of ten thousand. The aim is of layered graphs: a small fan or chain is
 * so cheap that what a large one does to the caches of the processor counts.
 * @param {readonly Row[]} rows
 * @param {string} figure what a task costs
 */
export function addGrowth(rows, figure) {
  for (const shape of ['layered', 'chain', 'fan']) {
    const small = rows.find(({ name }) => name === `${shape}, 10,000`);
    const large = rows.find(({ name }) => name === `${shape}, 1,000,000`);
    if (small === undefined || large === undefined) continue;
    const aim = shape === 'layered' ? atMost(1.5) : undefined;
    large.ratios['a task at 1M / at 10k'] = ratio(large.figures[figure], small.figures[figure], aim);
  }
}
