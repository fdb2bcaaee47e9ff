import type { ExecCommand, HttpOptions } from '@codomyrmex/core';

/** Something that an action did to the world, as its context saw it. */
export type RecordedEffect = { readonly task: string } & (
  | { readonly kind: 'exec'; readonly command: ExecCommand }
  | { readonly kind: 'http'; readonly url: string; readonly method: string }
  | { readonly kind: 'fs:read' | 'fs:write'; readonly operation: string; readonly path: string }
  | { readonly kind: 'secret'; readonly name: string }
);

/** What takes the place of the world. What is not given is real. */
export interface StandIns {
  /** Runs in place of every command. */
  readonly exec?: (command: ExecCommand, options?: { readonly cwd?: string; readonly stdin?: string }) => StandInResult;
  /** Answers in place of every server. */
  readonly http?: (url: string, options: HttpOptions) => StandInAnswer;
}

/** What a command came to; exit code 0 and no output unless given. */
export interface StandInResult {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What a server said; 200 unless given, an object as JSON. */
export interface StandInAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}
