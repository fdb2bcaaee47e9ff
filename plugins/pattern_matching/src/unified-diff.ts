import { LineIndex } from '@codomyrmex/source-files';

/** A part of a text and what takes its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits, which are in order and do not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const edit of edits) {
    parts.push(text.slice(from, edit.start), edit.text);
    from = edit.end;
  }
  return [...parts, text.slice(from)].join('');
}

const CONTEXT = 3;

/** Whole lines of the old text, and what they become. Lines are counted from 1. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly added: readonly string[];
}

/** A unified diff, as patch and git read it. It follows from the edits, so its time is that of the text. */
export function unifiedDiff(path: string, text: string, edits: readonly Edit[]): string {
  const index = new LineIndex(text);
  const lines = linesOf(text);
  const hunks: string[] = [];
  let shift = 0;
  for (const group of hunksOf(changesOf(text, index, edits))) {
    hunks.push(hunkText(lines, group, shift));
    for (const { from, to, added } of group) shift += added.length - Math.max(0, Math.min(to, lines.length) - from + 1);
  }
  return `--- ${quoted(`a/${path}`)}\n+++ ${quoted(`b/${path}`)}\n${hunks.join('')}`;
}

/** Lines with their ends; none after the last end. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function changesOf(text: string, index: LineIndex, edits: readonly Edit[]): readonly Change[] {
  const changes: Change[] = [];
  let open: Edit[] = [];
  const close = () => {
    const [first, last] = [open[0], open.at(-1)];
    if (first === undefined || last === undefined) return;
    const from = index.placeOf(first.start).line;
    // The line in which an edit ends, because without its end a line runs on into the next.
    const to = index.placeOf(last.end).line;
    const begin = index.startOf(from);
    const old = text.slice(begin, index.startOf(to + 1));
    const moved = open.map(({ start, end, text: put }) => ({ start: start - begin, end: end - begin, text: put }));
    changes.push({ from, to, added: linesOf(edited(old, moved)) });
    open = [];
  };
  for (const edit of edits) {
    const last = open.at(-1);
    if (last !== undefined && index.placeOf(edit.start).line > index.placeOf(last.end).line + 1) close();
    open.push(edit);
  }
  close();
  return changes;
}

/** Changes whose surroundings touch, together. */
function hunksOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last !== undefined && change.from - last.to <= 2 * CONTEXT + 1) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunkText(lines: readonly string[], group: readonly Change[], shift: number): string {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return '';
  const from = Math.max(1, first.from - CONTEXT);
  const to = Math.min(lines.length, last.to + CONTEXT);
  const body: string[] = [];
  let [at, removed, added] = [from, 0, 0];
  const take = (mark: string, line: string | undefined) => {
    if (line === undefined) return;
    body.push(`${mark}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`);
    if (mark !== '+') removed += 1;
    if (mark !== '-') added += 1;
  };
  for (const change of group) {
    for (; at < change.from; at++) take(' ', lines[at - 1]);
    for (; at <= Math.min(change.to, lines.length); at++) take('-', lines[at - 1]);
    for (const line of change.added) take('+', line);
  }
  for (; at <= to; at++) take(' ', lines[at - 1]);
  return `@@ -${rangeOf(from, removed)} +${rangeOf(from + shift, added)} @@\n${body.join('')}`;
}

/** A range of no lines is named by the line before it. */
const rangeOf = (from: number, count: number): string => `${count === 0 ? from - 1 : from},${count}`;

/** As git writes names that hold quotes or control characters. */
function quoted(path: string): string {
  if (!/["\\\p{Cc}]/u.test(path)) return /\s/.test(path) ? `${path}\t` : path;
  const octal = (sign: string): string => sign.charCodeAt(0).toString(8).padStart(3, '0');
  return `"${path.replaceAll(/["\\\p{Cc}]/gu, (sign) => `\\${/["\\]/.test(sign) ? sign : octal(sign)}`)}"`;
}
