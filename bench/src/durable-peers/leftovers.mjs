/** What goes away even when this process is told to end in the middle of its work, when nothing asynchronous runs any more. */
/** @type {Set<() => void>} */
const leftovers = new Set();

process.on('exit', () => {
  for (const remove of [...leftovers].reverse()) remove();
});
// Without a listener a signal ends the process at once, and the servers would stay.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

/** @param {() => void} remove @returns {() => void} says that it is gone already */
export function leftover(remove) {
  leftovers.add(remove);
  return () => leftovers.delete(remove);
}
