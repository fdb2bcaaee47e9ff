import { AsyncSeriesHook, AsyncSeriesWaterfallHook, type FullTap, type HookInterceptor } from 'tapable';
import { InternalError, UsageError } from './errors.ts';
import type { Failure } from './failure.ts';
import { attributedPromise, attributedSync, type HookKind, type TapSurroundings } from './hook-taps/attributed-tap.ts';
import { type TapPlace, tapOrder } from './hook-taps/tap-order.ts';
import { TapRecord, type TapReport } from './hook-taps/tap-record.ts';
import type { Clock } from './ports.ts';
import type { RunStatus } from './status.ts';
import type { WorkflowDefinition } from './workflow-definition.ts';

export type { TapPlace } from './hook-taps/tap-order.ts';
export type { TapReport } from './hook-taps/tap-record.ts';

/** The attempt that a hook is about. */
export interface AttemptInfo {
  readonly run: string;
  readonly workflow: string;
  readonly task: string;
  /** `module.action`. */
  readonly action: string;
  readonly attempt: number;
}

/** The run that a hook is about. */
export interface RunInfo {
  readonly run: string;
  readonly workflow: string;
  /** Absolute path of the folder that it works on. */
  readonly workspace: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Beside tapable's `name` (the plugin's module), `stage` (lower is earlier; 0) and `before`: names of plugins. */
export interface TapOptions {
  /** Plugins whose taps of the same hook come first. */
  readonly after?: string | readonly string[];
  /** Milliseconds that a call may take; 10,000 unless given. Only what gives a promise can be held to it. */
  readonly timeoutMs?: number;
}

/**
 * The places where a plugin may change or refuse; a plugin taps each at most once. Taps are called one after the other, in one order
 * whatever order the plugins were loaded in: `before` and `after`, then the stage, then the plugin's name. A gate's failure refuses
 * what it guards, in the plugin's name; an observer's is told as a warning and changes nothing. All are bounded in time.
 */
export interface Hooks {
  /**
   * Gate. A definition was read and checked, and is about to be planned.
   * @returns The definition to plan instead, which is checked again; nothing keeps it.
   * @throws Refuses the run.
   */
  readonly workflowLoaded: AsyncSeriesWaterfallHook<[WorkflowDefinition], WorkflowDefinition, TapOptions>;
  /**
   * Gate. A run is about to begin, and nothing of it is written yet.
   * @returns Nothing; what is given back is ignored.
   * @throws Refuses the run.
   */
  readonly runStarting: AsyncSeriesHook<[RunInfo], TapOptions>;
  /**
   * Gate. An attempt has begun and its parameters are resolved, but not yet checked.
   * @returns The parameters to use instead; nothing keeps them.
   * @throws Fails the attempt.
   */
  readonly beforeAttempt: AsyncSeriesWaterfallHook<
    [Readonly<Record<string, unknown>>, AttemptInfo],
    Readonly<Record<string, unknown>>,
    TapOptions
  >;
  /**
   * Gate. An action gave its output, not yet checked or stored.
   * @returns The output to keep instead; nothing keeps it.
   * @throws Fails the attempt.
   */
  readonly afterAttempt: AsyncSeriesWaterfallHook<[unknown, AttemptInfo], unknown, TapOptions>;
  /**
   * Gate. An attempt has failed, which is not yet written.
   * @returns The failure to keep instead, such as the same one with `retryable: false`; nothing keeps it.
   * @throws Is the failure that is kept.
   */
  readonly attemptFailed: AsyncSeriesWaterfallHook<[Failure, AttemptInfo], Failure, TapOptions>;
  /**
   * Observer. A run that this process carried has ended, and its end is written.
   * @returns Nothing; what is given back is ignored.
   * @throws Is told as a warning and changes nothing.
   */
  readonly runEnded: AsyncSeriesHook<[RunInfo, { readonly status: RunStatus }], TapOptions>;
  /**
   * Observer. The engine is about to let go of everything.
   * @returns Nothing; what is given back is ignored.
   * @throws Is told as a warning and changes nothing.
   */
  readonly shutdown: AsyncSeriesHook<[], TapOptions>;
}

const kinds: Readonly<Record<keyof Hooks, HookKind>> = {
  workflowLoaded: 'gate',
  runStarting: 'gate',
  beforeAttempt: 'gate',
  afterAttempt: 'gate',
  attemptFailed: 'gate',
  runEnded: 'observer',
  shutdown: 'observer',
};

/** The names of the hooks, in the order of a run. */
export const hookNames = Object.keys(kinds) as readonly (keyof Hooks)[];

