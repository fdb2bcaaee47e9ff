import type { ActionContext, CacheRule, Clock } from '@codomyrmex/core';
import { whyNotJson } from '@codomyrmex/core';
import type { CacheEntry, FoundEntry, OutputSource, StepCache } from '@codomyrmex/dag';
import type { Environment } from '../config.ts';
import { TimeSlice } from '../runtime/time-slice.ts';
import { digestIfAny, digestOf } from './canonical-json.ts';
import type { DeclaredPlace } from './declared-files.ts';
import { FileDigests } from './file-digests.ts';
import { type Digests, type FingerprintParts, fingerprintOf } from './fingerprint.ts';
import { Flights } from './flights.ts';
import { inputDigests } from './input-digests.ts';
import type { Looks } from './looks.ts';
import { keptOutputs, restoredOutputs } from './output-files.ts';
import { unlessAborted } from './unless-aborted.ts';

/** How often a result that another process makes is asked for, in milliseconds. */
const CLAIM_EVERY_MS = 100;

export interface ActionCachePorts {
  readonly cache: StepCache;
  readonly clock: Clock;
  readonly environment: () => Environment;
  /** Absolute path; absent where there is none. */
  readonly dataFolder?: string | undefined;
  /** Takes down what was looked at. */
  readonly looks?: Looks | undefined;
}

/** What a cached step's result depends on, as far as it is known before its attempt. */
export interface CachedAction {
  readonly rule: CacheRule;
  readonly action: string;
  /** Of the action's plugin. */
  readonly version: string;
  /** As the action is given it. */
  readonly input: unknown;
  /** Outputs of the steps that its parameters refer to, by name. */
  readonly upstream: readonly (readonly [string, unknown])[];
}

/** An attempt of a cached step. */
export interface CachedCall extends CachedAction {
  /** `off`: its action is called whatever is there; what it gives is kept. */
  readonly reuse: 'on' | 'off';
  readonly context: Pick<ActionContext, 'run' | 'workspace' | 'signal' | 'log'>;
  /** Calls the action and gives its output, checked. */
  readonly perform: () => unknown;
}

/** An output, and where it comes from; without a source nothing was cached. */
export interface Served {
  readonly output: unknown;
  readonly source?: OutputSource | undefined;
}

interface Sought {
  readonly parts: FingerprintParts;
  readonly fingerprint: string;
}

/**
 * Answers attempts of cached steps: with an earlier result, with that of an equal attempt that is under way in any process of the
 * data folder, or by calling the action. Only what came out well, and whose inputs were the same before and after, is kept. A
 * cache that fails costs a warning in the step's log, never the step.
 */
export class ActionCache {
  readonly #ports: ActionCachePorts;
  readonly #flights = new Flights();
  readonly #contents: FileDigests;
  readonly #slice = new TimeSlice();
  /** The last one. */
  #place: DeclaredPlace | undefined;

  constructor(ports: ActionCachePorts) {
    this.#ports = ports;
    const { dataFolder, looks } = ports;
    this.#contents = new FileDigests({ dataFolder, looks });
  }

  /** When no attempt is served any more: keeps what files are known to contain. Never rejects. */
  close(): Promise<void> {
    return this.#contents.close();
  }

