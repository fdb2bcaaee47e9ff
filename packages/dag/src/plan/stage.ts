/**
 * The parts of a run, in order: its steps; what undoes them when the run is rolled back; what is done when it failed; what is
 * done at its end whatever happened. A stage opens when the one before has settled.
 */
export const stages = ['main', 'undo', 'failure', 'finally'] as const;
export type Stage = (typeof stages)[number];

const ranks: Readonly<Record<Stage, number>> = { main: 0, undo: 1, failure: 2, finally: 3 };

export const stageRank = (stage: Stage): number => ranks[stage];

/** The stage of a task; few plans have tasks of a later one than `main`. */
export const stageOf = ({ late }: { readonly late: ReadonlyMap<number, Stage> }, task: number): Stage =>
  late.get(task) ?? 'main';
