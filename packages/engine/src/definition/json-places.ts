import { scanJson } from './json-source.ts';
import { Lines, type Path, type Place, type Places } from './places.ts';

interface Node {
  readonly start: number;
  readonly key: number | undefined;
  readonly members: Map<string | number, Node> | undefined;
}

/** Places in a JSON text that has no fault. The text is searched only when somebody asks. */
export class JsonPlaces implements Places {
  readonly #text: string;
  #lines: Lines | undefined;
  #root: Node | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  find(path: Path, at: 'key' | 'value' = 'value', offset = 0): Place | undefined {
    this.#root ??= tree(this.#text);
    this.#lines ??= new Lines(this.#text);
    let node = this.#root;
    for (const segment of path) {
      const member = node.members?.get(segment);
      if (member === undefined) return this.#lines.at(node.start);
      node = member;
    }
    if (at === 'key') return this.#lines.at(node.key ?? node.start);
    return this.#lines.at(offset === 0 ? node.start : insideString(this.#text, node.start, offset));
  }
}

function tree(text: string): Node {
  const top: Node = { start: 0, key: undefined, members: new Map() };
  const open: Node[] = [top];
  let key: { readonly name: string; readonly start: number } | undefined;
  const add = (start: number, members: Node['members']): Node => {
    const siblings = open.at(-1)?.members ?? new Map<string | number, Node>();
    const node = { start, key: key?.start, members };
    siblings.set(key?.name ?? siblings.size, node);
    key = undefined;
    return node;
  };
  scanJson(text, {
    open: (_kind, start) => open.push(add(start, new Map())),
    close: () => open.pop(),
    key: (name, start) => {
      key = { name, start };
    },
    scalar: (start) => add(start, undefined),
  });
  return top.members?.get(0) ?? top;
}

/** Where the character at `offset` of a string's value stands, the string's quote being at `start`. */
function insideString(text: string, start: number, offset: number): number {
  if (text.charAt(start) !== '"') return start;
  let at = start + 1;
  for (let left = offset; left > 0 && text.charAt(at) !== '"'; left--) {
    if (text.charAt(at) !== '\\') at += 1;
    else at += text.charAt(at + 1) === 'u' ? 6 : 2;
  }
  return at;
}
