import { parse as parseToml } from 'smol-toml';
import { joined, nameOf } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { type PackageFacts, type ProjectCommand, textNote } from './package-facts.ts';
import { attempt, keysOf, memberOf, textOf, textsOf } from './read-member.ts';
import { shellWord } from './shell-word.ts';
import { firstFile } from './test-file.ts';

/** A crate, or a workspace of crates. */
export async function cargoFacts(tree: ProjectTree, folder: string): Promise<PackageFacts | undefined> {
  const manifest = joined(folder, 'Cargo.toml');
  const text = tree.has(manifest) ? await tree.text(manifest) : undefined;
  const toml = text === undefined ? undefined : attempt(() => parseToml(text));
  if (toml === undefined) return undefined;
  const crate = memberOf(toml, 'package');
  const shared = memberOf(toml, 'workspace', 'package');
  const fact = (key: string) => textOf(memberOf(crate, key)) ?? textOf(memberOf(shared, key));
  const rust = fact('rust-version');
  const members = textsOf(memberOf(toml, 'workspace', 'members'));
  const lock = joined(folder, 'Cargo.lock');
  const edition = fact('edition');
  return {
    ecosystem: 'cargo',
    folder,
    manifest,
    name: fact('name') ?? nameOf(folder),
    version: fact('version'),
    description: fact('description'),
    license: fact('license'),
    requires: rust === undefined ? [] : [`Rust ${rust}`],
    dependencies: ['dependencies', 'dev-dependencies', 'build-dependencies'].flatMap((kind) =>
      keysOf(memberOf(toml, kind)),
    ),
    commands: commandsOf(tree, folder, toml),
    lockFiles: tree.has(lock) ? [lock] : [],
    rules: edition === undefined ? [] : [`Rust edition ${edition}.`],
    entry: undefined,
    members: members.length === 0 ? undefined : members,
  };
}

function commandsOf(tree: ProjectTree, folder: string, toml: object): ProjectCommand[] {
  const has = (name: string) => tree.has(joined(folder, name));
  const locked = has('Cargo.lock') ? ' --locked' : '';
  const all = memberOf(toml, 'workspace') === undefined ? '' : ' --workspace';
  const commands: ProjectCommand[] = [
    { purpose: 'build', command: `cargo build${all}${locked}`, note: textNote('build') },
    { purpose: 'test', command: `cargo test${all}${locked}`, note: textNote('every test') },
  ];
  const file = firstFile(tree, folder, (path) => /^(?:.*\/)?tests\/[^/]+\.rs$/.test(path));
  if (file?.startsWith('tests/') === true) {
    const name = nameOf(file).replace(/\.rs$/, '');
    commands.push({
      purpose: 'one_test',
      command: `cargo test${locked} --test ${shellWord(name)}`,
      note: textNote('one test file'),
    });
  }
  const lints = memberOf(toml, 'lints', 'clippy') ?? memberOf(toml, 'workspace', 'lints', 'clippy');
  if (lints !== undefined || has('clippy.toml') || has('.clippy.toml')) {
    commands.push({ purpose: 'lint', command: `cargo clippy${all} --all-targets${locked}`, note: textNote('lint') });
  }
  if (has('rustfmt.toml') || has('.rustfmt.toml')) {
    commands.push({ purpose: 'format', command: 'cargo fmt', note: textNote('format') });
  }
  if (has('src/main.rs'))
    commands.push({ purpose: 'run', command: `cargo run${locked}`, note: textNote('the program') });
  return commands;
}
