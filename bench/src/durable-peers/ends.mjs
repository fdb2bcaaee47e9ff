/**
 * Lets `work` say what has to be stopped or removed, and does that afterwards, the last first and each of them, also when something failed.
 * @template Value
 * @param {(atEnd: import('./shape.mjs').AtEnd) => Promise<Value>} work
 * @returns {Promise<Value>}
 */
export async function endingAll(work) {
  /** @type {(() => unknown)[]} */
  const ends = [];
  /** @type {unknown[]} */
  const failures = [];
  let value;
  try {
    value = await work((end) => ends.push(end));
  } catch (error) {
    failures.push(error);
  }
  for (const end of ends.reverse()) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('; '));
  return value;
}
