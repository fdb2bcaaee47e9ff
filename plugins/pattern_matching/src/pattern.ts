import { ActionError } from '@codomyrmex/core';
import { type Re2Pattern, re2 } from './re2.ts';

export interface WrittenPattern {
  readonly pattern: string;
  readonly literal: boolean;
  readonly ignore_case: boolean;
  readonly whole_word: boolean;
}

/** A place that fits, in UTF-16 units. */
export interface Found {
  readonly start: number;
  readonly end: number;
  /** What the groups took, the whole first; `undefined` for those that took no part. */
  readonly groups: readonly (string | undefined)[];
}

/** What is looked for. */
export interface Pattern {
  readonly groupCount: number;
  /** Numbers of groups by their names. */
  readonly groupNames: ReadonlyMap<string, number>;
  /** Places that do not overlap, in order; places of no length are left out. */
  readonly found: (text: string) => Iterable<Found>;
}

/** @throws ActionError INVALID_PATTERN */
export function compiledPattern(written: WrittenPattern): Pattern {
  const expression = compiled(written);
  if (expression.matcher('').find()) {
    throw invalid(written.pattern, 'fits a text of no length, and with it every place', 'use "+" where there is "*"');
  }
  return {
    groupCount: expression.groupCount(),
    groupNames: new Map(Object.entries(expression.namedGroups())),
    found: (text) => places(expression, text),
  };
}

function compiled({ pattern, literal, ignore_case, whole_word }: WrittenPattern): Re2Pattern {
  const RE2JS = re2();
  const source = literal ? RE2JS.quote(pattern) : pattern;
  const flags = RE2JS.MULTILINE | (ignore_case ? RE2JS.CASE_INSENSITIVE : 0);
  try {
    const alone = RE2JS.compile(source, flags);
    return whole_word ? RE2JS.compile(`\\b(?:${source})\\b`, flags) : alone;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalid(pattern, `is no expression of RE2: ${why}`, 'look-around and back-references are not part of RE2');
  }
}

function* places(expression: Re2Pattern, text: string): Generator<Found> {
  const matcher = expression.matcher(text);
  const count = expression.groupCount();
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start === end) continue;
    const groups = Array.from({ length: count + 1 }, (_, at) => matcher.group(at) ?? undefined);
    yield { start, end, groups };
  }
}

function invalid(pattern: string, why: string, hint: string): ActionError {
  return new ActionError(`the pattern "${pattern.slice(0, 200)}" ${why}`, {
    code: 'INVALID_PATTERN',
    retryable: false,
    suggestions: [hint, 'set literal: true to look for the text as it is'],
  });
}
