import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import { digestOfAll, type FileDigest, fileDigestSchema, sha256Schema } from './digests.ts';

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 50_000;

const manifestSchema = z.strictObject({
  manifest_version: z.literal(1),
  digest: sha256Schema,
  files: z.array(fileDigestSchema).max(MAX_FILES),
});
type Manifest = z.output<typeof manifestSchema>;

/** No time stands in it: the same files give the same bytes. */
export function manifestText(files: readonly FileDigest[]): string {
  const manifest: Manifest = { manifest_version: 1, digest: digestOfAll(files), files: [...files] };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** `undefined` where there is none. @throws ActionError INVALID_MANIFEST for one that is damaged or not ours. */
export async function readManifest(context: ActionContext, path: string): Promise<Manifest | undefined> {
  if ((await context.fs.stat(path)) === undefined) return undefined;
  const text = await context.fs.readText(path, { maxBytes: MAX_BYTES });
  const parsed = manifestSchema.safeParse(json(text));
  if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error));
  if (parsed.data.digest !== digestOfAll(parsed.data.files)) throw invalid(path, 'its digest is not that of its files');
  return parsed.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const invalid = (path: string, why: string): ActionError =>
  new ActionError(`"${path}" is no manifest of a build that can be used: ${why}`, {
    code: 'INVALID_MANIFEST',
    retryable: false,
    suggestions: ['Make it anew with build_synthesis.create_build_manifest.'],
  });

export interface Difference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export function differences(before: readonly FileDigest[], now: readonly FileDigest[]): Difference {
  const old = new Map(before.map(({ path, sha256 }) => [path, sha256]));
  const current = new Set(now.map(({ path }) => path));
  return {
    added: now.flatMap(({ path }) => (old.has(path) ? [] : [path])),
    changed: now.flatMap(({ path, sha256 }) => (old.has(path) && old.get(path) !== sha256 ? [path] : [])),
    removed: before.flatMap(({ path }) => (current.has(path) ? [] : [path])),
  };
}
