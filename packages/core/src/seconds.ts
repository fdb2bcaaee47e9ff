/** Timers hold 2^31 ms, a little more than 24 days. */
export const MAX_SECONDS = 24 * 24 * 3600;
