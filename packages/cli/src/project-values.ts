import { UsageError } from '@codomyrmex/core';

/** `key=value` as it is given on a command line. @throws UsageError INVALID_PARAMETERS. */
export function pairOf(flag: string, written: string): readonly [key: string, value: string] {
  const split = written.indexOf('=');
  if (split > 0) return [written.slice(0, split), written.slice(split + 1)];
  throw new UsageError(`${flag} ${written} has no value`, {
    code: 'INVALID_PARAMETERS',
    suggestions: [`Write ${flag} name=value.`],
  });
}

/** JSON where it is JSON, else the text itself. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type Section = Readonly<Record<string, unknown>>;

const isSection = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A configuration with one value more: `ai.provider` is `provider` of the section `ai`. What was there stays as it is. */
export function withValue(config: Section, key: string, value: unknown): Section {
  const [first = '', ...rest] = key.split('.');
  if (first === '' || rest.includes('') || first === '__proto__') {
    throw new UsageError(`"${key}" is no key of a configuration`, {
      code: 'INVALID_PARAMETERS',
      suggestions: ['Write --config section.key=value.'],
    });
  }
  if (rest.length === 0) return { ...config, [first]: value };
  const before = Object.hasOwn(config, first) ? config[first] : undefined;
  if (before !== undefined && !isSection(before)) {
    throw new UsageError(`"${first}" is ${JSON.stringify(before)} and has no "${rest.join('.')}"`, {
      code: 'INVALID_PARAMETERS',
      suggestions: [`Give "${first}" a value of its own: --config '${first}={…}'.`],
    });
  }
  return { ...config, [first]: withValue({ ...before }, rest.join('.'), value) };
}
