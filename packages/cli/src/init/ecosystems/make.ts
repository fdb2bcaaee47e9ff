import {
  type Ecosystem,
  type EcosystemProposal,
  ifThere,
  joined,
  type Machine,
  nothing,
  type ProposedStep,
  type StepKind,
} from '../ecosystem.ts';
import { below, foldersWith, isBelow, type RepositoryLook } from '../repository-look.ts';
import { missingProgram } from '../runnable-script.ts';
import { type Makefile, readMakefile } from './makefile.ts';

const isMakefile = (name: string): boolean => /^(?:GNU)?[Mm]akefile$/.test(name);

const usual: readonly (readonly [StepKind, readonly string[]])[] = [
  ['format', ['format-check', 'fmt-check', 'check-format']],
  ['lint', ['lint']],
  ['types', ['typecheck', 'types']],
  ['test', ['test', 'check', 'tests']],
];
const buildTargets = ['build', 'all'];

/** Targets of a Makefile at the root; below it they are parts of something else. */
export const make: Ecosystem = {
  name: 'Make',
  propose(look, machine) {
    const [folder] = foldersWith(look, isMakefile);
    if (folder !== '') return nothing;
    const file = look.files.find((path) => !path.includes('/') && isMakefile(path)) ?? '';
    const makefile = readMakefile(look.texts.get(file) ?? '');
    const found = [{ ecosystem: 'Make', folder, detail: `${makefile.targets.size} targets` }];
    const chosen = usual.flatMap(([kind, names]) => {
      const target = names.find((name) => makefile.targets.has(name));
      return target === undefined ? [] : [{ kind, target }];
    });
    const tested = chosen.some(({ kind }) => kind === 'test');
    const built = buildTargets.find((name) => makefile.targets.has(name)) ?? makefile.first;
    const all = tested || built === undefined ? chosen : [...chosen, { kind: 'build' as const, target: built }];
    return joined([{ found }, ...all.map((one) => ofTarget(one, makefile, { look, machine }))]);
  },
};

function ofTarget(
  { kind, target }: { readonly kind: StepKind; readonly target: string },
  makefile: Makefile,
  { look, machine }: { readonly look: RepositoryLook; readonly machine: Machine },
): EcosystemProposal {
  const step: ProposedStep = {
    kind,
    label: 'make',
    folder: '',
    description: `the target ${target} of the Makefile`,
    command: ['make', target],
    // Targets may build the same files: not side by side.
    after: kind === 'test' ? ['types', 'lint'] : kind === 'types' ? ['lint'] : [],
    ...inputsOf(look),
  };
  const missing = makefile.recipe(target).flatMap(
    (line) =>
      missingProgram(line, {
        isOnPath: (program) => machine.isOnPath(program),
        isInstalled: () => false,
        // What a recipe makes is not there before it ran.
        hasFile: () => true,
        script: () => undefined,
      }) ?? [],
  );
  if (machine.has('make') && missing[0] !== undefined) {
    return { ...nothing, leftOut: [{ step: step.command.join(' '), reason: `${missing[0]} is not on this machine` }] };
  }
  return { ...nothing, ...ifThere(machine, 'make', step) };
}

const compiled = /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|s|S|f|f90)$/;

/** Programs that are compiled next to their sources have no ending: then the sources are named, not what is left out. */
function inputsOf(look: RepositoryLook): Pick<ProposedStep, 'inputs'> {
  if (!look.files.some((file) => isBelow('', file) && compiled.test(file))) return {};
  const endings = 'c,cc,cpp,cxx,h,hh,hpp,hxx,s,S,f,f90,mk,in,sh,py,pl,txt,json,yaml,yml,toml,csv,cmake';
  return { inputs: [below('', `**/*.{${endings}}`), '**/{Makefile,makefile,GNUmakefile}'] };
}
