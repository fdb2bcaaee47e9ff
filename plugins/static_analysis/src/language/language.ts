import type { GrammarName } from '@codomyrmex/syntax-trees';
import { type LexicalSyntax, lexicalSyntaxes } from './lexical-syntax.ts';
import { bash } from './profiles/bash.ts';
import { cpp } from './profiles/cpp.ts';
import { csharp } from './profiles/csharp.ts';
import { go } from './profiles/go.ts';
import { java } from './profiles/java.ts';
import { javascript } from './profiles/javascript.ts';
import { php } from './profiles/php.ts';
import { python } from './profiles/python.ts';
import { ruby } from './profiles/ruby.ts';
import { rust } from './profiles/rust.ts';
import type { SyntaxProfile } from './syntax-profile.ts';

/** How a language's files are parsed; a language without it is read as tokens only. */
export interface Syntax {
  readonly grammar: GrammarName;
  readonly profile: SyntaxProfile;
}

export interface Language {
  readonly id: string;
  readonly extensions: readonly string[];
  /** Files known by their whole name. */
  readonly names?: readonly string[];
  /** Programs whose `#!` line marks a file without an extension. */
  readonly interpreters?: readonly string[];
  readonly lexis: LexicalSyntax;
  readonly syntax?: Syntax;
}

const {
  c: cLexis,
  css,
  csharp: csharpLexis,
  dart,
  go: goLexis,
  java: javaLexis,
  javascript: jsLexis,
  kotlin,
  lua,
  php: phpLexis,
  powershell,
  python: pythonLexis,
  ruby: rubyLexis,
  rust: rustLexis,
  sass,
  scala,
  shell,
  swift,
} = lexicalSyntaxes;

export const languages: readonly Language[] = [
  {
    id: 'bash',
    extensions: ['sh', 'bash'],
    interpreters: ['sh', 'bash', 'dash', 'ksh'],
    lexis: shell,
    syntax: { grammar: 'bash', profile: bash },
  },
  { id: 'c', extensions: ['c', 'h'], lexis: cLexis, syntax: { grammar: 'cpp', profile: cpp } },
  { id: 'csharp', extensions: ['cs'], lexis: csharpLexis, syntax: { grammar: 'c-sharp', profile: csharp } },
  {
    id: 'cpp',
    extensions: ['cc', 'cpp', 'cxx', 'c++', 'hh', 'hpp', 'hxx', 'inl', 'ipp'],
    lexis: cLexis,
    syntax: { grammar: 'cpp', profile: cpp },
  },
  { id: 'css', extensions: ['css'], lexis: css },
  { id: 'dart', extensions: ['dart'], lexis: dart },
  { id: 'go', extensions: ['go'], lexis: goLexis, syntax: { grammar: 'go', profile: go } },
  { id: 'java', extensions: ['java'], lexis: javaLexis, syntax: { grammar: 'java', profile: java } },
  {
    id: 'javascript',
    extensions: ['js', 'jsx', 'mjs', 'cjs'],
    interpreters: ['node'],
    lexis: jsLexis,
    syntax: { grammar: 'javascript', profile: javascript },
  },
  { id: 'kotlin', extensions: ['kt', 'kts'], lexis: kotlin },
  { id: 'lua', extensions: ['lua'], interpreters: ['lua'], lexis: lua },
  {
    id: 'php',
    extensions: ['php'],
    interpreters: ['php'],
    lexis: phpLexis,
    syntax: { grammar: 'php', profile: php },
  },
  { id: 'powershell', extensions: ['ps1', 'psm1'], interpreters: ['pwsh'], lexis: powershell },
  {
    id: 'python',
    extensions: ['py', 'pyi', 'pyw'],
    interpreters: ['python', 'python3'],
    lexis: pythonLexis,
    syntax: { grammar: 'python', profile: python },
  },
  {
    id: 'ruby',
    extensions: ['rb', 'rake', 'gemspec'],
    names: ['Rakefile', 'Gemfile'],
    interpreters: ['ruby'],
    lexis: rubyLexis,
    syntax: { grammar: 'ruby', profile: ruby },
  },
  { id: 'rust', extensions: ['rs'], lexis: rustLexis, syntax: { grammar: 'rust', profile: rust } },
  { id: 'sass', extensions: ['scss', 'less'], lexis: sass },
  { id: 'scala', extensions: ['scala', 'sc'], lexis: scala },
  { id: 'swift', extensions: ['swift'], lexis: swift },
  { id: 'tsx', extensions: ['tsx'], lexis: jsLexis, syntax: { grammar: 'tsx', profile: javascript } },
  {
    id: 'typescript',
    extensions: ['ts', 'mts', 'cts'],
    lexis: jsLexis,
    syntax: { grammar: 'typescript', profile: javascript },
  },
];

const byExtension = new Map(
  languages.flatMap((language) => language.extensions.map((extension) => [extension, language] as const)),
);
const byName = new Map(
  languages.flatMap((language) => (language.names ?? []).map((name) => [name, language] as const)),
);
const byInterpreter = new Map(
  languages.flatMap((language) => (language.interpreters ?? []).map((program) => [program, language] as const)),
);

/** By extension or whole name; `undefined` for a file whose first line may still tell. */
export function languageOfName(name: string): Language | undefined {
  const dot = name.lastIndexOf('.');
  return byName.get(name) ?? (dot > 0 ? byExtension.get(name.slice(dot + 1).toLowerCase()) : undefined);
}

/** By a first line such as `#!/usr/bin/env python3`. */
export function languageOfFirstLine(text: string): Language | undefined {
  const line = /^#!\s*(\S+)(?:[ \t]+(.{0,200}))?/.exec(text.slice(0, 400));
  if (line === null) return undefined;
  const program = baseName(line[1] ?? '');
  const words = program === 'env' ? (line[2] ?? '').split(/\s+/).filter((word) => !/^-|=/.test(word)) : [program];
  const interpreter = baseName(words[0] ?? '').replace(/[\d.]+$/, '');
  return byInterpreter.get(interpreter);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
