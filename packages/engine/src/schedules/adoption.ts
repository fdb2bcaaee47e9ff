import { type Clock, isOrchestrationError } from '@codomyrmex/core';
import type { RunHead } from '@codomyrmex/dag';
import type { LiveRun } from '../runtime/runtime.ts';
import { Recurring } from './recurring.ts';

export interface AdoptionPorts {
  readonly clock: Clock;
  /** The runs without an end. */
  readonly unfinished: () => Promise<readonly RunHead[]>;
  /** Goes on with an interrupted run. */
  readonly resume: (run: string) => Promise<LiveRun>;
  /** Does not throw. */
  readonly onEvent?: (event: AdoptionEvent) => void;
  /** How often it is looked for them; five seconds unless given. */
  readonly lookEveryMs?: number;
}

export type AdoptionEvent =
  | { readonly kind: 'adopted'; readonly run: LiveRun }
  /** It stays interrupted; it is not tried again. */
  | { readonly kind: 'not_adopted'; readonly run: string; readonly error: unknown }
  /** The runs could not be listed, or one of them not be read or taken over for the moment; it is tried again. */
  | { readonly kind: 'fault'; readonly error: unknown };

const LOOK_EVERY_MS = 5_000;

/** Goes on with runs whose process died. A run that a live process has is left alone. */
export class Adoption {
  readonly #ports: AdoptionPorts;
  readonly #looking: Recurring;
  readonly #givenUp = new Set<string>();
  /** Told once each. */
  readonly #faults = new Set<string>();

  constructor(ports: AdoptionPorts) {
    this.#ports = ports;
    const { clock, lookEveryMs: everyMs = LOOK_EVERY_MS } = ports;
    this.#looking = new Recurring({ clock, everyMs, work: () => this.#look() });
  }

  /** Looks at once, and from then on. */
  begin(): void {
    this.#looking.begin();
  }

  /** Adopts nothing more; resolves when what is under way is done. Adopted runs go on. */
  stop(): Promise<void> {
    return this.#looking.stop();
  }

  async #look(): Promise<void> {
    const { unfinished, onEvent } = this.#ports;
    try {
      for (const { id, phase } of await unfinished()) {
        if (this.#looking.isStopped) return;
        if (phase.kind === 'interrupted' && !this.#givenUp.has(id)) await this.#adopt(id);
      }
    } catch (error) {
      onEvent?.({ kind: 'fault', error });
    }
  }

  async #adopt(id: string): Promise<void> {
    const { resume, onEvent } = this.#ports;
    try {
      const run = await resume(id);
      // A journal that refuses leaves it interrupted, and it is adopted again.
      run.ended.catch(() => undefined);
      this.#faults.delete(id);
      onEvent?.({ kind: 'adopted', run });
    } catch (error) {
      this.#notAdopted(id, error);
    }
  }

  #notAdopted(id: string, error: unknown): void {
    const { onEvent } = this.#ports;
    // Somebody else was quicker.
    if (isOrchestrationError(error) && (error.code === 'RUN_OWNED' || error.code === 'RUN_ENDED')) return;
    // A disk that is full, or away, may come back.
    if (isOrchestrationError(error) && error.family === 'world') {
      if (this.#faults.has(id)) return;
      this.#faults.add(id);
      return onEvent?.({ kind: 'fault', error });
    }
    this.#givenUp.add(id);
    onEvent?.({ kind: 'not_adopted', run: id, error });
  }
}
