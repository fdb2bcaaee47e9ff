import * as z from 'zod';

/** A name that npm takes, and that leads out of no folder. */
export const packageName = z
  .string()
  .regex(/^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/, 'no name of a package');
