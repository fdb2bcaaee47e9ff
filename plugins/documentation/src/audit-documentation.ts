import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionContext, defineAction, NotApplicable } from '@codomyrmex/core';
import { folderAt, textOf } from '@codomyrmex/source-files';
import * as z from 'zod';
import { parseMarkdown } from './markdown/markdown-document.ts';
import { inert, markdownTable } from './quality/markdown-text.ts';

const MAX_MODULES = 2_000;

const fileName = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'use the name of a file, without folders')
  .refine((name) => name !== '.' && name !== '..', 'use the name of a file');

const input = z.strictObject({
  src_dir: z
    .string()
    .min(1)
    .default('.')
    .meta({ description: 'The folder whose subfolders are modules, relative to the workspace or absolute.' }),
  report_file: z
    .string()
    .regex(/\.md$/i, 'use a name that ends in .md')
    .max(500)
    .optional()
    .meta({ description: 'Also writes the audit to this file below the artifacts of the step.' }),
  required: z
    .array(fileName)
    .min(1)
    .max(20)
    .default(['README.md'])
    .meta({ description: 'Files that every module is to have.' }),
  min_words: z.int().min(0).max(100_000).default(20).meta({ description: 'A Markdown file with fewer is a stub.' }),
});
type Input = z.output<typeof input>;

const moduleSchema = z.object({
  module: z.string(),
  documents: z.array(z.object({ file: z.string(), title: z.string().nullable(), words: z.int() })),
  missing: z.array(z.string()),
  stubs: z.array(z.string()),
});
type AuditedModule = z.output<typeof moduleSchema>;

export const auditDocumentation = defineAction({
  title: 'Audit documentation',
  description:
    'For each module, a subfolder: which of the required documents it has, which are missing and which say next to nothing.',
  input,
  output: z.object({
    complete: z.boolean().meta({ description: 'Nothing is missing and nothing is a stub.' }),
    modules: z.array(moduleSchema),
    counts: z.object({ modules: z.int(), complete: z.int(), missing: z.int(), stubs: z.int() }),
    report: z.string().meta({ description: 'The same as Markdown.' }),
    path: z.string().optional().meta({ description: 'The written file, with report_file.' }),
    truncated: z.boolean().meta({ description: `There are more than ${MAX_MODULES} modules.` }),
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  isolation: 'thread',
  timeout: 300,
  examples: [
    { title: 'Packages that need two files', input: { src_dir: 'packages', required: ['README.md', 'LICENSE'] } },
  ],
  async run(context, parameters) {
    const root = await folderAt(context.resolve(parameters.src_dir), parameters.src_dir);
    const folders = (await readdir(root, { withFileTypes: true }))
      .filter(isModule)
      .map(({ name }) => name)
      .sort();
    if (folders.length === 0) throw new NotApplicable(`"${parameters.src_dir}" has no subfolders`);
    const modules = await auditAll(context, { root, folders: folders.slice(0, MAX_MODULES) }, parameters);
    const whole = modules.filter(({ missing, stubs }) => missing.length === 0 && stubs.length === 0);
    const report = reportText(modules, parameters);
    const { report_file } = parameters;
    const path = report_file === undefined ? undefined : await context.artifacts.write(report_file, report);
    return {
      complete: whole.length === modules.length,
      modules,
      counts: {
        modules: modules.length,
        complete: whole.length,
        missing: modules.reduce((sum, { missing }) => sum + missing.length, 0),
        stubs: modules.reduce((sum, { stubs }) => sum + stubs.length, 0),
      },
      report,
      ...(path !== undefined && { path }),
      truncated: folders.length > MAX_MODULES,
    };
  },
});

/** Hidden folders and those of tools are no modules. */
const isModule = (entry: Dirent): boolean =>
  entry.isDirectory() && !/^(?:\..*|_.*|node_modules|dist|build|coverage)$/.test(entry.name);

async function auditAll(
  context: ActionContext,
  { root, folders }: { readonly root: string; readonly folders: readonly string[] },
  { required, min_words }: Input,
): Promise<AuditedModule[]> {
  const modules: AuditedModule[] = [];
  for (const module of folders) {
    context.signal.throwIfAborted();
    const audited: AuditedModule = { module, documents: [], missing: [], stubs: [] };
    for (const file of new Set(required)) {
      const text = textOf(join(root, module, file));
      if (text === undefined) {
        audited.missing.push(file);
        continue;
      }
      const isText = /\.(?:md|markdown)$/i.test(file);
      const { headings, words } = parseMarkdown(text);
      audited.documents.push({ file, title: isText ? (headings[0]?.text ?? null) : null, words });
      if (isText && words < min_words) audited.stubs.push(file);
    }
    modules.push(audited);
  }
  return modules;
}

function reportText(modules: readonly AuditedModule[], { src_dir, required }: Input): string {
  const stateOf = (module: AuditedModule, file: string): string => {
    if (module.missing.includes(file)) return 'missing';
    return module.stubs.includes(file) ? 'stub' : 'yes';
  };
  return [
    `# Documentation of ${inert(src_dir)}`,
    '',
    ...markdownTable(
      ['module', ...required],
      modules.map((module) => [module.module, ...required.map((file) => stateOf(module, file))]),
    ),
    '',
  ].join('\n');
}
