/**
 * What goes away even when this process is told to end in the middle of its work, when nothing asynchronous runs any more.
 * @type {Set<() => void>}
 */
const leftovers = new Set();

function removeAll() {
  for (const remove of [...leftovers].reverse()) remove();
}
const interrupted = () => process.exit(130);
const terminated = () => process.exit(143);

/** Without a listener a signal ends the process at once, and the servers would stay; without leftovers that is as it should be. */
function listen() {
  process.on('exit', removeAll);
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', terminated);
}

function ignore() {
  process.off('exit', removeAll);
  process.off('SIGINT', interrupted);
  process.off('SIGTERM', terminated);
}

/** @param {() => void} remove @returns {() => void} says that it is gone already */
export function leftover(remove) {
  if (leftovers.size === 0) listen();
  leftovers.add(remove);
  return () => {
    if (leftovers.delete(remove) && leftovers.size === 0) ignore();
  };
}
