import { findRegions, type Region } from './regions.ts';
import { lineEndOf, withLineEnd } from './source-text.ts';

export interface Filled {
  readonly text: string;
  readonly changed: readonly Region[];
}

/** What a region is to hold; `undefined` leaves it as it is. */
export type ContentOf = (region: Region) => string | undefined;

/** Puts content between marks; every character outside stays. Content has `\n` and gets the line ends of the mark above it. */
export function fillRegions(text: string, regions: readonly Region[], contentOf: ContentOf): Filled {
  const parts: string[] = [];
  const changed: Region[] = [];
  let at = 0;
  for (const region of regions) {
    const content = contentOf(region);
    if (content === undefined) continue;
    const held = withLineEnd(body(content), lineEndOf(text, region.start - 1));
    if (text.slice(region.start, region.end) === held) continue;
    parts.push(text.slice(at, region.start), held);
    at = region.end;
    changed.push(region);
  }
  return { text: parts.join('') + text.slice(at), changed };
}

/** Empty lines keep formatters from moving the marks. */
const body = (content: string): string => (content === '' ? '' : `\n${content}\n\n`);

/** Whether the regions of a text are found, in this order, by whoever reads it next. */
export function hasRegions(text: string, ids: readonly string[]): boolean {
  const { regions, problems } = findRegions(text);
  return problems.length === 0 && regions.length === ids.length && regions.every(({ id }, index) => id === ids[index]);
}
