import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { UsageError } from '../errors.ts';
import { isPlugin } from '../plugin.ts';
import { manifestOf } from './manifest-of.ts';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
  codomyrmex: z.object({ manifest: z.string(), entry: z.string().optional() }).optional(),
});

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
  const entry = resolve(folder, described.codomyrmex?.entry ?? 'dist/index.js');
  if (!existsSync(entry)) {
    throw new UsageError(`there is no code at ${entry}`, {
      suggestions: [
        'Build it first. Where it is elsewhere, package.json says so: "codomyrmex": { "entry": …, "manifest": … }.',
      ],
    });
  }
  const loaded: unknown = await import(pathToFileURL(entry).href);
  const plugin = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (!isPlugin(plugin)) {
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

function packageIn(folder: string): z.output<typeof packageSchema> {
  const path = join(folder, 'package.json');
  const text = textAt(path);
  if (text === undefined) {
    throw new UsageError(`there is no ${path}`, { suggestions: ["Run it in the folder of the plugin's package."] });
  }
  let why: string;
  try {
    const read = packageSchema.safeParse(JSON.parse(text));
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
