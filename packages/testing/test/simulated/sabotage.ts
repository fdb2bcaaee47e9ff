/** Ways to break the simulated system on purpose, so that the checks can be seen to fail. */
export const sabotages = [
  /** A write is answered before it is stored, and may be lost with its process. */
  'answers_before_it_stores',
  /** The last write to a run is lost when its process dies, though it was answered long ago. */
  'loses_the_last_write',
  /** What is refused because the disk is full is answered as if it had been stored. */
  'swallows_refusals',
  /** A run that a live process has is given to whoever asks for it. */
  'lets_two_own_a_run',
  /** Processes do not see what others hold. */
  'shares_nothing',
  /** Some of the records of schedules are not kept. */
  'loses_records_of_schedules',
] as const;

export type Sabotage = (typeof sabotages)[number];
