import { readFileSync } from 'node:fs';
import { UsageError } from '@codomyrmex/core';

/** What `--param` and `--params` say together. */
export interface GivenParameters {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Names given as text by `--param`; they win over `--params`. */
  readonly textParameters: readonly string[];
}

/** @throws UsageError INVALID_PARAMETERS for a `--param` without `=` or `--params` that is no JSON object. */
export function givenParameters(options: {
  readonly param?: readonly string[] | undefined;
  readonly params?: string | undefined;
}): GivenParameters {
  const pairs = (options.param ?? []).map(pairOf);
  return {
    parameters: { ...jsonObject(options.params), ...Object.fromEntries(pairs) },
    textParameters: pairs.map(([name]) => name),
  };
}

function pairOf(written: string): readonly [name: string, value: string] {
  const split = written.indexOf('=');
  if (split > 0) return [written.slice(0, split), written.slice(split + 1)];
  throw new UsageError(`--param ${written} has no value`, {
    code: 'INVALID_PARAMETERS',
    suggestions: ['Write --param name=value.'],
  });
}

function jsonObject(written: string | undefined): Readonly<Record<string, unknown>> {
  if (written === undefined) return {};
  const value = jsonFrom('--params', written);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError('--params is no JSON object', { code: 'INVALID_PARAMETERS' });
}

/** What an option says as JSON, or in a file as `@FILE`. @throws UsageError INVALID_PARAMETERS. */
export function jsonFrom(option: string, written: string): unknown {
  return parsed(option, written.startsWith('@') ? contentOf(option, written.slice(1)) : written);
}

function contentOf(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${option} @${file} cannot be read`, { code: 'INVALID_PARAMETERS', cause });
  }
}

function parsed(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${option} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'INVALID_PARAMETERS',
      suggestions: [`Write JSON in quotes, like '{"name": "value"}', or @FILE.`],
    });
  }
}
