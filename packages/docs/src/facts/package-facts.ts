/** What a command is for; the order is that in which they are told. */
export const purposes = ['setup', 'build', 'test', 'one_test', 'lint', 'types', 'format', 'run', 'script'] as const;
export type Purpose = (typeof purposes)[number];

/** A command that works where it is told: the script, target, tool or file that it names was seen. */
export interface ProjectCommand {
  readonly purpose: Purpose;
  /** As it is typed in the folder of the package. */
  readonly command: string;
  /** What it is for, in plain words; of a script what it runs, as code. */
  readonly note: { readonly kind: 'text' | 'code'; readonly text: string } | undefined;
}

export type Ecosystem = 'npm' | 'python' | 'cargo' | 'go' | 'maven' | 'gradle';

/** What the manifest of one package says. */
export interface PackageFacts {
  readonly ecosystem: Ecosystem;
  /** Relative to the project; '' for its root. */
  readonly folder: string;
  /** Path of the manifest, relative to the project. */
  readonly manifest: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly description: string | undefined;
  readonly license: string | undefined;
  /** What it needs to run: `Node >= 20.19`. */
  readonly requires: readonly string[];
  /** Names of what it depends on; where its language tells them apart, not for development alone. */
  readonly dependencies: readonly string[];
  readonly commands: readonly ProjectCommand[];
  /** Files that tools write, relative to the project. */
  readonly lockFiles: readonly string[];
  /** What is not seen at first sight and matters to whoever changes it. */
  readonly rules: readonly string[];
  /** Where its exports begin, relative to the project: TypeScript sources. */
  readonly entry: string | undefined;
  /** Patterns of the folders of its workspace; `undefined` when it declares none. */
  readonly members: readonly string[] | undefined;
}

export const textNote = (text: string): ProjectCommand['note'] => ({ kind: 'text', text });
export const codeNote = (text: string): ProjectCommand['note'] => ({ kind: 'code', text });
