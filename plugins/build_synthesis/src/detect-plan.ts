import type { ActionContext } from '@codomyrmex/core';
import { cargoPlan, cmakePlan, goPlan, gradlePlan, makePlan, mavenPlan } from './kinds/compiled-plans.ts';
import { nodePlan } from './kinds/node-plan.ts';
import { pythonPlan } from './kinds/python-plan.ts';
import { kindsOf, type LanguageName, type ProjectKind } from './language-name.ts';
import { ProjectFiles } from './project-files.ts';
import type { ProjectPlan } from './project-plan.ts';

type Planner = (files: ProjectFiles, outputDir: string | undefined) => Promise<ProjectPlan | undefined>;

/** In the order in which they are looked for. A Makefile comes last: it is often there to call one of the others. */
const planners: readonly (readonly [ProjectKind, Planner])[] = [
  ['node', nodePlan],
  ['cargo', cargoPlan],
  ['go', goPlan],
  ['python', pythonPlan],
  ['maven', mavenPlan],
  ['gradle', gradlePlan],
  ['cmake', cmakePlan],
  ['make', makePlan],
];

export interface PlannedFolder {
  /** Absolute, in the workspace. */
  readonly folder: string;
  readonly language?: LanguageName | undefined;
  readonly outputDir?: string | undefined;
}

/** How the project in a folder is built, by its files alone: nothing of it is run. `undefined` when they do not say. */
export async function detectPlan(context: ActionContext, planned: PlannedFolder): Promise<ProjectPlan | undefined> {
  const files = new ProjectFiles(context, planned.folder);
  const kinds = planned.language === undefined ? undefined : kindsOf(planned.language);
  for (const [kind, planner] of planners) {
    if (kinds !== undefined && !kinds.includes(kind)) continue;
    const plan = await planner(files, planned.outputDir);
    if (plan !== undefined) return plan;
  }
  return undefined;
}
