import type { Path, Place, Places } from './places.ts';
import { readSource } from './read-source.ts';

/** The places of a text that is without fault, which is read when somebody asks for one: only problems do. */
export class LatePlaces implements Places {
  readonly #text: string;
  readonly #file: string | undefined;
  #places: Places | undefined;

  constructor(text: string, file: string | undefined) {
    this.#text = text;
    this.#file = file;
  }

  find(path: Path, at?: 'key' | 'value', offset?: number): Place | undefined {
    if (this.#places === undefined) {
      const source = readSource(this.#text, this.#file);
      if (source.ok) this.#places = source.places;
    }
    return this.#places?.find(path, at, offset);
  }
}
