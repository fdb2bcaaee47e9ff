import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a file of the data folder whole, or leaves it as it was where nothing can be written: what is kept spares time, and nothing depends on it. */
export function keepFile(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, text, { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    removeQuietly(unfinished);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It could not be made either.
  }
}

/** A text after a line with its SHA-256, by which {@link bodyIn} sees whether it is whole. */
export const withDigest = (body: string): string => `${sha256(body)}\n${body}`;

/** `undefined` for what is damaged or cut short. */
export function bodyIn(text: string): string | undefined {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return sha256(body) === text.slice(0, end) ? body : undefined;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
