/**
 * Lets `work` say what has to be stopped or removed, and does that afterwards, the last first and each of them, also when something failed.
 * @template Value
 * @param {(scope: import('./shape.mjs').Scope) => Promise<Value>} work
 * @returns {Promise<Value>}
 */
export async function inScope(work) {
  /** @type {(() => unknown)[]} */
  const ends = [];
  /** @type {unknown[]} */
  const failures = [];
  const attempt = async (/** @type {() => unknown} */ deed) => {
    try {
      return await deed();
    } catch (error) {
      failures.push(error);
    }
  };
  const value = await attempt(
    () =>
      new Promise((resolve, reject) => {
        work({ atEnd: (end) => ends.push(end), broke: reject }).then(resolve, reject);
      }),
  );
  for (const end of ends.reverse()) await attempt(end);
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('; '));
  return value;
}
