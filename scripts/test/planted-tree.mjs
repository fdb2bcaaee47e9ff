// A small repository in a temporary folder, with violations planted in it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * @param {Record<string, string | object | undefined>} files by path; an object is written as JSON, undefined not at all
 * @returns {string} the root, a git repository that is removed after the test
 */
export function plant(files) {
  const root = mkdtempSync(join(tmpdir(), 'planted-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  const all = {
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - plugins/*\n  - bench\n',
    'pnpm-lock.yaml': 'lockfileVersion: 9.0\n',
    '.gitignore': 'node_modules/\ndist/\n',
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}
