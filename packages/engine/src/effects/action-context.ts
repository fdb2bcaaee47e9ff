import { resolve } from 'node:path';
import {
  type ActionContext,
  type Artifacts,
  type Clock,
  type Files,
  type HeldResource,
  type Http,
  type Log,
  type Random,
  type Secrets,
  UsageError,
} from '@codomyrmex/core';
import type { AttemptLog } from '../logs/step-log.ts';
import type { ActionPowers, ActionTraits } from './action-powers.ts';
import { declared, type EffectCheck } from './declared-effects.ts';
import { DeclaredSecrets } from './declared-secrets.ts';
import { type ExecScope, execute } from './exec.ts';
import { RootedFiles } from './files/rooted-files.ts';
import { GuardedHttp } from './http/guarded-http.ts';
import { type LentPowers, lentPowers } from './lent-powers.ts';

const GRACE_MS = 500;

/** What the attempts of one run share. */
export interface RunSurroundings {
  readonly run: string;
  /** Absolute path. */
  readonly workspace: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  /** Opens the log of an attempt; called at most once for each, at its first line. */
  log(task: string, attempt: number): AttemptLog;
  /** Called at most once for an attempt, at its first use. */
  artifacts(task: string): Artifacts;
  progress(task: string, attempt: number, report: ProgressReport): void;
  /** Milliseconds between TERM and KILL for commands; 500 unless given. */
  readonly graceMs?: number;
  /** Added to the environment of every command. */
  readonly environment?: Readonly<Record<string, string>>;
  /** No secret, no configuration and public addresses only, unless given. */
  readonly powers?: ActionPowers;
}

/** The attempt that a context is for; the order of an attempt is one. */
export interface AttemptOf {
  /** What it holds; nothing unless given. */
  resources?(): readonly HeldResource[];
  /** Whose effects are looked at; every effect is allowed unless given. */
  readonly work?: { readonly action: ActionTraits };
}

export interface ProgressReport {
  /** 0 to 1, or `null` when it is not known. */
  readonly fraction: number | null;
  readonly message: string | undefined;
}

/**
 * What an action sees, and its owner's hold on it. Made for every attempt, a million times for a million tasks, so it holds
 * six fields and makes the rest on first use. Members are accessors that give bound functions: an action may take them
 * apart (`{ exec, log }`).
 */
export class AttemptContext implements ActionContext {
  readonly task: string;
  /** Counted from 1. */
  readonly attempt: number;
  readonly #run: RunSurroundings;
  readonly #of: AttemptOf | undefined;
  #used: Used | undefined;
  #isEnded = false;

  constructor(run: RunSurroundings, task: string, attempt: number, of?: AttemptOf) {
    this.#run = run;
    this.#of = of;
    this.task = task;
    this.attempt = attempt;
  }

  get run(): string {
    return this.#run.run;
  }

  get workspace(): string {
    return this.#run.workspace;
  }

  /** Milliseconds between TERM and KILL for what the attempt started. */
  get graceMs(): number {
    return this.#run.graceMs ?? GRACE_MS;
  }

  get resources(): readonly HeldResource[] {
    return this.#of?.resources?.() ?? [];
  }

  get config(): unknown {
    const module = this.#of?.work?.action.module;
    return module === undefined ? undefined : this.#run.powers?.config(module);
  }

  get idempotencyKey(): string {
    return `${this.run}/${this.task}/${this.attempt}`;
  }

  get signal(): AbortSignal {
    const used = this.#use();
    if (used.controller === undefined) {
      used.controller = new AbortController();
      if (used.aborted !== undefined) used.controller.abort(used.aborted.reason);
    }
    return used.controller.signal;
  }

  get log(): Log {
    const used = this.#use();
    used.log ??= this.#run.log(this.task, this.attempt);
    return used.log;
  }

  get artifacts(): Artifacts {
    const used = this.#use();
    used.artifacts ??= this.#run.artifacts(this.task);
    return used.artifacts;
  }

