/** What every durable engine is given: so many runs at once, each a chain of no-op steps, shared by so many worker processes. */
export const RUNS = 200;
export const STEPS = 10;
export const WORKERS = 2;

/**
 * @typedef {object} DurablePeer
 * @property {string} name
 * @property {boolean} survivesPowerLoss whether a step counts as done only when the disk has it
 * @property {() => string | undefined} lacking what is not on this machine, in one sentence
 * @property {() => string} how what was measured, in one sentence
 * @property {(folder: string, scope: Scope) => Promise<(round: number) => Promise<Check>>} start starts servers and workers in the
 *   folder, and gives what makes a round of all runs and waits until each has ended
 *
 * @typedef {() => Promise<number>} Check how many steps of that round the engine has on record, asked outside the time that is measured
 *
 * @typedef {object} Scope what lasts as long as a peer is measured
 * @property {(end: () => unknown) => void} atEnd takes what stops or removes something
 * @property {(error: Error) => void} broke says that what the rest relies on ended by itself: most clients wait for ever then
 */

/** @param {number} round @returns {readonly string[]} ids of its runs, which no other round has */
export const runIds = (round) => Array.from({ length: RUNS }, (_, run) => `round-${round}-run-${run}`);
