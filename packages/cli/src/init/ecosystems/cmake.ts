import { type Ecosystem, ifThere, isPlainPath, joined, nothing, type ProposedStep } from '../ecosystem.ts';
import { below, foldersWith, isBelow, type RepositoryLook } from '../repository-look.ts';

/** Configures and builds: two commands that leave one result, so that it is cached as one. */
const BUILD = 'cmake -S . -B "$1" && cmake --build "$1"';

export const cmake: Ecosystem = {
  name: 'CMake',
  propose(look, machine) {
    const folders = foldersWith(look, (name) => name === 'CMakeLists.txt').filter(isPlainPath);
    const outermost = folders.filter((one) => !folders.some((other) => other !== one && isBelow(other, one)));
    return joined(
      outermost.map((folder) => {
        const found = [{ ecosystem: 'CMake', folder, detail: 'CMakeLists.txt' }];
        const compiler = ['cc', 'c++', 'gcc', 'clang'].find((name) => machine.has(name));
        if (machine.has('cmake') && compiler === undefined) {
          return { ...nothing, found, leftOut: [{ step: 'cmake --build', reason: 'no compiler is on this machine' }] };
        }
        return joined([{ found }, ...stepsOf(folder, look).map((step) => ifThere(machine, programOf(step), step))]);
      }),
    );
  },
};

const programOf = ({ kind }: ProposedStep): string => (kind === 'test' ? 'ctest' : 'cmake');

function stepsOf(folder: string, look: RepositoryLook): readonly ProposedStep[] {
  const text = look.texts.get(below(folder, 'CMakeLists.txt')) ?? '';
  const place = look.files.some((file) => file.startsWith(`${below(folder, 'build')}/`)) ? 'build/codomyrmex' : 'build';
  const outputs = [`${below(folder, place)}/**`];
  const common = { label: 'cmake', folder };
  const build: ProposedStep = {
    ...common,
    kind: 'build',
    description: `configures and builds into ${place}`,
    command: ['sh', '-c', BUILD, 'sh', place],
    outputs,
  };
  const hasTests = /\b(?:enable_testing|add_test)\s*\(|include\s*\(\s*CTest\s*\)/i.test(text);
  if (!hasTests) return [build];
  const test: ProposedStep = {
    ...common,
    kind: 'test',
    description: 'the tests, by ctest',
    command: ['ctest', '--test-dir', place, '--output-on-failure'],
    after: ['build'],
    leaves: outputs,
  };
  return [build, test];
}
