import type { FoundEntry } from '@codomyrmex/dag';
import { MemoryStepCache } from '../../src/index.ts';

/** What processes share of a cache of steps. */
export type CacheData = NonNullable<ConstructorParameters<typeof MemoryStepCache>[1]>;

export const emptyCache = (): CacheData => ({ entries: new Map(), contents: new Map(), claims: new Set(), count: 0 });

/** The cache of steps as one process sees it: its claims end with it. */
export class ProcessCache extends MemoryStepCache {
  readonly #claims = new Set<() => void>();
  #isDead = false;

  constructor(data: CacheData) {
    super({}, data);
  }

  override find(fingerprint: string): Promise<FoundEntry | undefined> {
    return this.#isDead ? new Promise(() => undefined) : super.find(fingerprint);
  }

  override claim(fingerprint: string): (() => void) | undefined {
    // What the process was about to do when it died is not done.
    const release = this.#isDead ? undefined : super.claim(fingerprint);
    if (release === undefined) return undefined;
    const once = (): void => {
      if (this.#claims.delete(once)) release();
    };
    this.#claims.add(once);
    return once;
  }

  die(): void {
    this.#isDead = true;
    for (const release of this.#claims) release();
  }
}
