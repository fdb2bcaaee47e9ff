import { DefinitionError, NotFoundError, problemPath, StorageError } from '@codomyrmex/core';
import * as z from 'zod';
import type { ScaffoldedProject } from '../scaffolder.ts';
import { whyNoPath } from './project-path.ts';
import { readProjectFile } from './standing-file.ts';
import { isVersion } from './template-version.ts';

/** Below a project: which template it was made of, and how. */
export const RECORD = '.codomyrmex/template.json';

const path = z.string().refine((written) => whyNoPath(written) === undefined, 'no path of a project');

const recordSchema = z.strictObject({
  schema_version: z.literal(1),
  template: z.string(),
  source: z.string(),
  version: z.string().refine(isVersion),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  integrity: z.string().optional(),
  project: z.strictObject({
    name: z.string(),
    type: z.string(),
    description: z.string(),
    author: z.string(),
    version: z.string(),
    created_at: z.string(),
  }),
  answers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** SHA-256 of what was rendered last, by path; also of files that were deleted by hand since, which stay so. */
  files: z.record(path, z.string().regex(/^[0-9a-f]{64}$/)),
  directories: z.array(path),
});

type WrittenRecord = z.output<typeof recordSchema>;

/** What a project remembers of its template. */
export interface TemplateRecord {
  /** The template's own name. */
  readonly template: string;
  readonly source: string;
  readonly version: string;
  readonly commit?: string | undefined;
  readonly integrity?: string | undefined;
  /** As it was when the template was rendered. */
  readonly project: ScaffoldedProject;
  readonly answers: Readonly<Record<string, string | number | boolean>>;
  readonly files: ReadonlyMap<string, string>;
  readonly directories: readonly string[];
}

export function recordText({ files, directories, project, ...rest }: TemplateRecord): string {
  const { template, source, version, commit, integrity, answers } = rest;
  const written: WrittenRecord = {
    schema_version: 1,
    template,
    source,
    version,
    ...(commit !== undefined && { commit }),
    ...(integrity !== undefined && { integrity }),
    project: { ...project },
    answers: { ...answers },
    files: Object.fromEntries([...files].sort(([one], [other]) => (one < other ? -1 : 1))),
    directories: [...directories],
  };
  return `${JSON.stringify(written, undefined, 2)}\n`;
}

/**
 * What the project in a folder remembers of its template.
 * @throws NotFoundError TEMPLATE_RECORD_NOT_FOUND for a project of no template · DefinitionError TEMPLATE_RECORD_UNUSABLE for a file
 * that cannot be understood, which is left as it is.
 */
export async function readRecord(root: string): Promise<TemplateRecord> {
  const file = `${root}/${RECORD}`;
  const found = await readProjectFile(root, RECORD);
  if (found.kind === 'absent') {
    throw new NotFoundError(`${root} does not remember a template`, {
      code: 'TEMPLATE_RECORD_NOT_FOUND',
      details: { file },
      suggestions: ['Only projects that were made from a template can be brought to a newer version of it.'],
    });
  }
  if (found.kind !== 'file') throw new StorageError(`${file} is no file`, { code: 'TEMPLATE_RECORD_UNUSABLE' });
  const read = recordSchema.safeParse(parsed(found.bytes));
  if (read.success) return { ...read.data, files: new Map(Object.entries(read.data.files)) };
  const problems = read.error.issues.map(({ code, message, path: at }) => ({
    code,
    message,
    path: problemPath(at),
    file,
  }));
  throw new DefinitionError(`${file} cannot be understood`, problems, {
    code: 'TEMPLATE_RECORD_UNUSABLE',
    suggestions: ['Take it from version control again. A newer codomyrmex may have written it.'],
  });
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // The schema says that it is no object.
    return undefined;
  }
}
