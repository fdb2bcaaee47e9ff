import { type Ecosystem, ifThere, isPlainPath, joined, type ProposedStep } from '../ecosystem.ts';
import { below, foldersWith, isBelow } from '../repository-look.ts';

export const dotnet: Ecosystem = {
  name: '.NET',
  propose(look, machine) {
    const folders = foldersWith(look, (name) => /\.(?:sln|slnx|csproj|fsproj|vbproj)$/.test(name)).filter(isPlainPath);
    const outermost = folders.filter((one) => !folders.some((other) => other !== one && isBelow(other, one)));
    return joined(
      outermost.map((folder) => {
        const projects = look.files.filter((file) => isBelow(folder, file) && /\.\w+proj$/.test(file));
        const common = {
          label: 'dotnet',
          folder,
          leaves: ['**/bin/**', '**/obj/**'].map((pattern) => below(folder, pattern)),
        };
        const build: ProposedStep = {
          ...common,
          kind: 'build',
          description: 'everything compiles',
          command: ['dotnet', 'build', '--nologo'],
        };
        const test: ProposedStep = {
          ...common,
          kind: 'test',
          description: 'the tests',
          command: ['dotnet', 'test', '--nologo'],
          after: ['build'],
        };
        const hasTests = projects.some((file) => /test/i.test(file));
        return joined([
          { found: [{ ecosystem: '.NET', folder, detail: `${projects.length} projects` }] },
          ifThere(machine, 'dotnet', build),
          ...(hasTests ? [ifThere(machine, 'dotnet', test)] : []),
        ]);
      }),
    );
  },
};
