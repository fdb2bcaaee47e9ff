import { stepCacheConformance } from '../src/conformance.ts';
import { MemoryStepCache } from '../src/index.ts';

stepCacheConformance('the cache in memory', async () => {
  let first: MemoryStepCache | undefined;
  return {
    open: async (maxBytes) => {
      first ??= new MemoryStepCache(maxBytes === undefined ? {} : { maxBytes });
      return first.open();
    },
    remove: async () => undefined,
  };
});
