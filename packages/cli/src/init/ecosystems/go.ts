import { type Ecosystem, ifThere, isPlainPath, joined, nothing, type ProposedStep } from '../ecosystem.ts';
import { below, foldersWith, isBelow, type RepositoryLook } from '../repository-look.ts';

export const go: Ecosystem = {
  name: 'Go',
  propose(look, machine) {
    return joined(
      foldersWith(look, (name) => name === 'go.mod')
        .filter(isPlainPath)
        .map((folder) =>
          joined([
            { ...nothing, found: [{ ecosystem: 'Go', folder, detail: moduleOf(look, folder) }] },
            ...stepsOf(look, folder).map((step) => ifThere(machine, 'go', step)),
          ]),
        ),
    );
  },
};

const moduleOf = (look: RepositoryLook, folder: string): string =>
  /^[ \t]*module[ \t]+(\S+)/m.exec(look.texts.get(below(folder, 'go.mod')) ?? '')?.[1] ?? 'a module';

function stepsOf(look: RepositoryLook, folder: string): readonly ProposedStep[] {
  const sources = look.files.filter((file) => isBelow(folder, file) && file.endsWith('.go'));
  if (sources.length === 0) return [];
  const common = { label: 'go', folder };
  const hasTests = sources.some((file) => file.endsWith('_test.go'));
  return [
    { ...common, kind: 'lint', description: 'go vet', command: ['go', 'vet', './...'] },
    {
      ...common,
      kind: 'build',
      description: 'every package compiles',
      command: ['go', 'build', '-o', '/dev/null', './...'],
    },
    ...(hasTests
      ? [{ ...common, kind: 'test' as const, description: 'the tests', command: ['go', 'test', './...'] }]
      : []),
  ];
}
