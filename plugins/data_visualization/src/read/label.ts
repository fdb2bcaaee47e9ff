import { MAX_LABEL } from '../limits.ts';
import { describeValue, refuse } from '../refuse.ts';

// Control characters cannot stand in XML; the bidirectional ones could make a label read as another.
const unseen = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Noncharacter_Code_Point}]+/gu;
const loneSurrogate = /\p{Surrogate}/gu;

/** Text as it may stand in a chart: one line, no unseen characters that change its reading, at most 300 characters. */
export function cleanText(text: string): string {
  const head = text.length > MAX_LABEL * 4 ? text.slice(0, MAX_LABEL * 4) : text;
  const clean = visibleText(head).replace(/\s+/g, ' ').trim();
  const characters = Array.from(clean);
  return characters.length > MAX_LABEL ? `${characters.slice(0, MAX_LABEL - 1).join('')}…` : clean;
}

/** Text without characters that are not seen or that change how others read; a blank stands in their place. */
export function visibleText(text: string): string {
  return text.replace(unseen, ' ').replace(loneSurrogate, '\ufffd');
}

export function readLabel(value: unknown, path: string): string {
  if (value === null || value === undefined || value === '') return '(none)';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return cleanText(String(value)) || '(none)';
  }
  return refuse(path, `expected a label, got ${describeValue(value)}`);
}
