import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Contents by path, with `/`. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * A fresh folder with these files, absolute and without links in its path; removed with all that is in it when the test that
 * calls this is over.
 */
export async function projectFolder(files: Files = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'codomyrmex-test-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFiles(folder, files);
  return folder;
}

/** Writes files below a folder, and the folders that they lie in. A text that begins with `#!` can be executed. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    if (typeof content === 'string' && content.startsWith('#!')) await chmod(file, 0o755);
  }
}
