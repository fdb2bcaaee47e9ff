// One of the processes that Restate calls: node restate-worker.mjs SETTINGS, started by restate.mjs.
import { createServer } from 'node:http2';
import { peer } from '../peers.mjs';
import { STEPS } from './shape.mjs';

// The package calls it, and Node has it from version 22 on.
Promise.withResolvers ??= function withResolvers() {
  let resolve;
  let reject;
  const promise = new this((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
};

const { service: name } = JSON.parse(process.argv[2] ?? '');
const { createEndpointHandler, service } = await peer('@restatedev/restate-sdk');

const chain = service({
  name,
  handlers: {
    run: async (context) => {
      for (let step = 0; step < STEPS; step++) await context.run('noop', () => null);
    },
  },
});

const server = createServer(createEndpointHandler({ services: [chain] }));
server.listen(0, '127.0.0.1', () => process.send?.(server.address()?.port));
process.once('disconnect', () => process.exit());
