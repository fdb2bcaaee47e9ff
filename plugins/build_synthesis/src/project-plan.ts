import type { StageName } from './build-config.ts';
import type { Command } from './command.ts';
import type { ProjectKind } from './language-name.ts';

/** What a stage of a project is: commands one after the other, or why there is none. */
export type PlannedStage =
  | { readonly commands: readonly [Command, ...Command[]] }
  | { readonly commands: readonly []; readonly why: string };

/** How a project says that it is built. */
export interface ProjectPlan {
  readonly kind: ProjectKind;
  readonly stages: Readonly<Record<StageName, PlannedStage>>;
  /** Programs that its commands begin with. */
  readonly tools: readonly string[];
}

export const nothing = (why: string): PlannedStage => ({ commands: [], why });
export const doing = (...commands: [Command, ...Command[]]): PlannedStage => ({ commands });
/** A stage that there is only in some projects. */
export const doingIf = (has: boolean, command: Command, why: string): PlannedStage =>
  has ? doing(command) : nothing(why);