  get fs(): Files {
    const used = this.#use();
    used.files ??= new RootedFiles(this.#run.workspace, this.#check);
    return used.files;
  }

  get http(): Http {
    return this.#http(this.#use());
  }

  get secrets(): Secrets {
    return new DeclaredSecrets(this.#of?.work?.action, this.#run.powers?.secrets);
  }

  get now(): ActionContext['now'] {
    return () => this.#run.clock.now();
  }

  get random(): ActionContext['random'] {
    return () => this.#run.random();
  }

  get progress(): ActionContext['progress'] {
    return (fraction, message) => this.#run.progress(this.task, this.attempt, { fraction, message });
  }

  get resolve(): ActionContext['resolve'] {
    return (path) => resolve(this.#run.workspace, path);
  }

  get exec(): ActionContext['exec'] {
    return (command, options) => {
      const refusal = this.#check.refusal('exec');
      if (refusal !== undefined) return Promise.reject(refusal);
      const used = this.#use();
      if (this.#isEnded) {
        return Promise.reject(
          new UsageError(`${this.idempotencyKey} has ended: a command can no longer be run for it`),
        );
      }
      const running = execute(this.#execScope(++used.commandCount), command, options);
      const settled = running.then(
        () => undefined,
        () => undefined,
      );
      used.commands ??= new Set();
      used.commands.add(settled);
      void settled.then(() => used.commands?.delete(settled));
      return running;
    };
  }

  /** The owner's: what the action gets of its powers where it runs elsewhere. */
  lend(action: ActionTraits): LentPowers {
    return lentPowers(action, this.#run.powers);
  }

  /** The owner's: asks the action to stop, with the reason that its signal and its commands give. The first reason stays. */
  abort(reason: unknown): void {
    const used = this.#use();
    if (used.aborted !== undefined) return;
    used.aborted = { reason };
    used.controller?.abort(reason);
  }

  /**
   * The owner's, when the action has settled: ends commands that it did not wait for and writes its log out. `undefined` when
   * there is nothing to wait for, which is so for an action that ran no command and wrote no line.
   */
  end(): Promise<void> | undefined {
    this.#isEnded = true;
    const used = this.#used;
    if (used === undefined) return undefined;
    const commands = [...(used.commands ?? [])];
    if (commands.length > 0) this.abort(new UsageError(`${this.idempotencyKey} ended without waiting for its command`));
    const { log } = used;
    const closing = used.http?.close();
    if (commands.length === 0 && log === undefined && closing === undefined) return undefined;
    return Promise.all([...commands, closing]).then(() => log?.end());
  }

  get #check(): EffectCheck {
    return declared(this.#of?.work?.action);
  }

  #http(used: Used): GuardedHttp {
    used.http ??= new GuardedHttp({
      allowed: this.#run.powers?.allowedAddresses ?? [],
      signal: () => this.signal,
      check: this.#check,
    });
    // What is kept beyond the attempt opens nothing.
    if (this.#isEnded) void used.http.close();
    return used.http;
  }

  #use(): Used {
    this.#used ??= {
      controller: undefined,
      aborted: undefined,
      log: undefined,
      artifacts: undefined,
      files: undefined,
      http: undefined,
      commandCount: 0,
      commands: undefined,
    };
    return this.#used;
  }

  #execScope(command: number): ExecScope {
    return {
      run: this.run,
      task: this.task,
      attempt: this.attempt,
      command,
      workspace: this.workspace,
      signal: this.signal,
      log: this.log,
      artifacts: this.artifacts,
      graceMs: this.graceMs,
      environment: this.#run.environment,
    };
  }
}

/** What an attempt has made use of. */
interface Used {
  controller: AbortController | undefined;
  aborted: { readonly reason: unknown } | undefined;
  log: AttemptLog | undefined;
  artifacts: Artifacts | undefined;
  files: RootedFiles | undefined;
  http: GuardedHttp | undefined;
  commandCount: number;
  /** Commands under way. */
  commands: Set<Promise<void>> | undefined;
}
