import { type JsonObject, projectStatusSchema, projectTypes } from '@codomyrmex/core';
import * as z from 'zod';
import { editedJson } from './edited-json.ts';
import { processOwnerSchema } from './process-owner.ts';
import type { Milestone, Project } from './project.ts';
import { isOneName } from './project-name.ts';

// `.codomyrmex/project.json`: the keys of the Python system in its order, and ours after them.

const SCHEMA_VERSION = 1;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const record = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});

/** Python writes no zone where it means UTC. */
const time = z
  .string()
  .transform((written) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(written) ? written : `${written}Z`))
  .refine((date) => !Number.isNaN(date.getTime()), 'write a time like 2026-01-07T10:00:00+00:00');

const activeRunSchema = z.object({
  workflow: z.string(),
  owner: processOwnerSchema,
  started_at: z.string(),
});
/** A workflow that some process is running for the project. */
export type ActiveRun = z.output<typeof activeRunSchema>;

const documentSchema = z.object({
  name: z.string().refine(isOneName, 'name one folder: no separators, no control characters'),
  description: text,
  type: z
    .enum(projectTypes)
    .nullish()
    .transform((type) => type ?? 'custom'),
  status: projectStatusSchema.nullish().transform((status) => status ?? 'planning'),
  version: z
    .string()
    .nullish()
    .transform((version) => version ?? '1.0.0'),
  template: z
    .string()
    .nullish()
    .transform((template) => (template === undefined || template === '' ? null : template)),
  config: record,
  workflows: texts,
  active_workflows: texts,
  required_modules: texts,
  author: text,
  tags: texts,
  created_at: time.optional(),
  updated_at: time.optional(),
  milestones: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .nullish()
    .transform((milestones): Record<string, Milestone> => milestones ?? {}),
  metrics: record,
  dependencies: texts,
  resources: z
    .array(z.record(z.string(), z.json()))
    .nullish()
    .transform((resources): readonly JsonObject[] => resources ?? []),
  metadata: record,
  active_runs: z
    .array(activeRunSchema)
    .nullish()
    .transform((runs) => runs ?? []),
});

/** A project, and what its file has beside it. */
export interface StoredProject {
  readonly project: Project;
  readonly activeRuns: readonly ActiveRun[];
  /** Every key of the file as it is written there, those that mean nothing to us too. */
  readonly written: Readonly<Record<string, unknown>>;
  /** The text of the file, without a mark of its byte order. */
  readonly text: string;
}

export type ReadProject =
  | { readonly kind: 'read'; readonly stored: StoredProject }
  | {
      readonly kind: 'unusable';
      readonly code: 'PROJECT_DAMAGED' | 'PROJECT_NEWER';
      readonly why: string;
      readonly name?: string;
    };

export interface ReadFrom {
  /** The folder in which the file was found. */
  readonly path: string;
  /** When the file was changed, in milliseconds since the epoch: for times that it does not tell. */
  readonly modifiedAt: number;
}

/** Reads the text of a `project.json`, ours or the Python system's. */
export function readProject(source: string, from: ReadFrom): ReadProject {
  const text = source.replace(/^\uFEFF/, '');
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { kind: 'unusable', code: 'PROJECT_DAMAGED', why: error instanceof Error ? error.message : String(error) };
  }
  const written = z.record(z.string(), z.unknown()).safeParse(data);
  if (!written.success) return { kind: 'unusable', code: 'PROJECT_DAMAGED', why: 'it is no JSON object' };
  const named = documentSchema.shape.name.safeParse(written.data.name);
  const name = named.success ? { name: named.data } : {};
  const version = written.data.schema_version ?? SCHEMA_VERSION;
  if (typeof version === 'number' && version > SCHEMA_VERSION) {
    const why = `it is of schema version ${version}, and this program knows ${SCHEMA_VERSION}`;
    return { kind: 'unusable', code: 'PROJECT_NEWER', why, ...name };
  }
  const parsed = documentSchema.safeParse(written.data);
  if (!parsed.success) return { kind: 'unusable', code: 'PROJECT_DAMAGED', why: faults(parsed.error), ...name };
  return { kind: 'read', stored: stored(parsed.data, { written: written.data, text }, from) };
}

const faults = ({ issues }: z.ZodError): string =>
  issues.map((issue) => `${issue.path.length === 0 ? 'the file' : issue.path.join('.')}: ${faultOf(issue)}`).join('; ');

const faultOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_value' ? `it is one of ${issue.values.map(String).join(', ')}` : issue.message;

function stored(
  read: z.output<typeof documentSchema>,
  as: Pick<StoredProject, 'written' | 'text'>,
  { path, modifiedAt }: ReadFrom,
): StoredProject {
  const { active_workflows, required_modules, created_at, updated_at, active_runs, ...same } = read;
  const changed = new Date(modifiedAt);
  return {
    project: {
      ...same,
      path,
      activeWorkflows: active_workflows,
      requiredModules: required_modules,
      createdAt: created_at ?? updated_at ?? changed,
      updatedAt: updated_at ?? created_at ?? changed,
    },
    activeRuns: active_runs,
    ...as,
  };
}

/** The keys that every project's file has, in their order. */
export function projectDocument(project: Project) {
  return {
    name: project.name,
    description: project.description,
    type: project.type,
    path: project.path,
    status: project.status,
    version: project.version,
    template: project.template,
    config: project.config,
    workflows: project.workflows,
    active_workflows: project.activeWorkflows,
    required_modules: project.requiredModules,
    author: project.author,
    tags: project.tags,
    created_at: isoTime(project.createdAt),
    updated_at: isoTime(project.updatedAt),
    milestones: project.milestones,
    metrics: project.metrics,
    ...filled({ dependencies: project.dependencies, resources: project.resources, metadata: project.metadata }),
  };
}

/** As the Python system writes it, which reads no "Z" in its older versions. */
export const isoTime = (date: Date): string => date.toISOString().replace('Z', '+00:00');

/** Members that hold something: those that the Python system does not know are there when they are used. */
function filled(members: Readonly<Record<string, object>>): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => Object.keys(value).length > 0));
}

/**
 * The text of a project's file. What stood in it and was not changed stays as it was written, what means nothing to us too.
 * @param before what was read from the file, where there was one
 */
export function projectText(project: Project, activeRuns: readonly ActiveRun[], before?: StoredProject): string {
  const now = entriesOf(project, activeRuns);
  const written = new Map(Object.entries(before?.written ?? {}));
  const read = before === undefined ? new Map<string, unknown>() : entriesOf(before.project, before.activeRuns);
  const next = new Map<string, unknown>();
  for (const [key, value] of written) {
    if (now.has(key)) next.set(key, isSame(read.get(key), now.get(key)) && key !== 'path' ? value : now.get(key));
    // One of ours that holds nothing any more, or holds it as null or empty from the beginning, or not ours at all.
    else if (!read.has(key)) next.set(key, value);
  }
  for (const [key, value] of now) {
    // What a file left out has its default, also without being written.
    const isDefault = before !== undefined && read.has(key) && isSame(read.get(key), value);
    if (!next.has(key) && (!isDefault || key === 'path')) next.set(key, value);
  }
  if (!next.has('schema_version')) next.set('schema_version', SCHEMA_VERSION);
  const members = Object.fromEntries(next);
  return before === undefined ? `${JSON.stringify(members, null, 2)}\n` : editedJson(before.text, members);
}

const entriesOf = (project: Project, activeRuns: readonly ActiveRun[]): Map<string, unknown> =>
  new Map(Object.entries({ ...projectDocument(project), ...filled({ active_runs: activeRuns }) }));

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
