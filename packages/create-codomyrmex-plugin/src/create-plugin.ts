import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '@codomyrmex/core';
import { type PluginName, pluginName } from './plugin-name.ts';

export interface CreatePluginOptions {
  /** `weather`, `codomyrmex-plugin-weather`, `@acme/weather`. */
  readonly name: string;
  /** Where it is made; a folder of the package's name, without its scope, in the working folder unless given. */
  readonly folder?: string;
}

export interface CreatedPlugin extends PluginName {
  /** Absolute. */
  readonly folder: string;
  /** Below the folder, sorted. */
  readonly files: readonly string[];
}

const template = fileURLToPath(new URL('../template/', import.meta.url));
const SUFFIX = '.template';

/**
 * Makes the package of a new plugin. It is made whole or not at all, and nothing that is there is touched.
 * @throws UsageError INVALID_PARAMETERS for a name that is none, FOLDER_NOT_EMPTY, FOLDER_UNUSABLE.
 */
export function createPlugin({ name, folder }: CreatePluginOptions): CreatedPlugin {
  const names = pluginName(name);
  const target = resolve(folder ?? basename(names.package));
  const isThere = existsSync(target);
  if (isThere) refuseTaken(target);
  const staged = stagingFolder(target);
  try {
    const files = templateFiles();
    for (const file of files) {
      const text = readFileSync(join(template, `${file.source}${SUFFIX}`), 'utf8');
      const path = join(staged, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, rendered(text, names));
    }
    if (isThere) moveInto(staged, target);
    else renameSync(staged, target);
    return { ...names, folder: target, files: files.map(({ path }) => path).sort() };
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

function refuseTaken(target: string): void {
  if (!statSync(target).isDirectory()) throw unusable(target, 'it is a file');
  const [first] = readdirSync(target);
  if (first !== undefined) throw notEmpty(target, first);
}

/** Beside the target, so that putting it in its place is one step. */
function stagingFolder(target: string): string {
  try {
    mkdirSync(dirname(target), { recursive: true });
    return mkdtempSync(join(dirname(target), '.codomyrmex-plugin-'));
  } catch (cause) {
    throw unusable(target, cause instanceof Error ? cause.message : String(cause));
  }
}

/** An empty folder stays the one that it is: somebody may stand in it. */
function moveInto(staged: string, target: string): void {
  const moved: string[] = [];
  try {
    for (const name of readdirSync(staged)) {
      renameSync(join(staged, name), join(target, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) rmSync(join(target, name), { recursive: true, force: true });
    throw error;
  }
}

interface TemplateFile {
  readonly source: string;
  readonly path: string;
}

/** npm leaves files out that begin with a dot or are named like its own; in the template they begin with `_`. */
function templateFiles(): readonly TemplateFile[] {
  const names = readdirSync(template, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length).replaceAll('\\', '/'))
    .map((source) => ({
      source,
      path: source.replaceAll(/(^|\/)_/g, '$1.').replace(/^\.package\.json$/, 'package.json'),
    }));
}

function rendered(text: string, names: PluginName): string {
  const require = createRequire(import.meta.url);
  const core: unknown = require('@codomyrmex/core/package.json');
  const version = typeof core === 'object' && core !== null && 'version' in core ? String(core.version) : '';
  const values: Readonly<Record<string, string>> = {
    package: names.package,
    module: names.module,
    codomyrmex: version,
    // Up to the next major version, also below 1: what breaks the contract of plugins raises its apiVersion.
    contract: `>=${version} <${Number.parseInt(version, 10) + 1}`,
  };
  return text.replaceAll(/__([a-z]+)__/g, (whole, word: string) => values[word] ?? whole);
}

const notEmpty = (folder: string, first: string): UsageError =>
  new UsageError(`${folder} is not empty: it holds ${JSON.stringify(first)}`, {
    code: 'FOLDER_NOT_EMPTY',
    suggestions: ['Name another folder with --folder, or empty this one.'],
  });

const unusable = (folder: string, why: string): UsageError =>
  new UsageError(`nothing can be made in ${folder}: ${why}`, {
    code: 'FOLDER_UNUSABLE',
    suggestions: ['Name another folder with --folder.'],
  });
