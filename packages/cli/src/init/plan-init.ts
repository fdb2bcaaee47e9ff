import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { WorkflowFiles } from '@codomyrmex/engine';
import { ignoreText } from '../data-out-of-git.ts';
import type { Finding, LeftOut } from './ecosystem.ts';
import { onThisMachine } from './known-machine.ts';
import { propose } from './propose.ts';
import { type ProposedWorkflow, workflowText } from './proposed-workflow.ts';
import { lookAt } from './repository-look.ts';
import { isOurs, type NewFile, refuseElsewhere } from './written-files.ts';

export interface InitPlaces {
  /** All absolute paths. */
  readonly root: string;
  readonly dataFolder: string;
  readonly workflowsDir: string;
  /** Where definitions have to be; `undefined` where somebody named the place. */
  readonly within: string | undefined;
}

export interface PlannedWorkflow {
  readonly name: string;
  readonly description: string;
  readonly file: string;
  readonly steps: ProposedWorkflow['steps'];
  /** `ours`: an earlier `init` wrote it; `taken`: somebody else has the name. */
  readonly status: 'new' | 'ours' | 'taken';
}

/** What `init` would do. Nothing was written to make it. */
export interface InitPlan {
  readonly root: string;
  readonly dataFolder: string;
  readonly found: readonly Finding[];
  readonly workflows: readonly PlannedWorkflow[];
  readonly leftOut: readonly LeftOut[];
  /** Every file that is to be written. */
  readonly files: readonly NewFile[];
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

export async function planInit(places: InitPlaces, environment: Environment): Promise<InitPlan> {
  const { root, dataFolder, workflowsDir } = places;
  const look = await lookAt(root);
  if (places.within !== undefined) refuseElsewhere(places.within, workflowsDir);
  const stored = new WorkflowFiles(workflowsDir);
  const twins = async (name: string) => (await stored.twins(name))[0]?.file;
  const check = await twins('check');
  // A `check` of somebody else may ask for parameters: nothing of ours leans on it.
  const isCheckOurs = check === undefined || (await isOurs(check));
  const proposal = await onThisMachine(root, environment, (machine) => propose(look, machine, isCheckOurs));
  const workflows = await Promise.all(
    proposal.workflows.map(async ({ name, description, steps }): Promise<PlannedWorkflow> => {
      const there = await twins(name);
      const status = there === undefined ? 'new' : (await isOurs(there)) ? 'ours' : 'taken';
      return { name, description, steps, file: there ?? join(workflowsDir, `${name}.yaml`), status };
    }),
  );
  const fresh = proposal.workflows.filter((_, index) => workflows[index]?.status === 'new');
  const ignore = join(dataFolder, '.gitignore');
  const files = fresh.map((workflow) => ({
    file: join(workflowsDir, `${workflow.name}.yaml`),
    text: workflowText(workflow),
  }));
  return {
    root,
    dataFolder,
    found: proposal.found,
    workflows,
    leftOut: proposal.leftOut,
    files: [...files, ...(files.length > 0 && !existsSync(ignore) ? [{ file: ignore, text: ignoreText }] : [])],
    warnings: [
      ...ignoredData(look.texts.get('.gitignore'), relative(root, dataFolder)),
      ...truncated(look.isTruncated),
    ],
  };
}

function ignoredData(gitignore: string | undefined, folder: string): readonly string[] {
  const lines = (gitignore ?? '').split(/\r?\n/).map((line) => line.trim().replaceAll(/^\/|\/$/g, ''));
  if (!lines.includes(folder)) return [];
  return [`.gitignore leaves ${folder} out as a whole: take that line away, and only definitions are committed`];
}

const truncated = (isTruncated: boolean): readonly string[] =>
  isTruncated
    ? ['this is too large to be looked at as a whole: steps are not cached, and something may be missing']
    : [];
