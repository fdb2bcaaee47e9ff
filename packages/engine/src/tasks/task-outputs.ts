import type { TaskState } from '@codomyrmex/dag';
import { loadedOutput, type OutputStore } from '../runtime/output.ts';

/** Large outputs that are kept in memory, so that results can be looked at without waiting. */
const KEPT_BYTES = 64 * 1_024 * 1_024;

interface KeptOutput {
  readonly value: unknown;
  readonly bytes: number;
}

/**
 * Outputs that stand in the payload store, loaded when their tasks end. The latest 64 MB stay at hand; of older ones a
 * result says only where they are.
 */
export class TaskOutputs {
  readonly #store: () => Promise<OutputStore | undefined>;
  readonly #kept = new Map<string, KeptOutput>();
  #bytes = 0;

  constructor(store: () => Promise<OutputStore | undefined>) {
    this.#store = store;
  }

  readonly atHand = (hash: string): unknown => this.#kept.get(hash)?.value;

  /** True when the task's output is somewhere else, and has to be loaded first. */
  isElsewhere(state: TaskState | undefined): state is TaskState & { readonly kind: 'completed' } {
    return state?.kind === 'completed' && state.output.kind === 'payload' && !this.#kept.has(state.output.hash);
  }

  async load({ output }: TaskState & { readonly kind: 'completed' }): Promise<void> {
    const store = await this.#store();
    if (store === undefined || output.kind !== 'payload') return;
    const value = await loadedOutput(store, output);
    this.#kept.set(output.hash, { value, bytes: output.bytes });
    this.#bytes += output.bytes;
    for (const [hash, { bytes }] of this.#kept) {
      if (this.#bytes <= KEPT_BYTES || hash === output.hash) return;
      this.#kept.delete(hash);
      this.#bytes -= bytes;
    }
  }
}
