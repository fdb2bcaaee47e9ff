import { opendir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type ActionContext, ActionError } from '@codomyrmex/core';
import { type Advisory, advisorySchema } from './advisory.ts';

/** Of one file. The whole of OSV's npm is some 300 MB in single files, none of which is near this. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;
const MAX_FILES = 1_000_000;
const MAX_DEPTH = 8;
const FILES_PER_TURN = 50;

/** What becomes of each entry of a dump. */
export interface AdvisoryVisitor {
  readonly advisory: (advisory: Advisory) => void;
  /** A file, or an entry in one, that is no advisory. */
  readonly unreadable: (where: string) => void;
}

/**
 * Reads a dump of the Open Source Vulnerability format: a file with one advisory, a list of them, or `{"vulns": […]}`, or a
 * folder of such files, those of folders below it too. Links are not followed.
 * @throws ActionError PATH_NOT_FOUND, NO_ADVISORIES for a folder without any `.json` file.
 */
export async function readAdvisories(context: ActionContext, written: string, visitor: AdvisoryVisitor): Promise<void> {
  const path = context.resolve(written);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new ActionError(`there are no advisories at "${written}" (looked at ${path})`, {
      code: 'PATH_NOT_FOUND',
      retryable: false,
      suggestions: [
        'give a file or a folder of OSV JSON, relative to the workspace or absolute',
        'leave advisories out',
      ],
    });
  }
  if (!found.isDirectory()) return readOne(path, visitor);
  let files = 0;
  for await (const file of jsonFiles(await realpath(path))) {
    if (++files % FILES_PER_TURN === 0) {
      await setImmediate();
      context.signal.throwIfAborted();
    }
    if (files > MAX_FILES) throw tooMany(written);
    await readOne(file, visitor);
  }
  if (files > 0) return;
  throw new ActionError(`the folder "${written}" has no .json file`, {
    code: 'NO_ADVISORIES',
    retryable: false,
    suggestions: ['unpack the dump (all.zip of an ecosystem) into the folder first'],
  });
}

const tooMany = (written: string) =>
  new ActionError(`"${written}" has more than ${MAX_FILES} files`, { code: 'TOO_MANY_FILES', retryable: false });

async function readOne(path: string, visitor: AdvisoryVisitor): Promise<void> {
  for (const entry of await entriesOf(path)) {
    const read = advisorySchema.safeParse(entry);
    if (read.success) visitor.advisory(read.data);
    else visitor.unreadable(path);
  }
}

/** A file that cannot be read is one entry that is none. */
async function entriesOf(path: string): Promise<readonly unknown[]> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) return [undefined];
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (Array.isArray(content)) return content;
    if (typeof content === 'object' && content !== null && 'vulns' in content && Array.isArray(content.vulns)) {
      return content.vulns;
    }
    return [content];
  } catch {
    return [undefined];
  }
}

async function* jsonFiles(root: string): AsyncGenerator<string> {
  const open = [{ path: root, depth: 0 }];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for await (const entry of await opendir(folder.path)) {
      const path = join(folder.path, entry.name);
      if (entry.isDirectory() && folder.depth < MAX_DEPTH) open.push({ path, depth: folder.depth + 1 });
      else if (entry.isFile() && entry.name.endsWith('.json')) yield path;
    }
  }
}
