import * as z from 'zod';

/** The sections that make up a README and an AGENTS.md, in their order. */
export const readmeSections = [
  'about',
  'commands',
  'structure',
  'packages',
  'dependencies',
  'workflows',
  'actions',
  'api',
  'links',
] as const;
export const agentsSections = ['commands', 'rules', 'boundaries', 'generated'] as const;
export const sections = [...new Set([...readmeSections, ...agentsSections])] as const;
export type Section = (typeof readmeSections)[number] | (typeof agentsSections)[number];

/** Headings of AGENTS.md: the present convention, or those that the documents of Codomyrmex have. */
const styles = ['standard', 'codomyrmex'] as const;
export type Style = (typeof styles)[number];

const MAX_LINES = 20;
const lines = z.array(z.string().min(1).max(500)).max(MAX_LINES).default([]);
const patterns = z.array(z.string().min(1).max(300)).max(200);
const path = z
  .string()
  .max(300)
  .regex(/^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\0\\:]+[^/\0\\:]$/, 'name a file of the project, as docs/CLAUDE.md');

/** `.codomyrmex/docs.yaml` as it is written; what is left out has its default. */
export const docsConfigurationSchema = z.strictObject({
  style: z.enum(styles).default('standard').meta({ description: 'Headings of AGENTS.md.' }),
  documents: z
    .strictObject({ readme: z.boolean().default(true), agents: z.boolean().default(true) })
    .prefault({})
    .meta({ description: 'Which documents are made where there are none.' }),
  sections: z
    .partialRecord(z.enum(sections), z.boolean())
    .default({})
    .meta({ description: 'Sections that are left out of README.md and AGENTS.md: false.' }),
  folders: z
    .strictObject({
      include: patterns.default(['*']),
      exclude: patterns.default([]),
      packages: z.boolean().default(true).meta({ description: 'Also the folder of every package.' }),
    })
    .prefault({})
    .meta({ description: 'Folders with documents of their own, beside the root; "**" is every one.' }),
  aliases: z
    .record(path, z.enum(['include', 'copy']))
    .default({})
    .meta({ description: 'Files that say the same as AGENTS.md: by a line that leads there, or by a copy.' }),
  agents: z
    .strictObject({ rules: lines, always: lines, ask_first: lines, never: lines })
    .prefault({})
    .meta({ description: 'Lines of AGENTS.md that no file of the project says.' }),
  check: z
    .strictObject({
      links: z.boolean().default(true),
      paths: z.boolean().default(true),
      commands: z.boolean().default(true),
      exclude: patterns.default([]).meta({ description: 'Documents that are not looked at.' }),
      ignore: z
        .array(z.string().min(1).max(500))
        .max(200)
        .default([])
        .meta({ description: 'Links, paths and commands, as they are written, that are not looked at.' }),
    })
    .prefault({}),
  run: z
    .strictObject({
      timeout: z.number().positive().max(3_600).default(60).meta({ description: 'Seconds for one block.' }),
      where: z.enum(['copy', 'project']).default('copy').meta({ description: 'In a copy of the project, or in it.' }),
    })
    .prefault({})
    .meta({ description: 'Blocks of code that are marked as runnable, for docs check --run.' }),
});

export type DocsConfiguration = z.output<typeof docsConfigurationSchema>;

export const defaultConfiguration: DocsConfiguration = docsConfigurationSchema.parse({});
