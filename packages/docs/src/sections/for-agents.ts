import type { ProjectCommand } from '../facts/package-facts.ts';
import { inertLine } from '../markdown/inert.ts';
import { code, inline } from '../markdown/inline.ts';
import { nameOf } from '../tree/paths.ts';
import { commandsIn } from './commands.ts';
import type { Subject, Told } from './subject.ts';

const MAX_RULES = 7;
const MAX_GENERATED = 5;

/** What cannot be seen at first sight: versions, package managers, hooks, and what the project adds in its configuration. */
export function rules(subject: Subject): Told {
  const { packages, configuration, folder, tree } = subject;
  const found = folder === '' ? files.filter(([path]) => tree.has(path)).map(([, rule]) => rule) : [];
  const needs = packages.flatMap((one) => one.requires);
  const derived = [
    ...(needs.length === 0 ? [] : [`Needs ${needs.map((need) => inline(need)).join(', ')}.`]),
    ...packages.flatMap((one) => one.rules),
    ...found,
  ];
  const own = folder === '' ? configuration.agents.rules.map(authored) : [];
  return { title: 'Not obvious', body: list([...own, ...derived.slice(0, Math.max(0, MAX_RULES - own.length))]) };
}

const files: readonly (readonly [string, string])[] = [
  ['.tool-versions', 'Versions of tools are pinned in `.tool-versions`.'],
  ['rust-toolchain.toml', 'The Rust toolchain is pinned in `rust-toolchain.toml`.'],
  ['.python-version', 'The version of Python is pinned in `.python-version`.'],
  ['.nvmrc', 'The version of Node is pinned in `.nvmrc`.'],
  ['.pre-commit-config.yaml', 'Commits pass the hooks of `.pre-commit-config.yaml`.'],
  ['.gitmodules', 'There are submodules: `git submodule update --init --recursive`.'],
  ['.env.example', 'Settings come from `.env`, which is not in git; `.env.example` shows their names.'],
];

/** What is always done, what is asked for first, and what is never done. */
export function boundaries(subject: Subject): Told {
  const { configuration, packages, tree, folder } = subject;
  const { always, ask_first, never } = configuration.agents;
  const before = commandsIn(subject, folder).filter(({ purpose }) => proofs.has(purpose));
  const manifests = packages.map(({ manifest }) => code(nameOf(manifest)));
  const asked = [
    ...(manifests.length === 0 ? [] : [`a new dependency in ${[...new Set(manifests)].join(', ')}`]),
    ...(folder === '' && tree.has('.github/workflows') ? ['a change of `.github/workflows/`'] : []),
    ...(folder === '' && tree.has('.codomyrmex/workflows') ? ['a change of `.codomyrmex/workflows/`'] : []),
    ...ask_first.map(phrase),
  ];
  const isFirst = ({ purpose }: ProjectCommand, index: number) =>
    before.findIndex((one) => one.purpose === purpose) === index;
  const first = before.filter(isFirst).map(({ command }) => code(command));
  const done = [
    ...(first.length === 0 ? [] : [`${first.join(', ')} before a change is called done`]),
    ...always.map(phrase),
  ];
  const refused = ['secrets or `.env` files in a commit', 'an edit of what is generated (below)', ...never.map(phrase)];
  const part = (name: string, entries: readonly string[]) =>
    entries.length === 0 ? [] : [`${name}: ${entries.join('; ')}.`];
  if (folder !== '') return { title: 'Boundaries', body: list(part('Always', done.slice(0, 1))) };
  return {
    title: 'Boundaries',
    body: list([...part('Always', done), ...part('Ask first', asked), ...part('Never', refused)]),
  };
}

const proofs = new Set<ProjectCommand['purpose']>(['test', 'lint', 'types']);

/** Files and parts of files that tools write. */
export function generated({ packages, configuration, folder }: Subject): Told {
  const locks = packages.flatMap(({ lockFiles, commands }) => {
    const setup = commands.find(({ purpose }) => purpose === 'setup')?.command.split(' ')[0];
    return lockFiles.map((path) => `${code(nameOf(path))}${setup === undefined ? '' : `: by ${code(setup)}`}`);
  });
  const aliases = folder === '' ? Object.entries(configuration.aliases) : [];
  const own = [
    'text between `codomyrmex:start` and `codomyrmex:end`: by `codomyrmex docs generate .`',
    ...aliases.map(([path, how]) => `${code(path)}: ${how === 'copy' ? 'a copy of this file' : 'leads to this file'}`),
  ];
  return {
    title: 'Generated',
    body: list([...locks.slice(0, MAX_GENERATED), ...(folder === '' ? own.slice(0, MAX_GENERATED) : [])]),
  };
}

/** Markdown of the project's own configuration, on one line. */
const authored = (line: string): string => inertLine(line);

/** The same as one of several phrases in a sentence, whose full stop is the sentence's. */
const phrase = (line: string): string => authored(line).replace(/\.$/, '');

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
