import { plan } from '@codomyrmex/dag';
import { kernelLanes } from '../kernel-lanes.mjs';

/** Ours, without the engine. @type {import('../memory-peers.mjs').MemoryPeer} */
export const kernel = {
  graph: {
    most: 100_000,
    build(_, specs, body) {
      const { plan: graph } = plan(specs);
      return () => kernelLanes(graph, 16, body);
    },
  },
};
