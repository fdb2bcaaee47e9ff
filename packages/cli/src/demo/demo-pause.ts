import type { Tour } from './tour.ts';

/** Waits for Enter, where somebody is there and nobody said `--yes`. @throws Left when the tour is left here. */
export const demoPause = (tour: Tour, message = 'Press Enter to continue...'): Promise<void> => tour.pause(message);
