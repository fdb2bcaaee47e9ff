import { inspect } from 'node:util';

/** What an action said, as text: code without types hands over objects, errors and nothing at all. Runs no code of theirs. */
export function saidText(message: unknown): string {
  return typeof message === 'string' ? message : inspect(message, { customInspect: false, breakLength: 120 });
}

export interface SaidProgress {
  readonly fraction: number | null;
  readonly message: string | undefined;
}

/** How far an action said that it is; not known where that is no number. */
export function saidProgress(fraction: unknown, message: unknown): SaidProgress {
  return {
    fraction: typeof fraction === 'number' && Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : null,
    message: message === undefined ? undefined : saidText(message),
  };
}
