import { DefinitionError, didYouMean, type Problem, problemPath, projectTypes } from '@codomyrmex/core';
import { RE2JS } from 're2js';
import * as z from 'zod';
import type { TemplateQuestion, TemplateSummary } from '../template-summary.ts';
import { whyNoPath } from './project-path.ts';
import { compareVersions, isVersion } from './template-version.ts';
import { type PlaceOf, readWrittenData } from './written-data.ts';

/** What a template says of itself, and how it becomes a project. */
export interface TemplateDefinition extends TemplateSummary {
  readonly questions: readonly TemplateQuestion[];
  /** When a rendered path is written; all conditions that mean it must be true. */
  readonly conditions: readonly TemplateCondition[];
  /** Oldest first. */
  readonly migrations: readonly TemplateMigration[];
  /** Of the existing system: what to copy beside the rendered tree, and into which folder. */
  readonly copiedFiles: readonly CopiedFiles[];
}

export interface TemplateCondition {
  /** A path or glob over rendered paths. */
  readonly pattern: string;
  /** A Liquid expression. */
  readonly expression: string;
}

/** What an update to a version does beside merging. Declared, so that nothing of a template runs. */
export interface TemplateMigration {
  readonly to: string;
  /** Patterns of paths that the template gives up. */
  readonly remove: readonly string[];
  readonly rename: ReadonlyMap<string, string>;
  readonly renamedAnswers: ReadonlyMap<string, string>;
  readonly addedAnswers: ReadonlyMap<string, AnswerValue>;
}

export interface CopiedFiles {
  /** A glob below the template's folder. */
  readonly pattern: string;
  readonly folder: string;
}

export type AnswerValue = string | number | boolean;

const MAX_ENTRIES = 2_000;
const answerValue = z.union([z.string().max(10_000), z.number(), z.boolean()]);
const key = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'a name is letters, digits and _, and begins with no digit');
const version = z.string().refine(isVersion, 'a version is numbers with dots: 1.0 or 2.3.1');
const path = z.string().superRefine((written, context) => {
  const why = whyNoPath(written.replace(/\/+$/, ''));
  if (why !== undefined)
    context.addIssue({ code: 'custom', message: `${JSON.stringify(written)} is no path of a project: ${why}` });
});
const names = z.array(z.string().min(1).max(200)).max(MAX_ENTRIES).default([]);

const questionSchema = z
  .strictObject({
    type: z.enum(['text', 'number', 'boolean', 'choice']),
    title: z.string().max(500).optional(),
    default: answerValue,
    choices: z.array(z.string().max(200)).min(1).max(100).optional(),
    pattern: z.string().max(500).optional(),
  })
  .superRefine((question, context) => {
    const wrong = (at: string, message: string): void => context.addIssue({ code: 'custom', message, path: [at] });
    const { type, choices, pattern } = question;
    const wanted = type === 'number' || type === 'boolean' ? type : 'string';
    if (typeof question.default !== wanted) wrong('default', `the default of a ${type} is a ${wanted}`);
    if ((choices !== undefined) !== (type === 'choice')) wrong('choices', 'a choice has choices, and nothing else has');
    if (choices !== undefined && !choices.includes(String(question.default)))
      wrong('default', 'it is none of the choices');
    if (pattern !== undefined && type !== 'text') wrong('pattern', 'only a text has a pattern');
    const why = pattern === undefined ? undefined : whyNoPattern(pattern);
    if (why !== undefined) wrong('pattern', why);
  });

