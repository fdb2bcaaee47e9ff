import { type Ecosystem, ifThere, isPlainPath, joined, nothing, type ProposedStep } from '../ecosystem.ts';
import { below, foldersWith, isBelow, type RepositoryLook } from '../repository-look.ts';

export const rust: Ecosystem = {
  name: 'Rust',
  propose(look, machine) {
    const folders = foldersWith(look, (name) => name === 'Cargo.toml');
    // A workspace's own commands go over its members.
    const outermost = folders.filter((one) => !folders.some((other) => other !== one && isBelow(other, one)));
    return joined(
      outermost.filter(isPlainPath).map((folder) => {
        const members = folders.filter((other) => isBelow(folder, other)).length;
        const detail = members === 1 ? 'cargo' : `cargo, ${members} packages`;
        return joined([
          { ...nothing, found: [{ ecosystem: 'Rust', folder, detail }] },
          ...stepsOf(folder, look).map((step) => ifThere(machine, programOf(step), step)),
        ]);
      }),
    );
  },
};

/** `cargo clippy` is a program of its own. */
const programOf = ({ command }: ProposedStep): string =>
  command[1] === 'clippy' ? 'cargo-clippy' : command[1] === 'fmt' ? 'rustfmt' : 'cargo';

function stepsOf(folder: string, look: RepositoryLook): readonly ProposedStep[] {
  const text = look.texts.get(below(folder, 'Cargo.toml')) ?? '';
  const isWorkspace = /^[ \t]*\[workspace[\].]/m.test(text);
  const whole = isWorkspace ? ['--workspace'] : [];
  const has = (...names: readonly string[]): boolean => names.some((name) => look.files.includes(below(folder, name)));
  // Without a lock file the first command writes one.
  const lock = has('Cargo.lock') ? [] : [below(folder, 'Cargo.lock')];
  const common = { label: 'rust', folder, leaves: [below(folder, 'target/**'), ...lock] };
  const types: ProposedStep = {
    ...common,
    kind: 'types',
    description: 'everything compiles',
    command: ['cargo', 'check', '--all-targets', ...whole],
  };
  // They use one build folder and would wait for each other's lock.
  const test: ProposedStep = {
    ...common,
    kind: 'test',
    description: 'the tests',
    command: ['cargo', 'test', ...whole],
    after: ['types', 'lint'],
  };
  const lint: ProposedStep = {
    ...common,
    kind: 'lint',
    description: 'clippy, as the project configures it',
    command: ['cargo', 'clippy', '--all-targets', ...whole],
    after: ['types'],
  };
  const format: ProposedStep = {
    ...common,
    kind: 'format',
    description: 'the layout is that of rustfmt',
    command: ['cargo', 'fmt', '--all', '--check'],
  };
  const publish: ProposedStep = {
    ...common,
    kind: 'package',
    description: 'what cargo would publish',
    command: ['cargo', 'package', '--list', '--allow-dirty'],
  };
  const isPublished = /^[ \t]*\[package\]/m.test(text) && !/^[ \t]*publish[ \t]*=[ \t]*false/m.test(text);
  return [
    ...(has('rustfmt.toml', '.rustfmt.toml') ? [format] : []),
    types,
    ...(has('clippy.toml', '.clippy.toml') ? [lint] : []),
    test,
    ...(isPublished ? [publish] : []),
  ];
}
