import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionContext, defineAction, isOrchestrationError } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';

interface Generator {
  readonly name: string;
  /** Files, from the folder, that say that it is used here. */
  readonly configuration: RegExp;
  /** The program that must be there. */
  readonly program: string;
}

/** Programs are asked for their own version, never started on the project. */
const generators: readonly Generator[] = [
  { name: 'docusaurus', configuration: /^(?:docs\/|website\/)?docusaurus\.config\.[cm]?[jt]s$/, program: 'node' },
  { name: 'vitepress', configuration: /^(?:docs\/)?\.vitepress$/, program: 'node' },
  { name: 'typedoc', configuration: /^typedoc\.(?:json|[cm]?js)$/, program: 'node' },
  { name: 'mkdocs', configuration: /^mkdocs\.ya?ml$/, program: 'mkdocs' },
  { name: 'sphinx', configuration: /^(?:docs\/|docs\/source\/)?conf\.py$/, program: 'sphinx-build' },
  { name: 'mdbook', configuration: /^(?:docs\/)?book\.toml$/, program: 'mdbook' },
  { name: 'hugo', configuration: /^hugo\.(?:toml|ya?ml|json)$/, program: 'hugo' },
  { name: 'doxygen', configuration: /^(?:docs\/)?Doxyfile$/, program: 'doxygen' },
  { name: 'antora', configuration: /^antora(?:-playbook)?\.yml$/, program: 'node' },
];
const folders = ['', 'docs', 'docs/source', 'website'];

const generatorSchema = z.object({
  name: z.string(),
  configuration: z.string(),
  program: z.string(),
  found: z.boolean(),
  version: z.string().nullable().meta({ description: 'null when the program is not there or does not tell.' }),
});

export const checkDocEnvironment = defineAction({
  title: 'Check documentation environment',
  description:
    'Which generators of documentation a project is set up for, by their configuration files, and whether their programs are on PATH.',
  input: z.strictObject({
    path: z.string().min(1).default('.').meta({ description: 'The project, relative to the workspace or absolute.' }),
  }),
  output: z.object({
    ready: z.boolean().meta({ description: 'There is a generator, and the program of each is there.' }),
    generators: z.array(generatorSchema),
    problems: z.array(z.string()),
  }),
  effects: ['exec', 'fs:read'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { path }) {
    const root = await folderAt(context.resolve(path), path);
    const names = await entriesOf(root);
    const used = generators.flatMap(({ name, configuration, program }) => {
      const file = names.find((each) => configuration.test(each));
      return file === undefined ? [] : [{ name, configuration: file, program }];
    });
    const versions = new Map<string, Answer>();
    for (const { program } of used) {
      if (!versions.has(program)) versions.set(program, await ask(context, program));
    }
    const found = used.map((each) => ({ ...each, ...(versions.get(each.program) ?? absent) }));
    const problems = [
      ...(found.length === 0 ? ['no generator of documentation is configured'] : []),
      ...found
        .filter((each) => !each.found)
        .map(({ name, program }) => `${name} needs ${program}, which is not installed, or not on PATH`),
    ];
    return { ready: problems.length === 0, generators: found, problems };
  },
});

async function entriesOf(root: string): Promise<string[]> {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(root, folder)).catch(() => []);
      return names.toSorted((a, b) => (a < b ? -1 : 1)).map((name) => (folder === '' ? name : `${folder}/${name}`));
    }),
  );
  return lists.flat();
}

interface Answer {
  readonly found: boolean;
  readonly version: string | null;
}
const absent: Answer = { found: false, version: null };

async function ask(context: ActionContext, program: string): Promise<Answer> {
  try {
    const { stdout, stderr } = await context.exec([program, '--version'], { keepBytes: 4_096 });
    const version = /(?<![\d.])\d{1,8}(?:\.\d{1,8}){1,3}/.exec(`${stdout}\n${stderr}`)?.[0] ?? null;
    return { found: true, version };
  } catch (error) {
    if (isOrchestrationError(error) && error.code === 'COMMAND_NOT_FOUND') return absent;
    throw error;
  }
}
