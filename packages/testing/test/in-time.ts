import type { VirtualClock } from '../src/index.ts';

/**
 * Settles `answer` in virtual time. Files are read in real time, so time passes only while something waits for it: a timer, or
 * what `mayPass` says.
 */
export async function settledInTime<Value>(
  clock: VirtualClock,
  answer: Promise<Value>,
  mayPass = () => clock.pending > 0,
): Promise<Value> {
  let isOver = false;
  const mark = () => {
    isOver = true;
  };
  answer.then(mark, mark);
  while (!isOver) {
    await clock.settle();
    if (!isOver && mayPass()) await clock.advance(1_000);
  }
  return answer;
}
