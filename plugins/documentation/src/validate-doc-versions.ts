import { basename } from 'node:path';
import { defineAction, NotApplicable } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { Documents, skippedSchema } from './markdown/documents.ts';
import { type DeclaredVersion, declaredVersions } from './versions/declared-version.ts';
import { type VersionMention, versionMentions } from './versions/version-mentions.ts';

const MAX_MENTIONS = 1_000;

const input = z.strictObject({
  path: z.string().min(1).default('.').meta({ description: 'The project, relative to the workspace or absolute.' }),
  expected_version: z
    .string()
    .regex(/^\d{1,6}\.\d{1,6}[\w.+-]{0,60}$/, 'write a version such as 1.2.3')
    .optional()
    .meta({ description: 'What the documents are to say; the version of the manifest unless given.' }),
});

const mentionSchema = z.object({
  file: z.string(),
  line: z.int(),
  version: z.string(),
  kind: z.enum(['stated', 'pinned', 'changelog']),
  matches: z.boolean(),
});

export const validateDocVersions = defineAction({
  title: 'Validate documented versions',
  description:
    'Whether the Markdown files of a project say the version that its manifest has: "Version: 1.2.3", pins of its own package, and the newest heading of the changelog.',
  input,
  output: z.object({
    valid: z.boolean().meta({ description: 'Every mention matches, and the manifests agree.' }),
    expected: z.string(),
    declared: z.array(z.object({ file: z.string(), name: z.string().nullable(), version: z.string() })),
    mentions: z.array(mentionSchema).meta({ description: `At most ${MAX_MENTIONS}.` }),
    problems: z.array(z.string()),
    truncated: z.boolean(),
    skipped: skippedSchema,
  }),
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 300,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { path, expected_version }) {
    const root = await folderAt(context.resolve(path), path);
    const declared = await declaredVersions(root);
    const expected = expected_version ?? declared[0]?.version;
    if (expected === undefined)
      throw new NotApplicable(`no manifest in "${path}" says a version, and none is expected`);
    const documents = new Documents(root, context);
    const names = declared.flatMap(({ name }) => name ?? []);
    const mentions: z.output<typeof mentionSchema>[] = [];
    for await (const file of documents.files()) {
      const text = await documents.read(file);
      if (text === undefined) continue;
      const isChangelog = /^(?:changelog|changes|history)\.md$/i.test(basename(file));
      // The changelogs and versions of packages below are their own.
      if (isChangelog && file !== basename(file)) continue;
      const found = versionMentions(text, names, isChangelog);
      mentions.push(...found.map((mention) => ({ file, ...mention, matches: isMet(mention, expected) })));
      if (mentions.length >= MAX_MENTIONS) break;
    }
    const problems = [
      ...disagreeing(declared, expected),
      ...mentions.filter((each) => !each.matches).map(problemOf(expected)),
    ];
    return {
      valid: problems.length === 0,
      expected,
      declared: declared.map(({ file, name, version }) => ({ file, name: name ?? null, version })),
      mentions: mentions.slice(0, MAX_MENTIONS),
      problems: problems.slice(0, MAX_MENTIONS),
      truncated: documents.truncated || mentions.length >= MAX_MENTIONS,
      skipped: [...documents.skipped],
    };
  },
});

/** `1.2` is met by `1.2.3`: a document may say less, not something else. */
function isMet({ version }: VersionMention, expected: string): boolean {
  return expected === version || expected.startsWith(`${version}.`);
}

function disagreeing(declared: readonly DeclaredVersion[], expected: string): string[] {
  return declared
    .filter(({ version }) => version !== expected)
    .map(({ file, version }) => `${file} says ${version}, not ${expected}`);
}

const problemOf =
  (expected: string) =>
  ({ file, line, version }: z.output<typeof mentionSchema>): string =>
    `${file}:${line} says ${version}, not ${expected}`;
