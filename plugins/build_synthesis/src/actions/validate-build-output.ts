import { basename } from 'node:path';
import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { archiveProblems } from '../archive.ts';
import { differences, readManifest } from '../build-manifest.ts';
import { pathSchema } from '../command.ts';
import { fileDigests, MAX_FILE_BYTES, sha256, sha256Schema } from '../digests.ts';
import { walk } from '../walk.ts';

const MAX_PROBLEMS = 100;

export const validateBuildOutput = defineAction({
  title: 'Whether what was built is whole',
  description:
    'Whether a file or folder is there and not empty, has the SHA-256 that is expected or stands in the file .sha256 beside it, can be read as an archive if it is called one, and is as a manifest says.',
  input: z.strictObject({
    output_path: pathSchema.meta({ description: 'A file or folder of the workspace.' }),
    expected_sha256: sha256Schema.optional().meta({ description: 'Of a file.' }),
    manifest_path: pathSchema.optional().meta({ description: 'What create_build_manifest wrote of a folder.' }),
    check: z.boolean().default(false).meta({ description: 'Whether problems fail the step.' }),
  }),
  output: z.object({
    valid: z.boolean(),
    kind: z.enum(['file', 'folder', 'missing']),
    files: z.int(),
    bytes: z.int(),
    sha256: z.string().nullable().meta({ description: 'Of a file.' }),
    problems: z.array(z.string()),
  }),
  effects: ['fs:read'],
  idempotent: true,
  examples: [{ title: 'An archive', input: { output_path: 'dist/sources.tar.gz' } }],
  async run(context, { check, ...asked }) {
    const found = await lookedAt(context, asked);
    const problems = found.problems.slice(0, MAX_PROBLEMS);
    if (!check || problems.length === 0) return { valid: problems.length === 0, ...found, problems };
    throw new ActionError(`what was built is not as it must be: ${problems.slice(0, 3).join('; ')}`, {
      code: 'INVALID_BUILD_OUTPUT',
      retryable: false,
      details: { problems },
      suggestions: ['Build it anew.'],
    });
  },
});

interface Asked {
  readonly output_path: string;
  readonly expected_sha256?: string | undefined;
  readonly manifest_path?: string | undefined;
}

interface Found {
  readonly kind: 'file' | 'folder' | 'missing';
  readonly files: number;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly problems: readonly string[];
}

async function lookedAt(context: ActionContext, asked: Asked): Promise<Found> {
  const facts = await context.fs.stat(asked.output_path);
  switch (facts?.kind) {
    case 'file':
      return fileFound(context, asked);
    case 'folder':
      return folderFound(context, asked);
    default: {
      const problem = facts === undefined ? 'it is not there' : 'it is neither file nor folder';
      return { kind: 'missing', files: 0, bytes: 0, sha256: null, problems: [problem] };
    }
  }
}

async function fileFound(
  context: ActionContext,
  { output_path, expected_sha256, manifest_path }: Asked,
): Promise<Found> {
  const content = await context.fs.read(output_path, { maxBytes: MAX_FILE_BYTES });
  const digest = sha256(content);
  const told = await toldDigest(context, output_path);
  const isArchive = /\.(?:tar\.gz|tgz)$/.test(output_path);
  return {
    kind: 'file',
    files: 1,
    bytes: content.byteLength,
    sha256: digest,
    problems: [
      ...(content.byteLength === 0 ? ['it is empty'] : []),
      ...(expected_sha256 === undefined || expected_sha256 === digest
        ? []
        : [`its SHA-256 is ${digest}, not ${expected_sha256}`]),
      ...(told === undefined || told === digest ? [] : [`its SHA-256 is ${digest}, not as ${output_path}.sha256 says`]),
      ...(isArchive ? await archiveProblems(context, content) : []),
      ...(manifest_path === undefined ? [] : ['a manifest is of a folder, and this is a file']),
    ],
  };
}

const MAX_CHECKSUM_FILE = 64 * 1024;

/** What stands for a file in the checksums beside it; a file without its name there says nothing good. */
async function toldDigest(context: ActionContext, path: string): Promise<string | undefined> {
  const beside = `${path}.sha256`;
  if ((await context.fs.stat(beside))?.kind !== 'file') return undefined;
  const text = await context.fs.readText(beside, { maxBytes: MAX_CHECKSUM_FILE });
  const lines = text.split('\n').map((line) => /^([0-9a-fA-F]{64})[ \t]+\*?(.+)$/.exec(line.trim()));
  return lines.find((line) => line?.[2] === basename(path))?.[1]?.toLowerCase() ?? 'anything that can be read';
}

async function folderFound(
  context: ActionContext,
  { output_path, expected_sha256, manifest_path }: Asked,
): Promise<Found> {
  const folder = await context.fs.locate(output_path);
  const { files } = await walk(context, folder, []);
  const digests = await fileDigests(context, files);
  const problems = files.length === 0 ? ['it has no files'] : [];
  if (expected_sha256 !== undefined) problems.push('a SHA-256 is of a file, and this is a folder');
  if (manifest_path !== undefined) {
    const manifest = await readManifest(context, manifest_path);
    if (manifest === undefined) problems.push(`there is no manifest "${manifest_path}"`);
    else {
      const { added, changed, removed } = differences(manifest.files, digests);
      problems.push(
        ...removed.map((path) => `"${path}" is missing`),
        ...changed.map((path) => `"${path}" has another content`),
      );
      problems.push(...added.map((path) => `"${path}" is not in the manifest`));
    }
  }
  const bytes = digests.reduce((sum, digest) => sum + digest.bytes, 0);
  return { kind: 'folder', files: files.length, bytes, sha256: null, problems };
}
