/** Notes that a list holds at most. */
export const MAX_LISTED = 200;
