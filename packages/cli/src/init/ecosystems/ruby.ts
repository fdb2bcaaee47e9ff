import { type Ecosystem, ifThere, isPlainPath, joined, type ProposedStep } from '../ecosystem.ts';
import { below, foldersWith } from '../repository-look.ts';

export const ruby: Ecosystem = {
  name: 'Ruby',
  propose(look, machine) {
    return joined(
      foldersWith(look, (name) => name === 'Gemfile')
        .filter(isPlainPath)
        .map((folder) => {
          const gems = look.texts.get(below(folder, 'Gemfile')) ?? '';
          const rakefile = look.texts.get(below(folder, 'Rakefile')) ?? '';
          const common = { label: 'ruby', folder };
          const steps: readonly (ProposedStep | false)[] = [
            /['"]rubocop['"]/.test(gems) && {
              ...common,
              kind: 'lint',
              description: 'rubocop, as the project configures it',
              command: ['bundle', 'exec', 'rubocop', '--cache', 'false'],
            },
            /['"]rspec(?:-rails)?['"]/.test(gems)
              ? { ...common, kind: 'test', description: 'the tests, by rspec', command: ['bundle', 'exec', 'rspec'] }
              : (/\bTestTask\b/.test(rakefile) || rakefile.split('\n').some(namesTest)) && {
                  ...common,
                  kind: 'test',
                  description: 'the tests, by rake',
                  command: ['bundle', 'exec', 'rake', 'test'],
                },
          ];
          const found = [{ ecosystem: 'Ruby', folder, detail: 'bundler' }];
          return joined([
            { found },
            ...steps.flatMap((step) => (step === false ? [] : [ifThere(machine, 'bundle', step)])),
          ]);
        }),
    );
  },
};

/** Whether a line of a Rakefile has the word "task", and "test" behind it. */
function namesTest(line: string): boolean {
  const task = /\btask\b/.exec(line);
  return task !== null && /\btest\b/.test(line.slice(task.index + 'task'.length));
}
