import { DefinitionError, didYouMean, type Problem, problemPath } from '@codomyrmex/core';
import { isMap, isNode, isPair, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type DocsConfiguration, defaultConfiguration, docsConfigurationSchema } from './docs-configuration.ts';

export const CONFIGURATION = '.codomyrmex/docs.yaml';

/**
 * Reads the configuration of a project's documents; `text` is `undefined` where it has none.
 * @throws DefinitionError INVALID_CONFIGURATION with every problem and its place.
 */
export function readConfiguration(text: string | undefined, file = CONFIGURATION): DocsConfiguration {
  if (text === undefined) return defaultConfiguration;
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refused = document.errors.map((error): Problem => {
    const [message = ''] = error.message.split('\n');
    return { code: 'invalid_yaml', message, path: '', file, ...place(error.pos[0]) };
  });
  if (refused.length > 0) refuse(file, refused);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    refuse(file, [
      { code: 'invalid_yaml', message: error instanceof Error ? error.message : String(error), path: '', file },
    ]);
  }
  const parsed = docsConfigurationSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return refuse(
    file,
    parsed.error.issues.flatMap((issue) =>
      problemsOf(issue, file).map((problem) => {
        const offset = offsetAt(document.contents, problem.segments);
        const { segments: _, ...told } = problem;
        return { ...told, ...(offset !== undefined && place(offset)) };
      }),
    ),
  );
}

function refuse(file: string, problems: readonly Problem[]): never {
  throw new DefinitionError(`${file} is not valid`, problems, {
    code: 'INVALID_CONFIGURATION',
    suggestions: ['The README of @codomyrmex/docs shows every key with its default.'],
  });
}

type Placed = Problem & { readonly segments: readonly PropertyKey[] };

function problemsOf(issue: z.core.$ZodIssue, file: string): Placed[] {
  if (issue.code !== 'unrecognized_keys') {
    return [
      { code: 'invalid_value', message: issue.message, path: problemPath(issue.path), file, segments: issue.path },
    ];
  }
  const known = keysAt(issue.path);
  return issue.keys.map((key) => ({
    code: 'unknown_key',
    message: `there is no key "${key}"`,
    path: problemPath([...issue.path, key]),
    suggestion: didYouMean(key, known) ?? `known are ${known.join(', ')}`,
    file,
    segments: [...issue.path, key],
  }));
}

/** The keys that the configuration knows under a path, which its default has too. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let at: unknown = defaultConfiguration;
  for (const segment of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, segment) : undefined;
  return typeof at === 'object' && at !== null ? Object.keys(at) : [];
}

/** Where the value under a path stands in the text; of a key that should not be there, the key. */
function offsetAt(contents: unknown, path: readonly PropertyKey[]): number | undefined {
  let at: unknown = contents;
  let offset: number | undefined = isNode(at) ? rangeOf(at) : undefined;
  for (const segment of path) {
    if (isMap(at)) {
      const pair = at.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(segment));
      if (pair === undefined) return offset;
      offset = isNode(pair.key) ? rangeOf(pair.key) : offset;
      at = pair.value;
    } else return offset;
  }
  return offset;
}

const rangeOf = (node: Node): number | undefined => node.range?.[0];
