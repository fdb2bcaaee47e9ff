import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { failureFrom } from '@codomyrmex/core';
import { onTestFinished } from 'vitest';

type Files = Readonly<Record<string, string>>;

/** A fresh folder with these files, gone with the test. */
export async function projectFolder(files: Files = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'build-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await written(folder, files);
  return folder;
}

/** Adds files; those that begin like a script can be executed. */
export async function written(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    if (content.startsWith('#!')) await chmod(path, 0o755);
  }
}

export const failure = async (running: Promise<unknown>) => failureFrom(await running.catch((error: unknown) => error));
