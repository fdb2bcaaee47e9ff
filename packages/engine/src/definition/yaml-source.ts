import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { duplicateKey } from './json-source.ts';
import {
  forbiddenCharacter,
  MAX_NESTING,
  MAX_YAML_CHARACTERS,
  type TextFault,
  tooDeep,
  tooLong,
} from './source-text.ts';

export type YamlSource =
  | { readonly ok: true; readonly data: unknown; readonly contents: Yaml.ParsedNode | null }
  | { readonly ok: false; readonly faults: readonly TextFault[] };

type Library = typeof import('yaml');
type Token = Yaml.CST.Token;

const MAX_ALIASES = 100;
const MAX_FAULTS = 100;
/** Each takes about 4 µs; ten thousand steps are 600,000. */
const MAX_TOKENS = 1_000_000;

// Loaded when the first YAML file is read: it takes about 30 ms, which every command would pay.
let loaded: Library | undefined;
function library(): Library {
  loaded ??= createRequire(import.meta.url)('yaml') as Library; // the package's own type of its module
  return loaded;
}

/**
 * Reads one YAML 1.2 document of JSON values: no tags of its own, no merge keys, string keys, each once.
 *
 * yaml 2.9.1 ends the whole process on deep nesting (V8 runs out of memory for a regular expression, which nothing can
 * catch), and compares every key of a map with every other. So depth and aliases are counted while its parser, which keeps
 * a stack of its own, makes tokens, before anything recursive sees them; and keys are compared here.
 */
export function readYaml(text: string): YamlSource {
  if (text.length > MAX_YAML_CHARACTERS) return { ok: false, faults: [tooLong(MAX_YAML_CHARACTERS)] };
  const tokens = guardedTokens(text);
  if (!Array.isArray(tokens)) return { ok: false, faults: [tokens] };
  const { Composer } = library();
  const composer = new Composer({
    version: '1.2',
    strict: true,
    stringKeys: true,
    uniqueKeys: false,
    resolveKnownTags: false,
  });
  const documents = Array.from(composer.compose(tokens, true, text.length));
  const [document, second] = documents;
  if (document === undefined) return { ok: false, faults: [empty] };
  const faults = [
    ...[...document.errors, ...document.warnings].map(yamlFault),
    ...(document.directives.yaml.version === '1.2' ? [] : [otherVersion]),
    ...(second === undefined ? [] : [severalDocuments(second.range[0])]),
    ...nodeFaults(document.contents),
  ];
  if (faults.length > 0) return { ok: false, faults: faults.sort((a, b) => a.offset - b.offset).slice(0, MAX_FAULTS) };
  if (isNothing(document.contents)) return { ok: false, faults: [empty] };
  return values(document);
}

/** Resolves aliases. The library counts what they would become, and refuses before it is made. */
function values(document: Yaml.Document.Parsed): YamlSource {
  try {
    return { ok: true, data: document.toJS({ maxAliasCount: MAX_ALIASES }), contents: document.contents };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return {
      ok: false,
      faults: [{ ...tooManyAliases(0), message: 'Excessive alias count: the aliases repeat each other' }],
    };
  }
}

const isNothing = (contents: Yaml.ParsedNode | null): boolean =>
  contents === null || (library().isScalar(contents) && contents.value === null && contents.source === '');

const otherVersion: TextFault = {
  code: 'yaml_version',
  message: 'this is read as YAML 1.2, where words such as "yes" are text',
  offset: 0,
  suggestion: 'remove the %YAML line',
};

const empty: TextFault = { code: 'empty', message: 'there is nothing in this file', offset: 0 };

const severalDocuments = (offset: number): TextFault => ({
  code: 'several_documents',
  message: 'a second document begins here; a file holds one',
  offset,
  suggestion: 'move it to a file of its own',
});

/** The tokens of the concrete syntax, or the reason why nobody should compose them. */
function guardedTokens(text: string): Token[] | TextFault {
  const { Lexer, Parser } = library();
  const parser = new Parser();
  const tokens: Token[] = [];
  let aliases = 0;
  let lexemes = 0;
  let scalarFollows = false;
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    if (++lexemes > MAX_TOKENS) return tooManyTokens(offset);
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_NESTING + STACK_BESIDE_COLLECTIONS) return tooDeep(offset);
    if (!scalarFollows && lexeme.startsWith('*') && ++aliases > MAX_ALIASES) return tooManyAliases(offset);
    scalarFollows = lexeme === SCALAR_FOLLOWS;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** What the lexer sends before the text of a plain or block scalar. */
