import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, win32 } from 'node:path';
import { ActionError, type Artifacts } from '@codomyrmex/core';
import { artifactFolder } from '../logs/run-files.ts';

const MAX_NAME = 1_024;

/** The artifacts of one task below `<folder>/<run>/artifacts/<task>`; nothing is made before the first use. */
export function taskArtifacts(folder: string, run: string, task: string): Artifacts {
  const root = artifactFolder(folder, run, task);
  return {
    folder: () => ensureFolder(root),
    write: async (name, content) => {
      const segments = checkedSegments(name);
      await ensureFolder(root);
      const target = join(root, ...segments);
      await ensureFoldersInside(root, segments.slice(0, -1));
      await replaceFile(target, content);
      return target;
    },
  };
}

async function ensureFolder(root: string): Promise<string> {
  await mkdir(root, { recursive: true });
  return root;
}

/**
 * Splits a name into folders and file.
 * @throws ActionError INVALID_PARAMETERS for a name that leaves the folder, on this or on another system.
 */
function checkedSegments(name: string): readonly string[] {
  const why = whyRefused(name);
  if (why === undefined) return name.split('/');
  throw new ActionError(`${JSON.stringify(name.slice(0, 100))} is not a name for an artifact: ${why}`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: ['Use a relative name such as report.html or charts/findings.svg.'],
  });
}

function whyRefused(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > MAX_NAME) return `it has more than ${MAX_NAME} characters`;
  if (name.includes('\0')) return 'it holds a NUL character';
  if (name.includes('\\')) return 'it holds a backslash';
  if (win32.isAbsolute(name) || /^[A-Za-z]:/.test(name)) return 'it is absolute';
  const bad = name.split('/').find((segment) => segment === '' || segment === '.' || segment === '..');
  return bad === undefined ? undefined : `${JSON.stringify(bad)} cannot be a part of it`;
}

/** Makes folders below `root` one by one; none of them may be a link, since a link can lead anywhere. */
async function ensureFoldersInside(root: string, segments: readonly string[]): Promise<void> {
  let path = root;
  for (const segment of segments) {
    path = join(path, segment);
    await mkdir(path).catch(ignoreExisting);
    const found = await lstat(path);
    if (found.isDirectory()) continue;
    throw new ActionError(
      `${path} is ${found.isSymbolicLink() ? 'a link' : 'a file'}, not a folder; nothing was written`,
      {
        code: 'INVALID_PARAMETERS',
        retryable: false,
      },
    );
  }
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

/** Whoever reads `target` sees the old content or the new one, never a part; a link in its place is replaced, not followed. */
async function replaceFile(target: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(target), `.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
