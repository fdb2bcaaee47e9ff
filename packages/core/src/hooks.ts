import { AsyncSeriesHook, AsyncSeriesWaterfallHook, type FullTap, type HookInterceptor } from 'tapable';
import { InternalError } from './errors.ts';
import type { WorkflowDefinition } from './workflow-definition.ts';

/** The attempt that a hook is about. */
export interface AttemptInfo {
  readonly run: string;
  readonly workflow: string;
  readonly task: string;
  /** `module.action`. */
  readonly action: string;
  readonly attempt: number;
}

/** The places where a plugin may change or veto. Watching is done through the feed, never here. */
export interface Hooks {
  /**
   * A definition was read and checked, and is about to be planned. Gives the definition to plan instead; returning
   * nothing keeps it. What comes back is checked again. A throw refuses the run, with the plugin named.
   */
  readonly workflowLoaded: AsyncSeriesWaterfallHook<[WorkflowDefinition]>;
  /**
   * An attempt has begun and its parameters are resolved, but not yet checked. Gives the parameters to use instead;
   * returning nothing keeps them. A throw fails the attempt.
   */
  readonly beforeAttempt: AsyncSeriesWaterfallHook<[Readonly<Record<string, unknown>>, AttemptInfo]>;
  /** An action gave its output, not yet checked or stored. Gives the output to keep instead. A throw fails the attempt. */
  readonly afterAttempt: AsyncSeriesWaterfallHook<[unknown, AttemptInfo]>;
  /** The engine is about to let go of everything. A throw is reported and stops nothing. */
  readonly shutdown: AsyncSeriesHook<[]>;
}

/** A fresh, empty set: tapable cannot remove a tap, so every composition of an engine has its own. */
export function createHooks(): Hooks {
  const hooks: Hooks = {
    workflowLoaded: new AsyncSeriesWaterfallHook(['definition'], 'workflowLoaded'),
    beforeAttempt: new AsyncSeriesWaterfallHook(['parameters', 'attempt'], 'beforeAttempt'),
    afterAttempt: new AsyncSeriesWaterfallHook(['output', 'attempt'], 'afterAttempt'),
    shutdown: new AsyncSeriesHook([], 'shutdown'),
  };
  for (const [name, hook] of Object.entries(hooks)) attributed(name, hook);
  return Object.freeze(hooks);
}

/** Whether a plugin taps the hook. tapable's own `isUsed` counts interceptors, and every hook here has one. */
export function isTapped(hook: { readonly taps: readonly unknown[] }): boolean {
  return hook.taps.length > 0;
}

interface Interceptable {
  // Only `register` is used, and it neither calls nor types the tapped function's arguments.
  intercept(interceptor: Pick<HookInterceptor<unknown, unknown>, 'register'>): void;
}

/** tapable's errors do not say whose tap threw; each tap is wrapped as it registers. */
function attributed(hook: string, tapable: Interceptable): void {
  tapable.intercept({ register: (tap) => ({ ...tap, fn: namingTheTap(hook, tap) }) });
}

function namingTheTap(hook: string, tap: FullTap): (...args: readonly unknown[]) => unknown {
  const named = (cause: unknown) =>
    new InternalError(
      `plugin "${tap.name}" failed in hook "${hook}": ${cause instanceof Error ? cause.message : String(cause)}`,
      { code: 'HOOK_FAILED', cause },
    );
  switch (tap.type) {
    case 'promise':
      return async (...args) => {
        try {
          return await Reflect.apply(tap.fn, undefined, args);
        } catch (error) {
          throw named(error);
        }
      };
    case 'sync':
      return (...args) => {
        try {
          return Reflect.apply(tap.fn, undefined, args);
        } catch (error) {
          throw named(error);
        }
      };
    case 'async':
      throw new InternalError(`plugin "${tap.name}" taps hook "${hook}" with a callback: use tap or tapPromise`);
  }
}
