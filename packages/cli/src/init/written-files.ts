import { existsSync, realpathSync } from 'node:fs';
import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { UsageError } from '@codomyrmex/core';
import { writeFileWhole } from '@codomyrmex/engine';
import { MARK } from './proposed-workflow.ts';

export interface NewFile {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

/**
 * Writes all files or none: where one cannot be written, those before it are taken away again, with the folders that were made for
 * them. No file that is there is replaced.
 * @throws UsageError WORKFLOW_EXISTS when a name was taken meanwhile · StorageError.
 */
export async function writeAll(files: readonly NewFile[]): Promise<void> {
  const written: string[] = [];
  const made = [...new Set(files.flatMap(({ file }) => missingAbove(dirname(file))))];
  try {
    for (const { file, text } of files) {
      if ((await writeFileWhole(file, text, 'refuse')) === 'taken') {
        throw new UsageError(`${file} is there already, since a moment ago`, { code: 'WORKFLOW_EXISTS' });
      }
      written.push(file);
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true });
    // The innermost first; one in which somebody has put something meanwhile stays.
    for (const folder of made.sort((a, b) => b.length - a.length)) await rmdir(folder).catch(() => undefined);
    throw error;
  }
}

const missingAbove = (folder: string): readonly string[] =>
  existsSync(folder) ? [] : [folder, ...missingAbove(dirname(folder))];

/** Whether `init` wrote the file. */
export async function isOurs(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.startsWith(MARK);
}

/**
 * @throws UsageError FOLDER_LEADS_ELSEWHERE when a place below the root is a link that leads out of it.
 */
export function refuseElsewhere(root: string, folder: string): void {
  const real = realpathSync(root);
  const existing = nearestExisting(folder);
  const way = relative(real, realpathSync(existing));
  if (way !== '..' && !way.startsWith(`..${sep}`)) return;
  throw new UsageError(`${existing} is a link that leads out of ${root}: nothing is written there`, {
    code: 'FOLDER_LEADS_ELSEWHERE',
    suggestions: ['Make it a folder, or name the place that you mean with --data-dir.'],
  });
}

function nearestExisting(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestExisting(dirname(path));
}
