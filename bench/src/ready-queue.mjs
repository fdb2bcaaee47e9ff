/** What any scheduler of such a graph has to do at least: count unmet dependencies over integers. */
export function compiled(specs) {
  const indices = new Map(specs.map((spec, index) => [spec.name, index]));
  const start = new Int32Array(specs.length + 1);
  for (const spec of specs) for (const name of spec.dependencies) start[indices.get(name) + 1]++;
  for (let task = 0; task < specs.length; task++) start[task + 1] += start[task];
  const next = start.slice();
  const dependents = new Int32Array(start[specs.length]);
  for (const [task, spec] of specs.entries())
    for (const name of spec.dependencies) dependents[next[indices.get(name)]++] = task;
  return { size: specs.length, start, dependents, counts: Int32Array.from(specs, (spec) => spec.dependencies.length) };
}

/** The limit: sixteen async lanes over the ready queue, a no-op awaited for each task. */
export async function lanes({ size, start, dependents, counts }, width = 16) {
  const unmet = counts.slice();
  const ready = new Int32Array(size);
  let head = 0;
  let end = 0;
  for (let task = 0; task < size; task++) if (unmet[task] === 0) ready[end++] = task;
  let settled = 0;
  const idle = [];
  const noop = async () => undefined;
  const lane = async () => {
    while (settled < size) {
      if (head === end) {
        await new Promise((resolve) => idle.push(resolve));
        continue;
      }
      const task = ready[head++];
      await noop();
      settled++;
      for (let edge = start[task]; edge < start[task + 1]; edge++) {
        const dependent = dependents[edge];
        if (--unmet[dependent] === 0) {
          ready[end++] = dependent;
          idle.pop()?.();
        }
      }
    }
    for (const wake of idle.splice(0)) wake();
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** Interning, flat arrays and Kahn's algorithm: what planning by names has to do at least. */
export function kahn(specs) {
  const { size, start, dependents, counts } = compiled(specs);
  const unmet = counts.slice();
  const order = new Int32Array(size);
  let end = 0;
  for (let task = 0; task < size; task++) if (unmet[task] === 0) order[end++] = task;
  for (let head = 0; head < end; head++) {
    for (let edge = start[order[head]]; edge < start[order[head] + 1]; edge++) {
      if (--unmet[dependents[edge]] === 0) order[end++] = dependents[edge];
    }
  }
  return end === size ? order : undefined;
}
