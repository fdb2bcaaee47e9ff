import { folderOf, upward } from '../tree/paths.ts';
import { type Finding, quoted } from './finding.ts';
import type { Outline } from './outline.ts';
import type { CheckScope } from './scope.ts';

/** A path with a folder in it; a program with arguments, a pattern, a name of a package or an address is none. */
const PATH = /^(?:\.\/)?(?:[\p{L}\p{N}_.-][\p{L}\p{N}_.+@-]*\/)+(?:[\p{L}\p{N}_.+@-]+)?$/u;

const MAX_LENGTH = 300;

/** Words that stand for a name that the reader has. */
const ANY_CASE = /(?:^|\/)(?:\.\.\.|path|your|my|some|foo|bar|example)(?:\/|$)/i;
const CAPITALS =
  /(?:^|\/)(?:DIR|FILE|FOLDER|ID|MODULE|N|NAME|NNNN|PACKAGE|PATH|PLUGIN|PROJECT|STEP|VERSION|X+|YYYY)(?:[./-]|$)/;

/** Whether paths that stand as code in a sentence are there: those that begin in a folder of the project. */
export async function pathFindings(file: string, outline: Outline, scope: CheckScope): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { text, line, column } of outline.inline) {
    if (text.length > MAX_LENGTH) continue;
    const path = text.trim().replace(/(?::\d+)+$|#L\d+(?:-L?\d+)?$/, '');
    if (scope.isIgnored(text) || !PATH.test(path) || ANY_CASE.test(path) || CAPITALS.test(path)) continue;
    const folders = [...upward(folderOf(file))];
    const first = path.replace(/^\.\//, '').split('/')[0] ?? '';
    // What begins nowhere in the project is told of another one, of a system or of a protocol.
    if (!folders.some((folder) => scope.tree.folders.has(folder === '' ? first : `${folder}/${first}`))) continue;
    if ((await scope.fromAnywhere(path, folders)) !== 'missing' || isStem(path, folders, scope)) continue;
    const message = `${quoted(path)} is not there`;
    found.push({
      code: 'DOC_PATH_MISSING',
      file,
      line,
      column,
      message,
      suggestion: scope.suggestion(path.replace(/\/$/, '')),
    });
  }
  return found;
}

/** A module is named without its ending; a package by its folder and a name in it. */
function isStem(path: string, folders: readonly string[], scope: CheckScope): boolean {
  const stem = path.replace(/^\.\//, '').replace(/\.[cm]?js$/, '');
  return folders.some((folder) => scope.isStem(folder === '' ? stem : `${folder}/${stem}`));
}