  /**
   * @throws what the action throws; ActionError for files that leave the workspace; the signal's reason when it is aborted, also
   * while it waits for another: that one goes on.
   */
  async serve(call: CachedCall): Promise<Served> {
    const reason = whyNotJson(call.input);
    if (reason !== undefined) {
      const output = await call.perform();
      return { output, source: unkept(call, `its parameters are no plain JSON: ${reason}`) };
    }
    const { workspace, signal } = call.context;
    const parts = await this.#partsOf(call, workspace, signal);
    const sought = { parts, fingerprint: fingerprintOf(parts) };
    if (call.reuse === 'off') return this.#made(call, sought);
    return (await this.#found(call, sought, 'reused')) ?? (await this.#inTurn(call, sought));
  }

  /** The fingerprint of a step that refers to no other, and what is there under it; its attempt may find another. */
  async foresee(action: CachedAction, workspace: string): Promise<Sought & { readonly entry: CacheEntry | undefined }> {
    const parts = await this.#partsOf(action, workspace, new AbortController().signal);
    const fingerprint = fingerprintOf(parts);
    return { parts, fingerprint, entry: await this.#ports.cache.find(fingerprint) };
  }

  /** Waits for equal attempts of this process, asks again after each, and makes the result when nobody else does. */
  async #inTurn(call: CachedCall, sought: Sought): Promise<Served> {
    for (let waited = false; ; waited = true) {
      const turn = this.#flights.enter(sought.fingerprint);
      if (turn.kind === 'mine') {
        try {
          return await this.#claimed(call, sought, waited);
        } finally {
          turn.leave();
        }
      }
      call.context.log.info('an equal step is running: its result is waited for');
      await unlessAborted(turn.over, call.context.signal);
      const joined = await this.#found(call, sought, 'joined');
      if (joined !== undefined) return joined;
    }
  }

  /** The same among processes. */
  async #claimed(call: CachedCall, sought: Sought, hasWaited: boolean): Promise<Served> {
    let waited = hasWaited;
    for (;;) {
      const release = this.#claim(call, sought.fingerprint);
      if (release !== undefined) {
        try {
          // Whoever had it may have made the result since it was last looked for.
          return (await this.#found(call, sought, waited ? 'joined' : 'reused')) ?? (await this.#made(call, sought));
        } finally {
          release();
        }
      }
      if (!waited) call.context.log.info('an equal step is running in another process: its result is waited for');
      waited = true;
      await this.#pause(call.context.signal);
    }
  }

  #claim({ context }: CachedCall, fingerprint: string): (() => void) | undefined {
    try {
      return this.#ports.cache.claim(fingerprint);
    } catch (error) {
      context.log.warn(`equal steps of other processes may run too: ${messageOf(error)}`);
      return () => undefined;
    }
  }

