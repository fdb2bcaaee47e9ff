import { it } from 'vitest';
import { expectSeedsToHold, FROM, patience, SEEDS } from './seeds.ts';

// Two files, so that two processes share the seeds.
it(
  'given processes that die, a disk that fails and many who use it, then every run does what it says: second half',
  {
    timeout: patience(SEEDS),
  },
  () => expectSeedsToHold(FROM + Math.ceil(SEEDS / 2), FROM + SEEDS),
);
