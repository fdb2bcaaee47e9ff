import { fileURLToPath } from 'node:url';

/** Definitions that come with this package. */
export const shippedWorkflows = fileURLToPath(new URL('../workflows', import.meta.url));
