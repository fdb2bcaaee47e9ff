import {
  type JsonObject,
  type JsonValue,
  type ParameterDefinition,
  type Problem,
  type WorkflowDefinition,
  whyNotJson,
} from '@codomyrmex/core';
import { type Fault, problemsOf } from './fault.ts';
import { parameterType } from './parameter-type.ts';
import { Suggestions } from './suggestions.ts';

export type RunParameters =
  | { readonly ok: true; readonly values: JsonObject }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * The parameters of a run: what was given, checked by the workflow's declarations, and the defaults of the others. A
 * parameter is required unless it has a default or says `required: false`; an optional one that was not given is absent.
 * A workflow without declarations takes whatever is given. `text` names parameters that were given as text on a command
 * line: `"3"` is then a number where one is declared, and JSON text a list or map.
 */
export function runParameters(
  definition: Pick<WorkflowDefinition, 'parameters'>,
  given: Readonly<Record<string, unknown>>,
  options: ParameterOptions = {},
): RunParameters {
  const reason = whyNotJson(given);
  if (reason !== undefined) return refused([{ code: 'not_json', message: reason, path: ['params'] }]);
  const declared = definition.parameters;
  // whyNotJson has found nothing but JSON, apart from members without a value.
  const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as JsonObject;
  if (declared === undefined) return { ok: true, values: plain };
  const text = new Set(options.text ?? []);
  const values: [string, JsonValue][] = [];
  const { whole = 'the workflow' } = options;
  const faults: Fault[] = unknownParameters(whole, Object.keys(plain), Object.keys(declared));
  for (const [name, declaration] of Object.entries(declared)) {
    const value = Object.hasOwn(plain, name) ? plain[name] : undefined;
    const result =
      value === undefined ? absent(name, declaration) : checked({ name, value, isText: text.has(name) }, declaration);
    if ('faults' in result) faults.push(...result.faults);
    else if (result.value !== undefined) values.push([name, result.value]);
  }
  return faults.length > 0 ? refused(faults) : { ok: true, values: Object.fromEntries(values) };
}

export interface ParameterOptions {
  /** Names of parameters that were given as text. */
  readonly text?: Iterable<string> | undefined;
  /** What the parameters belong to, in messages. */
  readonly whole?: string | undefined;
}

type Result = { readonly value: JsonValue | undefined } | { readonly faults: readonly Fault[] };

interface Given {
  readonly name: string;
  readonly value: JsonValue;
  readonly isText: boolean;
}

function checked({ name, value, isText }: Given, declaration: ParameterDefinition): Result {
  const path = ['params', name];
  const declared = parameterType(declaration, path);
  if (!declared.ok) return { faults: declared.faults };
  const read = isText && typeof value === 'string' ? declared.type.fromText(value) : value;
  const faults = declared.type.faults(read, path);
  return faults.length > 0 ? { faults } : { value: read };
}

function absent(name: string, declaration: ParameterDefinition): Result {
  if (declaration.default !== undefined) return { value: declaration.default };
  if (declaration.required === false) return { value: undefined };
  const message = `the parameter "${name}" must be given${declaration.description === undefined ? '' : `: ${declaration.description}`}`;
  return {
    faults: [{ code: 'missing_parameter', message, path: ['params', name], suggestion: `--param ${name}=…` }],
  };
}

function unknownParameters(whole: string, given: readonly string[], declared: readonly string[]): Fault[] {
  const suggestions = new Suggestions();
  const known = new Set(declared);
  return given
    .filter((name) => !known.has(name))
    .map((name) => ({
      code: 'unknown_parameter',
      message: `${whole} has no parameter "${name}"`,
      path: ['params', name],
      suggestion:
        suggestions.of(name, known) ??
        (declared.length === 0 ? 'it has none' : `its parameters are: ${declared.join(', ')}`),
    }));
}

function refused(faults: readonly Fault[]): RunParameters {
  return { ok: false, problems: problemsOf(faults, {}) };
}
