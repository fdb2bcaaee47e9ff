import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActionError } from '@codomyrmex/core';

/** The tarball of a package, and what it weighs. */
export interface PackedPackage {
  readonly tarball: string;
  /** `sha512-…`, as npm writes it. */
  readonly integrity: string;
}

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'] as const;
const TIMEOUT_MS = 300_000;
const COMPLAINTS = 4_096;

/** Fetches or packs a package into a folder, without running any script of it. @throws ActionError NPM_FAILED with npm's own words. */
export async function packPackage(spec: string, folder: string): Promise<PackedPackage> {
  mkdirSync(folder, { recursive: true });
  await npm(['pack', ...QUIET, '--pack-destination', folder, '--', spec], folder);
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw failed(`npm pack ${spec}`, 'it made no tarball');
  const tarball = join(folder, name);
  const digest = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  return { tarball, integrity: `sha512-${digest}` };
}

/**
 * Installs a tarball with what it depends on into a folder of its own, without running any script. What it shares with us (its peer
 * dependencies) is not fetched.
 */
export async function installTarball(tarball: string, folder: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', ...QUIET, '--legacy-peer-deps', '--no-save', '--no-package-lock', '--', tarball], folder);
}

function npm(words: readonly string[], folder: string): Promise<void> {
  const command = `npm ${words[0]} ${words.at(-1)}`;
  return new Promise((resolve, reject) => {
    const child = spawn('npm', words, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: TIMEOUT_MS,
    });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk.toString('utf8')).slice(-COMPLAINTS);
    });
    child.once('error', (error) => reject(failed(command, error.message)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(failed(command, complaintOf(complaints) || `it exited with ${code}`));
    });
  });
}

/** Lines of npm that tell nobody what to do: codes that stand in words beside them, what else could be named, where it logs. */
const EMPTY_WORDS =
  /^(?:code|errno|syscall|path|stack) |complete log of this run|^(?:Note that you can also|tarball, folder, http url)|^This is related to npm/;

/** What npm says, without its name and its code before every line. */
function complaintOf(written: string): string {
  const lines = written.split('\n').map((line) =>
    line
      .replace(/^npm (?:error|ERR!)\s*/, '')
      .replace(/^(?:\d{3}|E[A-Z]+|enoent)(?:\s+|$)/, '')
      .trim(),
  );
  return [...new Set(lines.filter((line) => line !== '' && !EMPTY_WORDS.test(line)))].join('\n  ');
}

const failed = (command: string, why: string): ActionError =>
  new ActionError(`${command} failed: ${why}`, {
    code: 'NPM_FAILED',
    suggestions: ['npm must be on the PATH, and the package be a name, a tarball or a folder that it knows.'],
  });
