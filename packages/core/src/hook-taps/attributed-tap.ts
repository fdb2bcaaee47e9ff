import { InternalError, isOrchestrationError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { thrownText } from '../thrown-text.ts';
import type { TapRecord } from './tap-record.ts';

/** What a hook does with the failure of a tap: a gate's refuses what it guards, an observer's is told and changes nothing. */
export type HookKind = 'gate' | 'observer';

export interface TapSurroundings {
  readonly kind: HookKind;
  readonly record: TapRecord;
  readonly clock: Pick<Clock, 'after'>;
  readonly timeoutMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Hears of failures of observers. */
  readonly onFault: (error: Error) => void;
}

type Tapped = (...args: readonly unknown[]) => unknown;

/** A synchronous tap: timed, its failure named. It cannot be interrupted, and what it gives is no promise. */
export function attributedSync(tapped: Tapped, around: TapSurroundings): Tapped {
  return (...args) => {
    const began = performance.now();
    try {
      const given = tapped(...args);
      if (given instanceof Promise) {
        given.catch(() => {});
        throw new Error('it gave a promise, which nobody would wait for: use tapPromise');
      }
      return given;
    } catch (error) {
      return failed(error, around);
    } finally {
      around.record.ended(performance.now() - began);
    }
  };
}

/** A tap that takes its time, and not more than it has. What it does after that is nobody's concern. */
export function attributedPromise(tapped: Tapped, around: TapSurroundings): Tapped {
  return async (...args) => {
    const began = performance.now();
    let cancel: (() => void) | undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = around.clock.after(around.timeoutMs, () => reject(new Late(around.timeoutMs)));
    });
    try {
      return await Promise.race([tapped(...args), late]);
    } catch (error) {
      return failed(error, around);
    } finally {
      cancel?.();
      around.record.ended(performance.now() - began);
    }
  };
}

class Late extends Error {
  constructor(timeoutMs: number) {
    super(`it did not end within ${timeoutMs / 1000} s`);
  }
}

function failed(cause: unknown, { kind, record, now, onFault }: TapSurroundings): undefined {
  const why = cause instanceof Error ? thrownText(cause) : `it threw ${thrownText(cause)}, which is no Error`;
  record.failed(why, now());
  const error = new InternalError(`plugin "${record.plugin}" failed in hook "${record.hook}": ${why}`, {
    code: cause instanceof Late ? 'HOOK_TIMEOUT' : codeOf(cause),
    details: { plugin: record.plugin, hook: record.hook },
    suggestions: adviceFor(cause),
    cause,
  });
  if (kind === 'gate') throw error;
  onFault(error);
  return undefined;
}

function adviceFor(cause: unknown): readonly string[] {
  if (cause instanceof Late) return ['Its author makes the tap quicker, or gives it more time as its timeoutMs.'];
  return isOrchestrationError(cause) ? cause.suggestions : [];
}

/** A gate that refuses says so in its own words; anything else is a fault of the plugin. */
const codeOf = (cause: unknown): string => (isOrchestrationError(cause) ? cause.code : 'HOOK_FAILED');
