/** Somebody's turn to make a result, or how to learn that somebody else's turn is over. */
export type Turn =
  | { readonly kind: 'mine'; readonly leave: () => void }
  | { readonly kind: 'taken'; readonly over: Promise<void> };

/** Who makes which result just now in this process. Whoever waits asks the cache when the turn is over, however it ended. */
export class Flights {
  readonly #over = new Map<string, Promise<void>>();

  enter(fingerprint: string): Turn {
    const over = this.#over.get(fingerprint);
    if (over !== undefined) return { kind: 'taken', over };
    let end: (() => void) | undefined;
    this.#over.set(
      fingerprint,
      new Promise((resolve) => {
        end = resolve;
      }),
    );
    return {
      kind: 'mine',
      leave: () => {
        this.#over.delete(fingerprint);
        end?.();
      },
    };
  }
}
