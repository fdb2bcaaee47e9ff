import { Masks } from './masks.ts';

/** Where values come from: a name that it does not know gives `undefined`. */
export type SecretSource = (name: string) => string | undefined;

/** The secrets of one composition. What was given out once is masked from then on, in every run. */
export class SecretStore {
  readonly masks = new Masks();
  readonly #source: SecretSource;

  constructor(source: SecretSource) {
    this.#source = source;
  }

  give(name: string): string | undefined {
    const value = this.#source(name);
    // An empty variable is how many shells say that it is not set.
    if (value === undefined || value === '') return undefined;
    this.masks.add(value);
    return value;
  }
}
