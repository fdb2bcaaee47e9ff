import type * as Yaml from 'yaml';
import { Lines, type Path, type Place, type Places } from './places.ts';
import { keyName } from './yaml-source.ts';

interface Found {
  readonly key: Yaml.ParsedNode | undefined;
  readonly value: Yaml.ParsedNode | null;
}

/** Places in a YAML document. */
export class YamlPlaces implements Places {
  readonly #text: string;
  readonly #contents: Yaml.ParsedNode | null;
  #lines: Lines | undefined;

  constructor(text: string, contents: Yaml.ParsedNode | null) {
    this.#text = text;
    this.#contents = contents;
  }

  find(path: Path, at: 'key' | 'value' = 'value', offset = 0): Place | undefined {
    this.#lines ??= new Lines(this.#text);
    let found: Found = { key: undefined, value: this.#contents };
    for (const [depth, segment] of path.entries()) {
      const member = memberOf(found.value, segment);
      if (member === undefined) return this.#lines.at(startOf(found));
      found = member;
      if (at === 'key' && depth === path.length - 1) return this.#lines.at(found.key?.range[0] ?? startOf(found));
    }
    const start = startOf(found);
    return offset === 0 ? this.#lines.at(start) : this.#inside(found.value, start, offset);
  }

  /** The place of a character of a scalar, where the text shows the value as it is; else the scalar's start. */
  #inside(node: Yaml.ParsedNode | null, start: number, offset: number): Place | undefined {
    const lines = this.#lines ?? new Lines(this.#text);
    const value = node !== null && 'value' in node && typeof node.value === 'string' ? node.value : undefined;
    if (value === undefined) return lines.at(start);
    const shown = value.slice(offset, offset + 24).split('\n', 1)[0] ?? '';
    const isAt = (position: number): boolean => this.#text.startsWith(shown, position);
    const lineBreaks = value.slice(0, offset).split('\n').length - 1;
    const valueLine = value.lastIndexOf('\n', offset - 1) + 1;
    const header = lines.at(start).line; // counted from 1: as an index it is the line after the block scalar's header
    const block = lines.start(header + lineBreaks);
    const candidates = [start + offset, start + 1 + offset];
    if (block !== undefined) {
      const indentation = spacesAt(this.#text, block) - spacesAt(value, valueLine);
      candidates.push(block + indentation + offset - valueLine);
    }
    return lines.at(candidates.find(isAt) ?? start);
  }
}

function spacesAt(text: string, start: number): number {
  let at = start;
  while (text.charAt(at) === ' ') at++;
  return at - start;
}

function startOf({ key, value }: Found): number {
  return value?.range[0] ?? key?.range[0] ?? 0;
}

function memberOf(node: Yaml.ParsedNode | null, segment: string | number): Found | undefined {
  if (node === null || !('items' in node)) return undefined;
  if (typeof segment === 'number') {
    const item = node.items[segment];
    return item === undefined || 'key' in item ? undefined : { key: undefined, value: item };
  }
  for (const item of node.items) {
    if ('key' in item && keyName(item.key) === segment) return { key: item.key ?? undefined, value: item.value };
  }
  return undefined;
}
