import type { Output, Payloads } from '@codomyrmex/dag';

/** Values whose JSON is longer go to the payload store; chosen by measurement of the embedded store (docs/decisions/0002). */
const INLINE_CHARACTERS = 32 * 1_024;

export interface OutputStore {
  /** Absent where runs live in memory only: every value is kept in its event. */
  readonly payloads?: Payloads | undefined;
}

/** What many steps give: one for all of them, which a large run keeps once. */
const NOTHING: Output = Object.freeze({ kind: 'inline', value: null });

/** A value as an event carries it; a promise only when it had to be written elsewhere first. */
export function storedOutput(store: OutputStore, value: unknown): Output | Promise<Output> {
  const { payloads } = store;
  if (value === null || value === undefined) return NOTHING;
  if (payloads === undefined || isSmall(value)) return { kind: 'inline', value };
  const json = JSON.stringify(value);
  if (json.length <= INLINE_CHARACTERS) return { kind: 'inline', value };
  return payloads.write(json).then((hash) => ({ kind: 'payload', hash, bytes: Buffer.byteLength(json) }));
}

export async function loadedOutput(store: OutputStore, output: Output): Promise<unknown> {
  if (output.kind === 'inline') return output.value;
  if (store.payloads === undefined)
    throw new Error(`payload ${output.hash} is referred to, and there is no payload store`);
  const value: unknown = JSON.parse(await store.payloads.read(output.hash));
  return value;
}

/** Cheaply sure to be small: a scalar or a flat record of few short scalars. Anything else is measured. */
function isSmall(value: unknown): boolean {
  if (typeof value === 'string') return value.length < INLINE_CHARACTERS / 6;
  if (typeof value !== 'object' || value === null) return true;
  let members = 0;
  for (const member of Object.values(value)) {
    if (++members > 64 || (typeof member === 'object' && member !== null)) return false;
    if (typeof member === 'string' && member.length > 64) return false;
  }
  return true;
}
