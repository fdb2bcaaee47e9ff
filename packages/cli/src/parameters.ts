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
    parameters: { ...jsonObject('--params', options.params), ...Object.fromEntries(pairs) },
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

/** A value that is given as JSON, or as `@FILE` with JSON in it. `flag` is the option that it came with. */
export function jsonValue(flag: string, written: string): unknown {
  const text = written.startsWith('@') ? contentOf(flag, written.slice(1)) : written;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${flag} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'INVALID_PARAMETERS',
      suggestions: [`Write ${flag} '{"name": "value"}' or ${flag} @FILE.`],
    });
  }
}

/** The same for what must be an object; nothing written is an empty one. */
export function jsonObject(flag: string, written: string | undefined): Readonly<Record<string, unknown>> {
  if (written === undefined) return {};
  const value = jsonValue(flag, written);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError(`${flag} is no JSON object`, {
    code: 'INVALID_PARAMETERS',
    suggestions: [`Write ${flag} '{"name": "value"}' or ${flag} @FILE.`],
  });
}

function contentOf(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${flag} @${file} cannot be read`, { code: 'INVALID_PARAMETERS', cause });
  }
}
