import { isDeepStrictEqual } from 'node:util';
import { applyEdits, type JSONPath, modify } from 'jsonc-parser';

interface Change {
  readonly path: JSONPath;
  /** `undefined` where the member is to go. */
  readonly value: unknown;
}

/** Each edit is a walk over the text: 2,000 of them took 4 s. */
const MAX_EDITS = 200;

/**
 * The text of a JSON object, edited so that it holds `next`. What is the same stays as somebody wrote it: the order of members,
 * indentation, and numbers that JavaScript would write otherwise (`1.0`) or cannot hold (more than 15 digits). A list with any
 * change is written anew, and of more than 200 changes each member of the object that has one.
 */
export function editedJson(text: string, next: Readonly<Record<string, unknown>>): string {
  const formattingOptions = formatOf(text);
  const wanted: unknown = JSON.parse(JSON.stringify(next));
  const before: unknown = JSON.parse(text);
  const all = changes(before, wanted, Number.POSITIVE_INFINITY);
  let edited = text;
  for (const { path, value } of all.length > MAX_EDITS ? changes(before, wanted, 1) : all) {
    edited = applyEdits(edited, modify(edited, path, value, { formattingOptions }));
  }
  // A name that stands twice in one object is edited at its first place, and read at its last.
  return isDeepStrictEqual(JSON.parse(edited), wanted) ? edited : `${JSON.stringify(next, null, 2)}\n`;
}

/** No deeper than `depth`: what changes below is a change of the member there. */
function changes(before: unknown, next: unknown, depth: number): readonly Change[] {
  const found: Change[] = [];
  const open: { readonly path: JSONPath; readonly old: unknown; readonly value: unknown }[] = [
    { path: [], old: before, value: next },
  ];
  // Grows while it is walked.
  for (const { path, old, value } of open) {
    if (path.length === depth || !isRecord(old) || !isRecord(value)) {
      if (!isDeepStrictEqual(old, value)) found.push({ path, value });
      continue;
    }
    for (const name of Object.keys(old)) {
      if (!Object.hasOwn(value, name)) found.push({ path: [...path, name], value: undefined });
    }
    for (const [name, member] of Object.entries(value)) {
      open.push({ path: [...path, name], old: Object.hasOwn(old, name) ? old[name] : undefined, value: member });
    }
  }
  return found;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As its first member is indented. */
function formatOf(text: string) {
  const [, eol = '\n', indentation = '  '] = /^\s*\{[^\S\n]*?(\r?\n)([ \t]+)"/.exec(text) ?? [];
  return { insertSpaces: !indentation.startsWith('\t'), tabSize: indentation.length, eol };
}
