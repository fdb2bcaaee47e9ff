import type { UnreadReason, WalkSkipReason } from '@codomyrmex/source-files';

type SkipReason = WalkSkipReason | UnreadReason | 'not_parsed';

const MAX_EXAMPLES = 20;
const MAX_EXAMPLES_OF_A_REASON = 4;

/** Counts what was not looked at, and keeps a few examples of each reason. */
export class Skipped {
  readonly #counts = new Map<SkipReason, number>();
  readonly #examples: { file: string; reason: SkipReason }[] = [];

  add(file: string, reason: SkipReason): void {
    const count = (this.#counts.get(reason) ?? 0) + 1;
    this.#counts.set(reason, count);
    if (count <= MAX_EXAMPLES_OF_A_REASON && this.#examples.length < MAX_EXAMPLES)
      this.#examples.push({ file, reason });
  }

  get counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  get examples(): { file: string; reason: string }[] {
    return [...this.#examples];
  }
}
