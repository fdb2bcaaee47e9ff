import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const COMMITTED_BY = ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost'];

export const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', [...COMMITTED_BY, ...args], { cwd: folder, encoding: 'utf8' });

/** A real repository with an empty commit for each message; gone after the test. */
export function repository(...messages: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'changelog-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  git(folder, 'init', '--quiet');
  for (const message of messages) git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
  return folder;
}
