import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from './git.ts';
import { lineEndsOf, withLineEnds } from './line-ends.ts';
import { mergeLines } from './merge-lines.ts';
import type { MergeLabels, MergeResult, Texts } from './merge-result.ts';
import { ScaffoldError } from './scaffold-error.ts';

export interface MergeOptions {
  readonly labels: MergeLabels;
  readonly signal?: AbortSignal | undefined;
  /** Tried first; `false` merges as where there is no git. */
  readonly withGit?: boolean | undefined;
}

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 256 * 1024 * 1024;

/** What git takes for binary: a NUL among the first bytes. */
export const isBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, 8_000).includes(0);

/**
 * Merges what a person and a template have made of one text. The line ends are the person's. Lines next to each other that both
 * have changed are a conflict.
 */
export async function mergeText(texts: Texts, { labels, signal, withGit = true }: MergeOptions): Promise<MergeResult> {
  const ends = lineEndsOf(texts.ours);
  const alike = { ours: texts.ours, base: withLineEnds(texts.base, ends), theirs: withLineEnds(texts.theirs, ends) };
  const merged = withGit ? await mergedByGit(alike, labels, signal) : undefined;
  return merged ?? mergeLines(alike, labels);
}

/** `undefined`: there is no git. */
async function mergedByGit(
  texts: Texts,
  labels: MergeLabels,
  signal: AbortSignal | undefined,
): Promise<MergeResult | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-merge-'));
  try {
    for (const side of ['ours', 'base', 'theirs'] as const) await writeFile(join(folder, side), texts[side], 'latin1');
    const names = ['-L', labels.ours, '-L', labels.base, '-L', labels.theirs];
    const words = ['merge-file', '-p', '--diff3', ...names, 'ours', 'base', 'theirs'];
    const result = await git(words, { cwd: folder, signal, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
    signal?.throwIfAborted();
    if (result.kind === 'missing') return undefined;
    if (result.kind === 'ended' && result.code === 0) return { kind: 'clean', text: result.stdout.toString('latin1') };
    // It exits with the number of conflicts, and above that for what it cannot do.
    if (result.kind === 'ended' && result.code > 0 && result.code < 128) {
      return { kind: 'conflict', why: 'edited', marked: result.stdout.toString('latin1') };
    }
    const why = result.kind === 'ended' ? result.stderr : `it took longer than ${TIMEOUT_MS / 1_000} s`;
    throw new ScaffoldError(`git merge-file failed: ${why}`, { code: 'GIT_FAILED' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