/** Patterns are matched in time that is linear in the answer, so they have no look-around and no back-references. */
function whyNoPattern(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return `it is no regular expression of RE2: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const migrationSchema = z.strictObject({
  to: version,
  remove: z.array(z.string().min(1).max(1_024)).max(MAX_ENTRIES).default([]),
  rename: z.record(path, path).default({}),
  answers: z
    .strictObject({ rename: z.record(key, key).default({}), add: z.record(key, answerValue).default({}) })
    .default({ rename: {}, add: {} }),
});

const docLinks = z.object({ enabled: z.boolean().default(true) });

const definitionSchema = z.strictObject({
  $schema: z.string().optional(),
  schema_version: z.literal(1).optional(),
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
      'a name is letters, digits, ".", "_" and "-", and begins with a letter or digit',
    ),
  type: z.enum(projectTypes).default('custom'),
  description: z.string().max(10_000).default(''),
  version: version.default('1.0'),
  directory_structure: z.array(z.string().min(1).max(1_024)).max(MAX_ENTRIES).default([]),
  template_files: z.record(z.string().min(1).max(1_024), z.string().max(1_024)).default({}),
  workflows: names,
  required_modules: names,
  optional_modules: names,
  default_config: z.record(z.string(), z.json()).default({}),
  documentation_config: z
    .object({ nested_docs: z.array(path).max(MAX_ENTRIES).optional(), doc_links: docLinks.optional() })
    .default({}),
  template_generators: z.record(z.string(), z.json()).default({}),
  doc_links: docLinks.partial().default({}),
  author: z.string().max(500).default(''),
  created_at: z.string().max(100).default(''),
  questions: z.record(key, questionSchema).default({}),
  conditions: z.record(z.string().min(1).max(1_024), z.string().min(1).max(2_000)).default({}),
  migrations: z.array(migrationSchema).max(MAX_ENTRIES).default([]),
});

/**
 * Reads the text of a `template.json` or `template.yaml`, of ours or of the existing system.
 * @throws DefinitionError INVALID_TEMPLATE with everything that is wrong in it, and where.
 */
export function parseTemplateDefinition(text: string, file: string): TemplateDefinition {
  const written = readWrittenData(text, file);
  if (!written.ok) throw invalidTemplate(file, written.problems);
  const parsed = definitionSchema.safeParse(written.data);
  if (parsed.success) return definitionOf(parsed.data);
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, { file, placeOf: written.placeOf }));
  throw invalidTemplate(file, problems);
}

/** The one error of a template that is not valid. */
export const invalidTemplate = (template: string, problems: readonly Problem[]): DefinitionError =>
  new DefinitionError(
    `the template ${template} is not valid: ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}`,
    problems,
    {
      code: 'INVALID_TEMPLATE',
      details: { template },
    },
  );

interface Place {
  readonly file: string;
  readonly placeOf: PlaceOf;
}

function problemsOf(issue: z.core.$ZodIssue, { file, placeOf }: Place): readonly Problem[] {
  const at = (segments: readonly PropertyKey[]) => ({ path: problemPath(segments), file, ...placeOf(segments) });
  if (issue.code !== 'unrecognized_keys') return [{ code: codeOf(issue), message: issue.message, ...at(issue.path) }];
  return issue.keys.map((name) => ({
    code: 'unknown_key',
    message: `a template has no ${JSON.stringify(name)} here`,
    suggestion: didYouMean(name, knownKeys),
    ...at([...issue.path, name]),
  }));
}

const codeOf = (issue: z.core.$ZodIssue): string =>
  issue.path[0] === 'schema_version' ? 'unknown_schema_version' : issue.code;

const knownKeys = [definitionSchema, questionSchema, migrationSchema].flatMap((schema) => Object.keys(schema.shape));

function definitionOf(written: z.output<typeof definitionSchema>): TemplateDefinition {
  const directories = written.directory_structure.map((folder) => folder.replace(/\/+$/, ''));
  const { nested_docs, doc_links } = written.documentation_config;
  return {
    name: written.name,
    type: written.type,
    description: written.description,
    version: written.version,
    directoryStructure: directories,
    workflows: written.workflows,
    requiredModules: written.required_modules,
    optionalModules: written.optional_modules,
    defaultConfig: written.default_config,
    documentation: {
      // The existing system gives every folder documents where the template says nothing of it.
      nestedDocs: (nested_docs ?? directories.filter((folder) => folder !== '.codomyrmex')).map((folder) =>
        folder.replace(/\/+$/, ''),
      ),
      linksEnabled: (doc_links ?? written.doc_links).enabled ?? true,
    },
    author: written.author,
    questions: Object.entries(written.questions).map(([name, question]) => questionOf(name, question)),
    conditions: Object.entries(written.conditions).map(([pattern, expression]) => ({ pattern, expression })),
    migrations: written.migrations.map(migrationOf).sort((one, other) => compareVersions(one.to, other.to)),
    copiedFiles: Object.entries(written.template_files).map(([pattern, folder]) => ({
      pattern,
      folder: folder.replace(/^\.\/?|\/+$/g, ''),
    })),
  };
}

function questionOf(name: string, written: z.output<typeof questionSchema>): TemplateQuestion {
  const { type, title, choices, pattern } = written;
  return {
    name,
    title: title ?? name,
    kind: type,
    default: written.default,
    ...(choices !== undefined && { choices }),
    ...(pattern !== undefined && { pattern }),
  };
}

const migrationOf = (written: z.output<typeof migrationSchema>): TemplateMigration => ({
  to: written.to,
  remove: written.remove,
  rename: new Map(Object.entries(written.rename)),
  renamedAnswers: new Map(Object.entries(written.answers.rename)),
  addedAnswers: new Map(Object.entries(written.answers.add)),
});
