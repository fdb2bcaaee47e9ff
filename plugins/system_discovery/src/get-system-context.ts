import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { defineAction } from '@codomyrmex/core';
import { folderAt, workTreeAround } from '@codomyrmex/source-files';
import * as z from 'zod';
import { type Manifest, manifestSchema } from './manifests/manifest.ts';
import { manifestKind } from './manifests/manifest-kinds.ts';
import { MAX_MANIFEST_BYTES, readManifest } from './manifests/read-manifest.ts';
import { measureFile } from './measure-file.ts';

const MAX_ENTRIES = 500;

const input = z.strictObject({
  root_dir: z.string().min(1).default('.').meta({ description: 'The project, relative to the workspace or absolute.' }),
});

const output = z.object({
  root: z.string(),
  name: z.string(),
  has_git: z.boolean(),
  entries: z.array(z.object({ name: z.string(), type: z.enum(['file', 'folder', 'link', 'other']) })),
  truncated: z.boolean().meta({ description: `There are more than ${MAX_ENTRIES} entries.` }),
  manifests: z.array(manifestSchema).meta({ description: 'Of the folder itself, not of those below it.' }),
  package_managers: z.array(z.string()).meta({ description: 'Told by the lock files of the folder.' }),
  guides: z
    .array(z.string())
    .meta({ description: 'Texts that introduce the project: README, AGENTS.md and the like.' }),
  system: z.object({
    platform: z.string(),
    release: z.string(),
    arch: z.string(),
    cpus: z.int(),
    memory_gb: z.number(),
    node: z.string(),
  }),
});

const packageManagerOf: Readonly<Record<string, string>> = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'deno.lock': 'deno',
  'uv.lock': 'uv',
  'poetry.lock': 'poetry',
  'Pipfile.lock': 'pipenv',
  'Cargo.lock': 'cargo',
  'go.sum': 'go',
  'composer.lock': 'composer',
  'Gemfile.lock': 'bundler',
  'gradle.lockfile': 'gradle',
  'mix.lock': 'mix',
};

export const getSystemContext = defineAction({
  title: 'Get system context',
  description:
    'What a newcomer asks first of a project and of the machine: what lies in the folder, its manifests, its tools.',
  input,
  output,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 60,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { root_dir }) {
    const root = await folderAt(context.resolve(root_dir), root_dir);
    const all = (await readdir(root, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
    const files = all.filter((entry) => entry.isFile()).map((entry) => entry.name);
    const manifests = manifestsOf(root, files);
    return {
      root,
      name: manifests.find((manifest) => manifest.name !== undefined)?.name ?? basename(root),
      has_git: (await workTreeAround(root)) !== undefined,
      entries: all.slice(0, MAX_ENTRIES).map((entry) => ({ name: entry.name, type: typeOf(entry) })),
      truncated: all.length > MAX_ENTRIES,
      manifests,
      package_managers: [...new Set(files.flatMap((name) => packageManagerOf[name] ?? []))],
      guides: files.filter((name) => /^(?:README|AGENTS|CLAUDE|CONTRIBUTING|ARCHITECTURE)(?:\.\w{1,10})?$/i.test(name)),
      system: {
        platform: platform(),
        release: release(),
        arch: arch(),
        cpus: availableParallelism(),
        memory_gb: Math.round((totalmem() / 1024 ** 3) * 10) / 10,
        node: process.versions.node,
      },
    };
  },
});

function typeOf(entry: Dirent): 'file' | 'folder' | 'link' | 'other' {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}

function manifestsOf(root: string, files: readonly string[]): Manifest[] {
  const manifests: Manifest[] = [];
  for (const file of files) {
    const kind = manifestKind(file);
    if (kind === undefined || manifests.length >= MAX_ENTRIES) continue;
    const measured = measureFile(join(root, file), MAX_MANIFEST_BYTES);
    manifests.push(
      measured.kind === 'text'
        ? readManifest(file, kind, measured.text)
        : { file, kind: kind.kind, problem: `was not read: ${measured.reason}` },
    );
  }
  return manifests;
}
