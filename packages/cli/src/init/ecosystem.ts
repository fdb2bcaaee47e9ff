import type { RepositoryLook } from './repository-look.ts';

/** What of the machine a proposal depends on. */
export interface Machine {
  /** Whether a program is there and runs: a shim without the program behind it does not count. */
  has(program: string): boolean;
  /** Whether a file of this name can be executed from PATH; it is not tried. */
  isOnPath(program: string): boolean;
  /** Whether the repository has such a file, also below what is not looked into. */
  isInRepository(path: string): boolean;
  /** Of these distributions, those that Python has not. */
  missingInPython(distributions: readonly string[]): readonly string[];
}

export type StepKind = 'format' | 'lint' | 'types' | 'build' | 'test' | 'package';

/** A command that is to become a step. */
export interface ProposedStep {
  readonly kind: StepKind;
  /** The ecosystem, for names where several have a step of this kind. */
  readonly label: string;
  /** Where it runs; `''` is the repository itself. */
  readonly folder: string;
  readonly description: string;
  /** A program and its arguments: never a script of a shell. */
  readonly command: readonly string[];
  /** Kinds of the same folder that come before it, where there are such. */
  readonly after?: readonly StepKind[];
  /** Folders whose build comes before it. */
  readonly afterBuilds?: readonly string[];
  /** Patterns from the repository's root; everything unless given. */
  readonly inputs?: readonly string[];
  /** Patterns of files that it makes and that are its result. */
  readonly outputs?: readonly string[];
  /** Patterns of files that it makes on its way. */
  readonly leaves?: readonly string[];
}

/** What was found, as people are told. */
export interface Finding {
  readonly ecosystem: string;
  readonly folder: string;
  /** Such as "pnpm, 3 packages". */
  readonly detail: string;
}

/** What would have been proposed, and why it is not. */
export interface LeftOut {
  readonly step: string;
  readonly reason: string;
}

export interface EcosystemProposal {
  readonly found: readonly Finding[];
  readonly steps: readonly ProposedStep[];
  readonly leftOut: readonly LeftOut[];
}

export interface Ecosystem {
  readonly name: string;
  propose(look: RepositoryLook, machine: Machine): EcosystemProposal;
}

export const nothing: EcosystemProposal = { found: [], steps: [], leftOut: [] };

/** The step where its program runs here, else the reason why it is left out. */
export function ifThere(
  machine: Machine,
  program: string,
  step: ProposedStep,
): { readonly steps: readonly ProposedStep[]; readonly leftOut: readonly LeftOut[] } {
  return machine.has(program)
    ? { steps: [step], leftOut: [] }
    : { steps: [], leftOut: [{ step: step.command.join(' '), reason: `${program} is not on this machine` }] };
}

type Part = Partial<EcosystemProposal>;

export const joined = (parts: readonly Part[]): EcosystemProposal => ({
  found: parts.flatMap(({ found }) => found ?? []),
  steps: parts.flatMap(({ steps }) => steps ?? []),
  leftOut: parts.flatMap(({ leftOut }) => leftOut ?? []),
});

/** Folders whose names no command and no pattern can misread. */
export const isPlainPath = (path: string): boolean =>
  path === '' || path.split('/').every((part) => /^[\w.@+][\w.@+ -]*$/.test(part) && part !== '..');