  async #pause(signal: AbortSignal): Promise<void> {
    let cancel: (() => void) | undefined;
    const over = new Promise<void>((resolve) => {
      cancel = this.#ports.clock.after(CLAIM_EVERY_MS, resolve);
    });
    try {
      await unlessAborted(over, signal);
    } finally {
      cancel?.();
    }
  }

  async #found(call: CachedCall, { fingerprint }: Sought, kind: 'reused' | 'joined'): Promise<Served | undefined> {
    const { context, rule } = call;
    const entry = await this.#entry(call, fingerprint);
    if (entry === undefined) return undefined;
    const files = { patterns: rule.outputs ?? [], files: entry.files };
    const restored = await this.#restored(call, files);
    if (restored === 'not_whole') {
      context.log.warn('a cached result is not whole: it is removed, and the step runs');
      await this.#ports.cache.forget(fingerprint).catch(() => undefined);
    }
    if (restored !== 'whole') return undefined;
    context.signal.throwIfAborted();
    this.#ports.looks?.result(fingerprint, entry.mark);
    // Of what was there at once, the run's facts say so: a log of one line for each step took a twentieth of a run in which all was there.
    if (kind === 'joined') context.log.info(`joined the result of run ${entry.run}`);
    return { output: entry.output, source: { kind, fingerprint, run: entry.run } };
  }

  async #entry({ context }: CachedCall, fingerprint: string): Promise<FoundEntry | undefined> {
    try {
      return await this.#ports.cache.find(fingerprint);
    } catch (error) {
      context.log.warn(`the cache cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** `unable`: it may be whole, and the step runs as things stand. */
  async #restored(
    call: CachedCall,
    files: Parameters<typeof restoredOutputs>[2],
  ): Promise<'whole' | 'not_whole' | 'unable'> {
    const onRemoved = (paths: readonly string[]): void => tellRemoved(call, paths);
    const ports = { cache: this.#ports.cache, contents: this.#contents, onRemoved };
    try {
      const isWhole = await restoredOutputs(ports, this.#placeOf(call.context.workspace), files);
      return isWhole ? 'whole' : 'not_whole';
    } catch (error) {
      if (isRefusal(error)) throw error;
      call.context.log.warn(`the files of a cached result cannot be put back: ${messageOf(error)}`);
      return 'unable';
    }
  }

  async #made(call: CachedCall, sought: Sought): Promise<Served> {
    const output = await call.perform();
    if (call.context.signal.aborted) return { output };
    try {
      return { output, source: await this.#kept(call, sought, output) };
    } catch (error) {
      return { output, source: call.context.signal.aborted ? undefined : unkept(call, messageOf(error)) };
    }
  }

  async #kept(call: CachedCall, { parts, fingerprint }: Sought, output: unknown): Promise<OutputSource> {
    const { rule, context } = call;
    const place = this.#placeOf(context.workspace);
    const files = await keptOutputs(this.#ports.cache, place, rule.outputs ?? []);
    const inputs = await inputDigests(place, rule.inputs ?? [], { contents: this.#contents, signal: context.signal });
    if (digestOf(inputs) !== digestOf(parts.inputs)) {
      const before = new Map(parts.inputs);
      const changed = inputs.find(([path, digest]) => before.get(path) !== digest)?.[0] ?? 'one that is gone';
      return unkept(
        call,
        `its inputs changed while it ran (${changed}); what the step itself writes can be left out with "!…"`,
      );
    }
    context.signal.throwIfAborted();
    await this.#ports.cache.keep(fingerprint, { run: context.run, at: this.#ports.clock.now(), output, files, parts });
    return { kind: 'ran', fingerprint, ...(call.reuse === 'off' ? { asked: false } : {}) };
  }

  async #partsOf(call: CachedAction, workspace: string, signal: AbortSignal): Promise<FingerprintParts> {
    const { rule, input } = call;
    return {
      action: call.action,
      action_version: call.version,
      version: rule.version ?? null,
      parameters: isRecord(input) ? digests(Object.entries(input)) : digests([['', input]]),
      inputs: await inputDigests(this.#placeOf(workspace), rule.inputs ?? [], { contents: this.#contents, signal }),
      env: this.#variables(rule.env ?? []),
      upstream: digests(call.upstream),
      outputs: [...(rule.outputs ?? [])],
    };
  }

  #variables(names: readonly string[]): Digests {
    const { environment, looks } = this.#ports;
    const variables = environment();
    const found = digests(names.map((name) => [name, variables[name]]));
    for (const [name, digest] of found) looks?.variable(name, digest);
    return found;
  }

  /** The same for the steps of a run: what is known of it is then known to all of them. */
  #placeOf(workspace: string): DeclaredPlace {
    if (this.#place?.workspace === workspace) return this.#place;
    const { dataFolder, looks } = this.#ports;
    this.#place = { workspace, dataFolder, slice: this.#slice, looks };
    return this.#place;
  }
}

/** More are counted. */
const NAMED = 10;

function tellRemoved({ context }: CachedCall, paths: readonly string[]): void {
  const more = paths.length > NAMED ? `, and ${paths.length - NAMED} more` : '';
  context.log.info(
    `removed what the outputs match and the cached result has not: ${paths.slice(0, NAMED).join(', ')}${more}`,
  );
}

/** Told in the step's log, and of the run. */
function unkept({ context }: CachedCall, reason: string): OutputSource {
  context.log.warn(`not cached: ${reason}`);
  return { kind: 'unkept', reason };
}

function digests(values: readonly (readonly [string, unknown])[]): Digests {
  return values
    .map(([name, value]): [string, string | null] => [name, digestIfAny(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A place outside of the workspace is the author's matter; anything else is the cache's. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'PERMISSION_DENIED';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
