import { environmentConfig } from '@codomyrmex/engine';

/** How whoever reads this calls us: a checkout is not on the PATH. */
export const program = (): string => environmentConfig().command ?? 'codomyrmex';
