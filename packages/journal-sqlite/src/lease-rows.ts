import type { SharedHolding, SharedPart, SharedWant } from '@codomyrmex/resources';
import { corrupt } from './storage-errors.ts';

export interface ProcessRow {
  readonly number: number;
  readonly pid: number;
  readonly version: number;
  readonly wants: string;
}

export interface HoldingRow {
  readonly fence: number;
  readonly label: string;
  readonly parts: string;
  readonly expires_at: number | null;
}

/** @throws StorageError JOURNAL_CORRUPT, naming `file` */
export function readHolding({ fence, label, parts, expires_at }: HoldingRow, file: string): SharedHolding {
  return { fence, label, parts: readList(parts, isPart, file), expiresAt: expires_at };
}

/** @throws StorageError JOURNAL_CORRUPT, naming `file` */
export function readWants({ wants }: ProcessRow, file: string): readonly SharedWant[] {
  return readList(wants, isWant, file);
}

function readList<Item>(text: string, isItem: (value: unknown) => value is Item, file: string): readonly Item[] {
  const list = parsed(text);
  if (Array.isArray(list) && list.every(isItem)) return list;
  throw corrupt(file, 'a list in it is not understood');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPart(value: unknown): value is SharedPart {
  return (
    typeof value === 'object' &&
    value !== null &&
    'resource' in value &&
    'kind' in value &&
    'unit' in value &&
    'amount' in value &&
    typeof value.resource === 'string' &&
    typeof value.unit === 'string' &&
    typeof value.amount === 'number'
  );
}

function isWant(value: unknown): value is SharedWant {
  return (
    typeof value === 'object' &&
    value !== null &&
    'label' in value &&
    'since' in value &&
    'lacking' in value &&
    typeof value.since === 'number' &&
    Array.isArray(value.lacking) &&
    value.lacking.every(isPart)
  );
}
