import { KeptReadings } from '@codomyrmex/engine';
import { build } from './build.ts';

/** Where the program keeps what definitions mean; `undefined` for code whose every part may change without notice. */
export const keptReadings = (dataFolder: string): KeptReadings | undefined =>
  build === undefined ? undefined : new KeptReadings(dataFolder, build);
