import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const require = createRequire(import.meta.url);
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const program = fileURLToPath(new URL('../bin/create-codomyrmex-plugin.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly output: string;
}

/** An empty folder; gone after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'created-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the program as `npm create` does: without a terminal. */
export const create = (cwd: string, ...words: readonly string[]): Ended =>
  ran(process.execPath, [program, ...words], cwd);

/** Runs a script of the package as its author does. */
export const npm = (cwd: string, ...words: readonly string[]): Ended => ran('npm', words, cwd);

/** What `npm install` would bring, from this repository. */
export function furnish(folder: string): void {
  const modules = join(folder, 'node_modules');
  const link = (name: string, target: string): void => {
    const place = join(modules, name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(repository, target), place);
  };
  link('@codomyrmex/core', fromRepository(require.resolve('@codomyrmex/core/package.json')));
  link('@codomyrmex/testing', fromRepository(require.resolve('@codomyrmex/testing/package.json')));
  link('zod', 'packages/core/node_modules/zod');
  for (const name of ['@biomejs/biome', '@types/node', 'typescript', 'vitest']) link(name, `node_modules/${name}`);
  for (const name of ['biome', 'tsc', 'vitest']) link(`.bin/${name}`, `node_modules/.bin/${name}`);
  link('.bin/codomyrmex-manifest', 'packages/core/bin/codomyrmex-manifest.js');
}

const fromRepository = (file: string): string => relative(repository, dirname(file));

function ran(command: string, words: readonly string[], cwd: string): Ended {
  const { PATH, TMPDIR } = process.env;
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    // Nothing of the test run around it: vitest would take itself for a part of it.
    env: { PATH, TMPDIR, HOME: cwd, NO_COLOR: '1', npm_config_offline: 'true', npm_config_update_notifier: 'false' },
    encoding: 'utf8',
  });
  return { code: status, stdout, output: `${stdout}${stderr}` };
}
