import { folderOf, joined, nameOf } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { type PackageFacts, type ProjectCommand, textNote } from './package-facts.ts';
import { shellWord } from './shell-word.ts';
import { firstFile } from './test-file.ts';

/** A module of Go. */
export async function goFacts(tree: ProjectTree, folder: string): Promise<PackageFacts | undefined> {
  const manifest = joined(folder, 'go.mod');
  const text = tree.has(manifest) ? await tree.text(manifest) : undefined;
  const module = /^module[ \t]+"?([^\s"]+)/m.exec(text ?? '')?.[1];
  if (text === undefined || module === undefined) return undefined;
  const go = /^go[ \t]+(\S+)/m.exec(text)?.[1];
  const sum = joined(folder, 'go.sum');
  return {
    ecosystem: 'go',
    folder,
    manifest,
    name: module,
    version: undefined,
    description: undefined,
    license: undefined,
    requires: go === undefined ? [] : [`Go ${go}`],
    dependencies: text.split('\n').flatMap(requiredIn),
    commands: await commandsOf(tree, folder),
    lockFiles: tree.has(sum) ? [sum] : [],
    rules: [],
    entry: undefined,
    members: undefined,
  };
}

/** The module that a line requires: its path begins with the name of a host. */
function requiredIn(line: string): readonly string[] {
  const words = line.trim().split(/\s+/, 3);
  const [path = '', version = ''] = words[0] === 'require' ? words.slice(1) : words;
  const [host = '', rest = ''] = path.split('/', 2);
  return /^v\d/.test(version) && rest !== '' && /^[\w.-]+$/.test(host) && host.includes('.', 1) ? [path] : [];
}

async function commandsOf(tree: ProjectTree, folder: string): Promise<ProjectCommand[]> {
  const commands: ProjectCommand[] = [
    { purpose: 'build', command: 'go build ./...', note: textNote('build every package') },
    { purpose: 'test', command: 'go test ./...', note: textNote('every test') },
    { purpose: 'lint', command: 'go vet ./...', note: textNote('suspicious code') },
  ];
  const file = firstFile(tree, folder, (path) => path.endsWith('_test.go'));
  const name =
    file === undefined ? undefined : /^func (Test\w+)\(/m.exec((await tree.text(joined(folder, file))) ?? '')?.[1];
  if (file !== undefined && name !== undefined) {
    const command = `go test ${shellWord(folderOf(file) === '' ? '.' : `./${folderOf(file)}`)} -run '^${name}$'`;
    commands.push({ purpose: 'one_test', command, note: textNote('one test') });
  }
  if (['.golangci.yml', '.golangci.yaml', '.golangci.toml'].some((one) => tree.has(joined(folder, one)))) {
    commands.push({ purpose: 'lint', command: 'golangci-lint run', note: textNote('lint') });
  }
  for (const path of mains(tree, folder)) {
    commands.push({ purpose: 'run', command: `go run ${shellWord(path)}`, note: textNote('the program') });
  }
  return commands;
}

/** Programs where Go projects have them: the root, and the folders of `cmd`. */
function mains(tree: ProjectTree, folder: string): string[] {
  const programs = tree.files.filter(
    (path) =>
      nameOf(path) === 'main.go' && (folderOf(path) === folder || folderOf(folderOf(path)) === joined(folder, 'cmd')),
  );
  return programs.map((path) => (folderOf(path) === folder ? '.' : `./cmd/${nameOf(folderOf(path))}`)).slice(0, 10);
}
