import type { SyntaxNode } from '@codomyrmex/syntax-trees';

/**
 * Walks nodes in the order of a tree (the outer before the inner) and knows what each stands in. Asking a node for its
 * parent costs a way down from the root; for every node of a deep tree that would be the square of its size.
 */
export class Surroundings<Kind extends string> {
  readonly #open: { readonly kind: Kind; readonly end: number }[] = [];
  readonly #counts = new Map<Kind, number>();

  /** Leaves what ends before an offset; offsets must not go back. */
  moveTo(offset: number): void {
    for (let last = this.#open.at(-1); last !== undefined && last.end <= offset; last = this.#open.at(-1)) {
      this.#open.pop();
      this.#counts.set(last.kind, (this.#counts.get(last.kind) ?? 1) - 1);
    }
  }

  enter(kind: Kind, node: Pick<SyntaxNode, 'endIndex'>): void {
    this.#open.push({ kind, end: node.endIndex });
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  isIn(kind: Kind): boolean {
    return (this.#counts.get(kind) ?? 0) > 0;
  }
}
