import {
  type Problem,
  type WorkflowDefinition,
  whyNotJson,
  workflowDefinitionSchema,
  workflowJsonSchema,
} from '@codomyrmex/core';
import { mergeComplexForm } from './complex-form.ts';
import { type Fault, MAX_PROBLEMS, problemsOf } from './fault.ts';
import type { JsonSchema } from './json-schema-members.ts';
import type { Places } from './places.ts';
import { salvage } from './salvage.ts';
import { type SchemaCheck, schemaFaults } from './schema-faults.ts';

export type ParsedWorkflow =
  | { readonly ok: true; readonly definition: WorkflowDefinition; readonly warnings: readonly Problem[] }
  /** `rest`: the workflow without its faulty parts, for checks alone; absent when too little is left. */
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly rest?: WorkflowDefinition | undefined };

export interface ParseOptions {
  /** Shown in problems; its stem names a workflow that has no name. */
  readonly file?: string | undefined;
  /** From {@link readSource}; says where in the text the data stands. */
  readonly places?: Places | undefined;
  /** Names a workflow that has none, before the file does. */
  readonly name?: string | undefined;
}

/**
 * The canonical form of a workflow that somebody wrote, with its defaults, or everything that is wrong with it. Reads the
 * form of this product, the JSON of the Python system, and the specification's complex form; see `mergeComplexForm`.
 */
export function parseWorkflow(data: unknown, options: ParseOptions = {}): ParsedWorkflow {
  // What readSource gives is plain JSON of bounded depth; anything else is looked at before a recursive schema is.
  const reason = options.places === undefined ? whyNotJson(data) : undefined;
  if (reason !== undefined) return refused([{ code: 'not_json', message: reason, path: [] }], options);
  const named = withName(data, options);
  const parsed = workflowDefinitionSchema.safeParse(named);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const faults = schemaFaults(issues.slice(0, MAX_PROBLEMS), named, writtenForm);
    const problems = problemsOf(faults, options, Math.max(0, issues.length - MAX_PROBLEMS));
    return { ok: false, problems, rest: salvage(named, issues) };
  }
  const { definition, faults, warnings } = mergeComplexForm(parsed.data);
  const all = [...faults, ...caseTwins(definition)];
  if (all.length > 0) return refused(all, options);
  return { ok: true, definition, warnings: problemsOf(warnings, options) };
}

let schema: JsonSchema | undefined;

const writtenForm: SchemaCheck = {
  schema: () => {
    schema ??= workflowJsonSchema();
    return schema;
  },
  base: [],
  whole: 'the workflow',
};

function refused(faults: readonly Fault[], options: ParseOptions): ParsedWorkflow {
  return { ok: false, problems: problemsOf(faults, options) };
}

function withName(data: unknown, { name, file }: ParseOptions): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data) || Object.hasOwn(data, 'name')) return data;
  const given = name ?? (file === undefined ? undefined : stem(file));
  return given === undefined ? data : { ...data, name: given };
}

function stem(file: string): string {
  const base = file.split(/[/\\]/).at(-1) ?? file;
  return base.replace(/\.(?:json|ya?ml)$/i, '');
}

/** Names that differ only in case are one file on some systems. */
function caseTwins({ steps }: WorkflowDefinition): readonly Fault[] {
  const seen = new Map<string, string>();
  return steps.flatMap(({ name }, index): Fault[] => {
    const earlier = seen.get(name.toLowerCase());
    if (earlier === undefined) seen.set(name.toLowerCase(), name);
    if (earlier === undefined || earlier === name) return [];
    return [
      {
        code: 'case_twin',
        message: `"${name}" and "${earlier}" differ only in case`,
        path: ['steps', index, 'name'],
        suggestion: 'rename one of them',
      },
    ];
  });
}
