/** What is to stand in a project, before anything is written. */
export interface ScaffoldPlan {
  /** Of the template, sorted by path. */
  readonly files: readonly PlannedFile[];
  /** Beside what is above the files; sorted, without a slash at the end. */
  readonly directories: readonly string[];
  /** Every question with its answer. */
  readonly answers: Readonly<Record<string, string | number | boolean>>;
}

export interface PlannedFile {
  /** With slashes, below the project. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable: boolean;
}
