import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { UsageError } from '../errors.ts';
import { exportedPlugin } from '../plugin.ts';
import { loadFault } from './load-fault.ts';
import { manifestOf } from './manifest-of.ts';
import { DEFAULT_ENTRY, type PluginPackageJson, pluginPackageSchema } from './package-schema.ts';

const NAME = 'codomyrmex.json';

export interface ManifestFile {
  readonly path: string;
  readonly isFresh: boolean;
}

/**
 * Writes the manifest of the plugin package in a folder, beside its entry unless package.json says where (`codomyrmex.manifest`).
 * With `check` nothing is written, and what is there must be what would be.
 * @throws UsageError when the folder holds no built plugin.
 */
export async function writeManifest(folder: string, { check }: { readonly check: boolean }): Promise<ManifestFile> {
  const described = packageIn(folder);
  const entry = resolve(folder, described.codomyrmex?.entry ?? DEFAULT_ENTRY);
  if (!existsSync(entry)) {
    throw new UsageError(`there is no code at ${entry}`, {
      suggestions: [
        'Build it first. Where it is elsewhere, package.json says so: "codomyrmex": { "entry": …, "manifest": … }.',
      ],
    });
  }
  const plugin = exportedPlugin(await imported(folder, entry));
  if (plugin === undefined) {
    throw new UsageError(`${entry} has no plugin as its default export`, {
      suggestions: ['export default definePlugin({ … })'],
    });
  }
  if (plugin.version !== described.version) {
    throw new UsageError(
      `the plugin says that it is version ${plugin.version}, and its package.json says ${described.version}`,
      { suggestions: ['Give both the same version.'] },
    );
  }
  // Within a workspace the range is written when the package is published.
  const range = described.peerDependencies?.['@codomyrmex/core'];
  const core = range?.startsWith('workspace:') === true ? undefined : range;
  const path = resolve(folder, described.codomyrmex?.manifest ?? join(dirname(entry), NAME));
  const text = `${JSON.stringify(manifestOf(plugin, { package: described.name, core }), undefined, 2)}\n`;
  const isFresh = textAt(path) === text;
  if (!check && !isFresh) writeFileSync(path, text);
  return { path, isFresh };
}

async function imported(folder: string, entry: string): Promise<unknown> {
  const { href } = pathToFileURL(entry);
  try {
    return await import(href);
  } catch (cause) {
    const { why, suggestions } = loadFault(cause, { folder, entry: href });
    throw new UsageError(`${entry} cannot be loaded: ${why}`, {
      code: 'PLUGIN_UNUSABLE',
      cause,
      suggestions,
    });
  }
}

function packageIn(folder: string): PluginPackageJson {
  const path = join(folder, 'package.json');
  const text = textAt(path);
  if (text === undefined) {
    throw new UsageError(`there is no ${path}`, { suggestions: ["Run it in the folder of the plugin's package."] });
  }
  let why: string;
  try {
    const read = pluginPackageSchema.safeParse(JSON.parse(text));
    if (read.success) return read.data;
    why = z.prettifyError(read.error);
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  throw new UsageError(`${path} cannot be used: ${why}`);
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
