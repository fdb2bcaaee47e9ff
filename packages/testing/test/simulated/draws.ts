import { pick, seeded } from '../../../dag/test/random-graph.ts';

/** Chance from a seed: the same numbers in the same order every time. */
export class Draws {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  /** A whole number from 0 to `most`. */
  upTo(most: number): number {
    return Math.floor(this.random() * (most + 1));
  }

  between(least: number, most: number): number {
    return least + this.upTo(most - least);
  }

  chance(of: number): boolean {
    return this.random() < of;
  }

  pick<Item>(items: readonly Item[]): Item {
    return pick(this.random, items);
  }

  /** Chance of its own, so that what one part draws does not change what another one does. */
  fork(): Draws {
    return new Draws(Math.floor(this.random() * 2 ** 31));
  }
}

/** A number in [0, 1) that belongs to a text, whenever it is asked for. */
export function chanceOf(seed: number, text: string): number {
  let hash = seed | 0;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return seeded(hash)();
}
