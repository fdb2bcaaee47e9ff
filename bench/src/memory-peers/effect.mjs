/** A fiber and a deferred for each task; a semaphore holds the sixteen slots. @type {import('../memory-peers.mjs').MemoryPeer} */
export const effect = {
  module: 'effect',
  graph: {
    most: 100_000,
    build({ Deferred, Effect, Semaphore }, specs, body) {
      const indices = new Map(specs.map(({ name }, task) => [name, task]));
      const needed = specs.map(({ dependencies }) => dependencies.map((name) => indices.get(name)));
      const program = Effect.gen(function* () {
        const slots = yield* Semaphore.make(16);
        const ends = yield* Effect.forEach(specs, () => Deferred.make());
        const performed = (task) =>
          Effect.gen(function* () {
            for (const dependency of needed[task]) yield* Deferred.await(ends[dependency]);
            yield* slots.withPermit(Effect.promise(() => body(task)));
            yield* Deferred.succeed(ends[task], undefined);
          });
        yield* Effect.forEach(specs, (_, task) => performed(task), { concurrency: 'unbounded', discard: true });
      });
      return () => Effect.runPromise(program);
    },
  },
  chain({ Effect }, { specs, runs, body }) {
    const program = Effect.forEach(specs, (_, task) => Effect.promise(() => body(task)), { discard: true });
    return async () => {
      for (let run = 0; run < runs; run++) await Effect.runPromise(program);
    };
  },
};