export interface HooksOptions {
  /** Whose timers bound the taps; the machine's unless given. */
  readonly clock?: Pick<Clock, 'after'>;
  /** Milliseconds since 1970, for the time of an error; the machine's unless given. */
  readonly now?: () => number;
  /** Hears of failures of observers; nobody does unless given. */
  readonly onFault?: (error: Error) => void;
}

const TIMEOUT_MS = 10_000;
const records = new WeakMap<Hooks, readonly TapRecord[]>();
const placesOf = new WeakMap<Interceptable, readonly TapPlace[]>();

/** A fresh, empty set: tapable cannot remove a tap, so every composition of an engine has its own. */
export function createHooks({ clock = machineClock, now = Date.now, onFault = () => {} }: HooksOptions = {}): Hooks {
  const hooks: Hooks = {
    workflowLoaded: new AsyncSeriesWaterfallHook(['definition'], 'workflowLoaded'),
    runStarting: new AsyncSeriesHook(['run'], 'runStarting'),
    beforeAttempt: new AsyncSeriesWaterfallHook(['parameters', 'attempt'], 'beforeAttempt'),
    afterAttempt: new AsyncSeriesWaterfallHook(['output', 'attempt'], 'afterAttempt'),
    attemptFailed: new AsyncSeriesWaterfallHook(['failure', 'attempt'], 'attemptFailed'),
    runEnded: new AsyncSeriesHook(['run', 'end'], 'runEnded'),
    shutdown: new AsyncSeriesHook([], 'shutdown'),
  };
  const made: TapRecord[] = [];
  for (const name of hookNames) {
    intercept(name, hooks[name], (tap) => {
      const record = new TapRecord(tap.name, name, tap.stage ?? 0);
      made.push(record);
      const timeoutMs = tap.timeoutMs ?? TIMEOUT_MS;
      return { kind: kinds[name], record, clock, timeoutMs, now, onFault };
    });
  }
  records.set(hooks, made);
  return Object.freeze(hooks);
}

/** What the taps of a set have cost and done, in the order in which they were placed. */
export const tapReports = (hooks: Hooks): readonly TapReport[] =>
  (records.get(hooks) ?? []).map((record) => record.report());

/** Who taps a hook, and where each wants to stand. */
export const tapPlaces = (hooks: Hooks, hook: keyof Hooks): readonly TapPlace[] => placesOf.get(hooks[hook]) ?? [];

/** Whether a plugin taps the hook. tapable's own `isUsed` counts interceptors, and every hook here has one. */
export function isTapped(hook: { readonly taps: readonly unknown[] }): boolean {
  return hook.taps.length > 0;
}

type PlacedTap = FullTap & TapOptions;

interface Interceptable {
  readonly taps: FullTap[];
  // Only `register` is used, and it neither calls nor types the tapped function's arguments.
  intercept(interceptor: Pick<HookInterceptor<unknown, unknown>, 'register'>): void;
}

/** Every tap is wrapped as it registers, and takes its place in the one order: those that stand already are brought into it. */
function intercept(hook: string, tapable: Interceptable, around: (tap: PlacedTap) => TapSurroundings): void {
  const places: TapPlace[] = [];
  placesOf.set(tapable, places);
  tapable.intercept({
    register: (tap: PlacedTap) => {
      if (places.some(({ name }) => name === tap.name)) {
        throw new UsageError(`plugin "${tap.name}" taps hook "${hook}" twice: make one function of both`);
      }
      const place = { name: tap.name, stage: tap.stage ?? 0, before: names(tap.before), after: names(tap.after) };
      const order = tapOrder([...places, place], hook);
      const wrapped = wrappedTap(tap, hook, around);
      places.push(place);
      tapable.taps.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
      const next = order[order.indexOf(tap.name) + 1];
      // Those that stand are in order, so its neighbour says it all; a stage would let tapable place it once more.
      return { ...tap, fn: wrapped, stage: 0, ...(next !== undefined && { before: next }) };
    },
  });
}

const names = (written: string | readonly string[] | undefined): readonly string[] =>
  typeof written === 'string' ? [written] : (written ?? []);

function wrappedTap(tap: PlacedTap, hook: string, around: (tap: PlacedTap) => TapSurroundings) {
  const tapped = (...args: readonly unknown[]): unknown => Reflect.apply(tap.fn, undefined, args);
  switch (tap.type) {
    case 'promise':
      return attributedPromise(tapped, around(tap));
    case 'sync':
      return attributedSync(tapped, around(tap));
    case 'async':
      throw new InternalError(`plugin "${tap.name}" taps hook "${hook}" with a callback: use tap or tapPromise`);
  }
}

const machineClock: Pick<Clock, 'after'> = {
  after: (delayMs, due) => {
    const timer = setTimeout(due, delayMs);
    return () => clearTimeout(timer);
  },
};
