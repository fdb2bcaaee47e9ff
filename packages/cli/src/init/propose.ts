import { checkWorkflow } from './check-workflow.ts';
import {
  type Ecosystem,
  type EcosystemProposal,
  type Finding,
  joined,
  type LeftOut,
  type Machine,
} from './ecosystem.ts';
import { cmake } from './ecosystems/cmake.ts';
import { docker } from './ecosystems/docker.ts';
import { dotnet } from './ecosystems/dotnet.ts';
import { go } from './ecosystems/go.ts';
import { gradle, maven } from './ecosystems/java.ts';
import { make } from './ecosystems/make.ts';
import { npm } from './ecosystems/npm.ts';
import { php } from './ecosystems/php.ts';
import { python } from './ecosystems/python.ts';
import { ruby } from './ecosystems/ruby.ts';
import { rust } from './ecosystems/rust.ts';
import { healthWorkflow } from './health-workflow.ts';
import type { ProposedWorkflow } from './proposed-workflow.ts';
import { releaseWorkflow } from './release-workflow.ts';
import type { RepositoryLook } from './repository-look.ts';

/** What fits a repository. */
export interface Proposal {
  readonly found: readonly Finding[];
  readonly workflows: readonly ProposedWorkflow[];
  readonly leftOut: readonly LeftOut[];
}

const ecosystems: readonly Ecosystem[] = [npm, python, rust, go, maven, gradle, ruby, php, dotnet, cmake, docker];

/** Pure: the same look and the same machine give the same proposal. `isCheckOurs`: no other workflow has the name `check`. */
export function propose(look: RepositoryLook, machine: Machine, isCheckOurs = true): Proposal {
  const others = joined(ecosystems.map((ecosystem) => ecosystem.propose(look, machine)));
  const all = joined([others, madeHere(look, machine, others)]);
  const steps = all.steps.filter(({ kind }) => kind !== 'package');
  const packing = all.steps.filter(({ kind }) => kind === 'package');
  const check = steps.length === 0 ? undefined : checkWorkflow(steps, look, all.leftOut);
  const release = packing.length === 0 ? undefined : releaseWorkflow(packing, check !== undefined && isCheckOurs);
  return {
    found: all.found,
    workflows: [check, healthWorkflow(), release].filter((workflow) => workflow !== undefined),
    leftOut: all.leftOut,
  };
}

/** A Makefile beside another build usually calls that build: its targets would do everything twice. */
function madeHere(look: RepositoryLook, machine: Machine, others: EcosystemProposal): EcosystemProposal {
  const proposal = make.propose(look, machine);
  const isCovered = others.steps.some(({ folder, kind }) => folder === '' && kind !== 'package');
  if (!isCovered || proposal.steps.length === 0) return proposal;
  const reason = 'the steps of the other build at the root are proposed';
  return {
    found: proposal.found,
    steps: [],
    leftOut: proposal.steps.map(({ command }) => ({ step: command.join(' '), reason })),
  };
}
