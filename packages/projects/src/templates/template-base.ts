import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { sha256 } from './durable-files.ts';
import { isBinary } from './merge-text.ts';
import { reasonOf } from './scaffold-error.ts';
import { readProjectFile } from './standing-file.ts';

// What was rendered last, beside the record, so that an update knows what a person has changed also when the old version of the
// template is gone (decision 0012).

export const BASE = '.codomyrmex/template-base.json.gz';

const MAX_BYTES = 128 * 1024 * 1024;
const baseSchema = z.strictObject({
  schema_version: z.literal(1),
  files: z.record(z.string(), z.strictObject({ text: z.string().optional(), executable: z.boolean().optional() })),
});

/** One file as it was rendered last. */
export interface BaseFile {
  /** `undefined` of a binary file: nothing merges with it. */
  readonly bytes: Uint8Array | undefined;
  readonly isExecutable: boolean;
}

export type TemplateBase =
  | { readonly ok: true; readonly files: ReadonlyMap<string, BaseFile> }
  /** Why there is none: edited files can then not be merged. */
  | { readonly ok: false; readonly why: string };

/** Bytes are kept as one character each, so that files that are no UTF-8 come back as they were. */
export function baseBytes(
  files: readonly { readonly path: string; readonly bytes: Uint8Array; readonly isExecutable: boolean }[],
): Uint8Array {
  const written = files.map(({ path, bytes, isExecutable }) => [
    path,
    {
      ...(!isBinary(bytes) && { text: Buffer.from(bytes).toString('latin1') }),
      ...(isExecutable && { executable: true }),
    },
  ]);
  return gzipSync(JSON.stringify({ schema_version: 1, files: Object.fromEntries(written) }), { level: 9 });
}

/** @param recorded the digests that the record has: what is not what they say is not used. */
export async function readBase(root: string, recorded: ReadonlyMap<string, string>): Promise<TemplateBase> {
  const found = await readProjectFile(root, BASE);
  if (found.kind !== 'file') return { ok: false, why: `${BASE} is gone` };
  let data: unknown;
  try {
    data = JSON.parse(gunzipSync(found.bytes, { maxOutputLength: MAX_BYTES }).toString('utf8'));
  } catch (error) {
    return { ok: false, why: `${BASE} is damaged: ${reasonOf(error)}` };
  }
  const read = baseSchema.safeParse(data);
  if (!read.success) return { ok: false, why: `${BASE} cannot be understood` };
  const files = new Map<string, BaseFile>();
  for (const [path, { text, executable }] of Object.entries(read.data.files)) {
    const bytes = text === undefined ? undefined : Buffer.from(text, 'latin1');
    if (bytes !== undefined && sha256(bytes) !== recorded.get(path)) continue;
    files.set(path, { bytes, isExecutable: executable === true });
  }
  return { ok: true, files };
}
