import { expect, it } from 'vitest';
import { isPausedAfter, pauseFacts } from '../src/index.ts';

it('given the facts that are listed, then each of them says whether the run is paused, and no other fact does', () => {
  const said = Object.fromEntries(pauseFacts.map((type) => [type, isPausedAfter({ type })]));
  expect(said).toEqual({
    run_paused: true,
    run_continued: false,
    cancel_requested: false,
    run_timed_out: false,
    attempt_started: false,
  });
  expect(['attempt_succeeded', 'run_ended', 'none'].map((type) => isPausedAfter({ type }))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
