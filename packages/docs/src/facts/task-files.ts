import { joined } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { type ProjectCommand, type Purpose, textNote } from './package-facts.ts';

/** Names of targets that are worth telling; a Makefile has many that only others call. */
const purposeOf: Readonly<Record<string, Purpose>> = {
  setup: 'setup',
  deps: 'setup',
  bootstrap: 'setup',
  build: 'build',
  test: 'test',
  check: 'test',
  lint: 'lint',
  typecheck: 'types',
  fmt: 'format',
  format: 'format',
  run: 'run',
  dev: 'run',
};

/** What a Makefile or justfile names: its targets. */
export interface TaskFile {
  readonly program: 'make' | 'just';
  readonly file: string;
  readonly targets: ReadonlySet<string>;
  /** It includes other files or has patterns, so that it may know more targets than are seen. */
  readonly isOpen: boolean;
}

const makefiles = ['GNUmakefile', 'makefile', 'Makefile'];
const justfiles = ['justfile', 'Justfile', '.justfile'];

export async function taskFiles(tree: ProjectTree, folder: string): Promise<readonly TaskFile[]> {
  const found: TaskFile[] = [];
  for (const name of [...makefiles, ...justfiles]) {
    const file = joined(folder, name);
    const text = tree.names(folder).includes(name) ? await tree.text(file) : undefined;
    if (text !== undefined) found.push(makefiles.includes(name) ? makeTargets(file, text) : justTargets(file, text));
  }
  return found;
}

function makeTargets(file: string, text: string): TaskFile {
  const rules = text.split('\n').flatMap(targetsOf);
  return {
    program: 'make',
    file,
    targets: new Set(rules.filter((name) => !name.startsWith('.') && !/[%$]/.test(name))),
    isOpen: /^-?s?include\s/m.test(text) || rules.some((name) => /[%$]/.test(name)),
  };
}

/** What stands before the first colon of a line, unless it is a recipe, a comment or an assignment. */
function targetsOf(line: string): readonly string[] {
  const colon = line.indexOf(':');
  const names = line.slice(0, Math.max(0, colon));
  if (names === '' || /^\s|[#=]/.test(names) || /^(?::=|::[=:])/.test(line.slice(colon, colon + 3))) return [];
  return names.trim().split(/\s+/);
}

function justTargets(file: string, text: string): TaskFile {
  const names = Array.from(text.matchAll(/^@?([A-Za-z_][\w-]*)(?:[ \t][^:\n]*)?:(?!=)/gm), ([, name = '']) => name);
  const aliases = Array.from(text.matchAll(/^alias\s+([\w-]+)/gm), ([, name = '']) => name);
  return { program: 'just', file, targets: new Set([...names, ...aliases]), isOpen: /^(?:import|mod)\b/m.test(text) };
}

/** The targets with usual names. */
export function taskCommands(files: readonly TaskFile[]): ProjectCommand[] {
  return files.flatMap(({ program, targets, file }) =>
    Object.entries(purposeOf).flatMap(([name, purpose]) =>
      targets.has(name) ? [{ purpose, command: `${program} ${name}`, note: textNote(`target of ${file}`) }] : [],
    ),
  );
}
