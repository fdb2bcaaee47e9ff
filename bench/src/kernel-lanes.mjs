import { advance, initialState, wantedBy } from '@codomyrmex/dag';

/** The pure kernel behind async lanes: the same no-op, with facts, priorities, retries and views kept. */
export async function kernelLanes(graph, width = 16, work = async () => null) {
  const state = initialState(graph);
  const ready = [];
  let head = 0;
  const idle = [];
  const collect = () => {
    for (let next = 0; next < state.changed.length; next++) {
      const task = state.changed.at(next);
      if (wantedBy(state, task) !== 'acquire') continue;
      ready.push(task);
      idle.pop()?.();
    }
    state.changed.truncate();
  };
  const lane = async () => {
    while (state.phase.kind !== 'ended') {
      if (head === ready.length) {
        await new Promise((resolve) => idle.push(resolve));
        continue;
      }
      const task = ready[head++];
      advance(state, [{ type: 'grant', at: 1, task }]);
      const value = await work(task);
      advance(state, [{ type: 'succeed', at: 2, task, attempt: 1, output: { kind: 'inline', value } }]);
      collect();
    }
    for (const wake of idle.splice(0)) wake();
  };
  advance(state, [{ type: 'start', at: 0 }]);
  collect();
  await Promise.all(Array.from({ length: width }, lane));
}
