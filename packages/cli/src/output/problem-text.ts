import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Problem } from '@codomyrmex/core';
import { safe } from '../terminal.ts';
import { asCalled } from './called-as.ts';

const MAX_LINE = 160;

/** A problem as people read it: where, what, the line with a mark under the place, and what to do. */
export function problemText(problem: Problem): string {
  const lines = [`${placeOf(problem)}${safe(problem.message)} (${problem.code})`, ...frame(problem)];
  if (problem.suggestion !== undefined) lines.push(`    ${safe(asCalled(problem.suggestion))}`);
  return lines.join('\n');
}

function placeOf({ file, line, column, path }: Problem): string {
  const where = file === undefined ? '' : `${relative(process.cwd(), file) || file}:`;
  const place = line === undefined ? where : `${where}${line}:${column ?? 1}:`;
  const at = path === '' ? '' : ` ${path}:`;
  return place === '' && at === '' ? '' : `${place}${at} `.trimStart();
}

function frame({ file, line, column }: Problem): readonly string[] {
  if (file === undefined || line === undefined) return [];
  const source = sourceLine(file, line);
  if (source === undefined) return [];
  const start = Math.max(0, (column ?? 1) - 1);
  const shift = start > MAX_LINE - 20 ? start - 20 : 0;
  const number = String(line);
  const shown = safe(source.slice(shift, shift + MAX_LINE).replaceAll('\t', ' '));
  return [`    ${number} | ${shown}`, `    ${' '.repeat(number.length)} | ${' '.repeat(start - shift)}^`];
}

/** A file that has gone or changed since gives no line; the problem stands without it. */
function sourceLine(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1];
  } catch {
    return undefined;
  }
}
