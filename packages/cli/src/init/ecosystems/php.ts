import * as z from 'zod';
import {
  type Ecosystem,
  type EcosystemProposal,
  ifThere,
  isPlainPath,
  joined,
  type Machine,
  type ProposedStep,
} from '../ecosystem.ts';
import { below, foldersWith, type RepositoryLook } from '../repository-look.ts';

const manifestSchema = z.object({ scripts: z.record(z.string(), z.unknown()).catch({}).default({}) });

const usual = [
  ['lint', ['lint', 'cs', 'phpcs']],
  ['types', ['phpstan', 'analyse', 'analyze', 'psalm']],
  ['test', ['test', 'tests', 'phpunit']],
] as const;

export const php: Ecosystem = {
  name: 'PHP',
  propose(look, machine) {
    return joined(
      foldersWith(look, (name) => name === 'composer.json')
        .filter(isPlainPath)
        .map((folder) =>
          joined([{ found: [{ ecosystem: 'PHP', folder, detail: 'composer' }] }, ...stepsOf(folder, look, machine)]),
        ),
    );
  },
};

function stepsOf(folder: string, look: RepositoryLook, machine: Machine): readonly Partial<EcosystemProposal>[] {
  const scripts = scriptsOf(look.texts.get(below(folder, 'composer.json')) ?? '');
  return usual.flatMap(([kind, names]): readonly Partial<EcosystemProposal>[] => {
    const name = names.find((one) => scripts.includes(one));
    if (name === undefined) return [];
    const step: ProposedStep = {
      kind,
      label: 'php',
      folder,
      description: `the script ${name} of composer.json`,
      command: ['composer', 'run-script', '--no-interaction', name],
      leaves: [below(folder, '.phpunit.cache/**')],
    };
    if (!machine.has('composer') || look.installed.includes(below(folder, 'vendor')))
      return [ifThere(machine, 'composer', step)];
    return [
      { leftOut: [{ step: step.command.join(' '), reason: 'its dependencies are not installed: composer install' }] },
    ];
  });
}

function scriptsOf(text: string): readonly string[] {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(text));
    return parsed.success ? Object.keys(parsed.data.scripts) : [];
  } catch {
    return []; // it is no JSON: as if it had no scripts
  }
}