const SCALAR_FOLLOWS = '\u001F';
/** The document and the scalar that is being read. */
const STACK_BESIDE_COLLECTIONS = 2;

const tooManyTokens = (offset: number): TextFault => ({
  code: 'too_large',
  message: `more than ${MAX_TOKENS} words and signs of YAML`,
  offset,
  suggestion: 'generate the file as JSON, which is read thirty times faster',
});

const tooManyAliases = (offset: number): TextFault => ({
  code: 'too_many_aliases',
  message: `more than ${MAX_ALIASES} aliases`,
  offset,
  suggestion: 'write the values out, or generate the file as JSON',
});

function yamlFault(error: Yaml.YAMLError): TextFault {
  const offset = error.pos[0];
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { code: 'tab', message: 'tabs cannot indent YAML', offset, suggestion: 'indent with spaces' };
    case 'TAG_RESOLVE_FAILED':
      return {
        code: 'unknown_tag',
        message: `${error.message}; definitions hold plain data`,
        offset,
        suggestion: 'remove the tag',
      };
    case 'NON_STRING_KEY':
      return { code: 'invalid_key', message: 'a key must be a text', offset };
    default:
      return { code: 'syntax', message: error.message.slice(0, 200), offset };
  }
}

/** Faults that the grammar allows: iterative, in time proportional to the document. */
function nodeFaults(root: Yaml.ParsedNode | null): TextFault[] {
  const { isAlias, isMap, isScalar, isSeq } = library();
  const faults: TextFault[] = [];
  const anchors = new Map<string, Yaml.ParsedNode>();
  const open: (Yaml.ParsedNode | null)[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null) continue;
    if (isAlias(node)) {
      const fault = aliasFault(node, anchors.get(node.source));
      if (fault !== undefined) faults.push(fault);
      continue;
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    // The stack gives back the last first: what is pushed in reverse is visited in the order of the text.
    if (isSeq(node)) for (const item of node.items.toReversed()) open.push(item);
    else if (isMap(node)) {
      for (const pair of node.items.toReversed()) open.push(pair.value, pair.key);
      for (const fault of keyFaults(node)) faults.push(fault);
    } else if (isScalar(node)) for (const fault of scalarFaults(node)) faults.push(fault);
  }
  return faults;
}

function aliasFault(alias: Yaml.Alias.Parsed, target: Yaml.ParsedNode | undefined): TextFault | undefined {
  const offset = alias.range[0];
  if (target === undefined) {
    return { code: 'unknown_alias', message: `nothing before this is marked &${alias.source}`, offset };
  }
  if (target.range[1] > offset) {
    return { code: 'recursive_alias', message: `*${alias.source} stands inside of what it repeats`, offset };
  }
  return undefined;
}

function keyFaults(map: Yaml.YAMLMap.Parsed): TextFault[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }) => {
    const name = keyName(key);
    const offset = key?.range[0] ?? map.range[0];
    if (name === '<<') return [mergeKey(offset)];
    if (seen.has(name)) return [duplicateKey(name, offset)];
    seen.add(name);
    return [];
  });
}

/** The text under which a key's value is found in the data. */
export function keyName(key: unknown): string {
  const value = library().isScalar(key) ? key.value : key;
  return value === null || value === undefined ? '' : String(value);
}

const mergeKey = (offset: number): TextFault => ({
  code: 'merge_key',
  message: 'merge keys (<<) are not part of YAML 1.2',
  offset,
  suggestion: 'write the keys out',
});

function scalarFaults({ value, range }: Yaml.Scalar.Parsed): TextFault[] {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return [{ code: 'not_json', message: `${value} is not a value that JSON has`, offset: range[0] }];
  }
  const forbidden = typeof value === 'string' ? forbiddenCharacter(value) : undefined;
  return forbidden === undefined ? [] : [{ ...forbidden, offset: range[0] }];
}
