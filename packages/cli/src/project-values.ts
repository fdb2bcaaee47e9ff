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

/** A configuration with one value more: `ai.provider` is `provider` of the section `ai`. What was there stays as it is. */
export function withValue(config: Section, key: string, value: unknown): Section {
  const [first = '', ...rest] = key.split('.');
  if (first === '' || rest.includes('')) {
    throw new UsageError(`"${key}" is no key of a configuration`, { code: 'INVALID_PARAMETERS' });
  }
  if (rest.length === 0) return { ...config, [first]: value };
  const before = Object.hasOwn(config, first) ? config[first] : undefined;
  const section = typeof before === 'object' && before !== null && !Array.isArray(before) ? { ...before } : {};
  return { ...config, [first]: withValue(section, rest.join('.'), value) };
}
