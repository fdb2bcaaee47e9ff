/** A machine whose states each invoke one promise. @type {import('../memory-peers.mjs').MemoryPeer} */
export const xstate = {
  module: 'xstate',
  chain({ createActor, fromPromise, setup, toPromise }, { specs, runs, body }) {
    const states = specs.map(({ name }, task) => [
      name,
      { invoke: { src: 'work', input: { task }, onDone: specs[task + 1]?.name ?? 'done' } },
    ]);
    const machine = setup({ actors: { work: fromPromise(({ input }) => body(input.task)) } }).createMachine({
      initial: specs[0].name,
      states: { ...Object.fromEntries(states), done: { type: 'final' } },
    });
    return async () => {
      for (let run = 0; run < runs; run++) {
        const actor = createActor(machine);
        const ended = toPromise(actor);
        actor.start();
        await ended;
      }
    };
  },
};
