import type { Files } from './files.ts';
import type { Http } from './http.ts';
import type { Secrets } from './secrets.ts';
import type { ResourceType } from './status.ts';
import type { AccessMode } from './workflow-definition.ts';

/** Severity of a line in a step's log. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Writes a line to the step's log; control sequences are stripped where people see it. */
export type Log = Readonly<Record<LogLevel, (message: string) => void>>;

/** What to run: an argument array without a shell, or a script that the person who wrote it wants parsed by `sh -c`. */
export type ExecCommand = readonly [program: string, ...args: string[]] | { readonly shell: string };

export interface ExecOptions {
  /** Where to run; the workspace unless given. */
  readonly cwd?: string;
  /** Added to an environment of a few harmless names (PATH, HOME, LANG, TMPDIR, …); nothing else is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Bytes of each stream kept in the result; 1 MiB unless given. What is over is counted and, with `spill`, kept in a file. */
  readonly keepBytes?: number;
  /** Writes a stream that is over `keepBytes` whole to a file among the step's artifacts. */
  readonly spill?: boolean;
  /** Sends every line to the step's log as it comes. */
  readonly logLines?: boolean;
}

export interface ExecResult {
  /** `null` when a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** UTF-8, cut at `keepBytes`. */
  readonly stdout: string;
  readonly stderr: string;
  /** What the process wrote, kept or not. */
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** Files with the whole stream, where `spill` was asked for and needed. */
  readonly stdoutFile?: string | undefined;
  readonly stderrFile?: string | undefined;
}

/** Files that belong to the run and are kept with it. */
export interface Artifacts {
  /** The folder of this task; made on first use. */
  folder(): Promise<string>;
  /** Writes a file below the folder atomically and gives its absolute path. A name that leaves the folder is refused. */
  write(name: string, content: string | Uint8Array): Promise<string>;
}

/** A resource that an attempt holds while it runs. */
export interface HeldResource {
  /** Its id: `system_cpu`, `lock:db`. */
  readonly resource: string;
  readonly type: ResourceType;
  /** By unit; none of a lock. */
  readonly amounts: Readonly<Record<string, number>>;
  /** How a lock, file or database is held. */
  readonly mode?: AccessMode | undefined;
  /**
   * Larger than that of every grant before it, of all processes on the data folder. Send it along with what is written under
   * the protection of the resource: who keeps the largest seen can refuse one who comes late.
   */
  readonly fence: number;
}

/**
 * What an action may use. Everything a plugin needs from the world goes through here, so that the runtime can stop it,
 * record it, and run it elsewhere (a worker thread, another machine). `exec`, `fs`, `http` and `secrets` refuse with
 * EFFECT_NOT_DECLARED what the action's `effects` do not name; code that goes around them is not held back but in a sandbox.
 */
export interface ActionContext<Config = unknown> {
  /** The plugin's configuration, as its schema reads it. */
  readonly config: Config;
  /** Aborted on timeout and cancel, with the reason. Long work checks it; `exec` obeys it by itself. */
  readonly signal: AbortSignal;
  readonly run: string;
  readonly task: string;
  /** Counted from 1. */
  readonly attempt: number;
  /** `run/task/attempt`: the same for a repeated delivery of the same attempt. */
  readonly idempotencyKey: string;
  /** Absolute path of the folder that the run works on; relative paths in parameters are meant from here. */
  readonly workspace: string;
  /** What the step asked for under `resources` and now holds. */
  readonly resources: readonly HeldResource[];
  readonly log: Log;
  readonly artifacts: Artifacts;
  readonly fs: Files;
  readonly http: Http;
  readonly secrets: Secrets;
  /** Milliseconds since the epoch, by the runtime's clock. */
  now(): number;
  /** In [0, 1), by the runtime's source. */
  random(): number;
  /** How far the work is: 0 to 1, or `null` when that is not known, and what is being done. */
  progress(fraction: number | null, message?: string): void;
  /** `path` made absolute from the workspace. */
  resolve(path: string): string;
  /**
   * Runs a program in a process group of its own and waits for its end. A non-zero exit is a result, not an error.
   * On abort the whole group gets TERM, after a grace KILL, and the promise rejects with the signal's reason.
   * @throws ActionError COMMAND_NOT_FOUND when there is no such program, COMMAND_FAILED when it cannot be started.
   */
  exec(command: ExecCommand, options?: ExecOptions): Promise<ExecResult>;
}
