import type { LeftOut, ProposedStep, StepKind } from './ecosystem.ts';
import type { ProposedWorkflow, WrittenStep } from './proposed-workflow.ts';
import { below, type RepositoryLook } from './repository-look.ts';
import { stepNames } from './step-names.ts';
import { unseenPatterns } from './unseen-patterns.ts';

/** Seconds that a step of the kind may take; generous, since it only ends what hangs. */
const timeouts: Readonly<Record<StepKind, number>> = {
  format: 300,
  lint: 600,
  types: 900,
  build: 1800,
  test: 1800,
  package: 600,
};

/** Lint, types, build and tests side by side as far as they can be, each answered from the cache while nothing changed. */
export function checkWorkflow(
  steps: readonly ProposedStep[],
  look: RepositoryLook,
  leftOut: readonly LeftOut[],
): ProposedWorkflow {
  const names = stepNames(steps);
  const unseen = unseenPatterns(look, steps);
  return {
    name: 'check',
    description: 'what the tools of this repository say of it; a step runs again when what it depends on has changed',
    leftOut,
    steps: steps.map((step, index) => ({
      ...commandStep(step, names[index] ?? ''),
      ...dependenciesOf(step, steps, names),
      ...(unseen !== undefined && {
        cache: {
          inputs: [...(step.inputs ?? [below(isShared(step) ? '' : step.folder, '**/*')]), ...unseen],
          ...(step.outputs !== undefined && step.outputs.length > 0 && { outputs: step.outputs }),
        },
      }),
    })),
  };
}

/** Packages of one workspace depend on each other and on the files at its root. */
const isShared = ({ label }: ProposedStep): boolean => label === 'npm';

/** A step that runs a command, without what it waits for. */
export function commandStep({ kind, description, command, folder, label }: ProposedStep, name: string): WrittenStep {
  return {
    name,
    description,
    module: 'shell',
    action: 'run',
    parameters: {
      command: command.map(literal),
      ...(folder !== '' && { cwd: literal(folder) }),
      // Test programs that would watch do not where nobody is there to look.
      ...(label === 'npm' && kind === 'test' && { env: { CI: 'true' } }),
    },
    timeout: timeouts[kind],
    max_retries: 0,
  };
}

/** Text of the repository is text in a definition: no expression begins in it. */
const literal = (text: string): string => text.replaceAll('{{', '\\{{');

function dependenciesOf(
  step: ProposedStep,
  steps: readonly ProposedStep[],
  names: readonly string[],
): Pick<WrittenStep, 'dependencies'> {
  const isBefore = (other: ProposedStep): boolean => {
    if (other === step || other.label !== step.label) return false;
    if (other.folder === step.folder) return step.after?.includes(other.kind) === true;
    // What does not build (types of a package, its lint) reads what the other package has built, too.
    return other.kind === 'build' && step.kind !== 'format' && step.afterBuilds?.includes(other.folder) === true;
  };
  const dependencies = names.filter((_, index) => {
    const other = steps[index];
    return other !== undefined && isBefore(other) && !comesBack(other, step, steps);
  });
  return dependencies.length === 0 ? {} : { dependencies };
}

/** Packages may name each other in a circle, which npm allows and a workflow does not: then neither waits. */
function comesBack(from: ProposedStep, to: ProposedStep, steps: readonly ProposedStep[]): boolean {
  if (from.folder === to.folder) return false;
  const seen = new Set<string>();
  const open = [from.folder];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    if (folder === to.folder) return true;
    if (seen.has(folder)) continue;
    seen.add(folder);
    const at = folder;
    open.push(...steps.filter((one) => one.folder === at).flatMap(({ afterBuilds }) => afterBuilds ?? []));
  }
  return false;
}
