import { createTwoFilesPatch } from 'diff';
import { latin1 } from './line-ends.ts';
import { isBinary } from './merge-text.ts';

/** Differences that are larger than this are told, not shown. */
const MAX_EDITS = 5_000;
const TIMEOUT_MS = 2_000;

/**
 * What is different, as a unified diff.
 * @param before `undefined`: there is no file before
 * @param after `undefined`: there is no file after
 */
export function fileDiff(path: string, before: Uint8Array | undefined, after: Uint8Array | undefined): string {
  const [from, to] = [
    before === undefined ? '/dev/null' : `a/${path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
  ];
  if ([before, after].some((bytes) => bytes !== undefined && isBinary(bytes)))
    return `Binary files ${from} and ${to} differ\n`;
  const [old, made] = [before, after].map((bytes) => (bytes === undefined ? '' : latin1(bytes)));
  const patch = createTwoFilesPatch(from, to, old ?? '', made ?? '', undefined, undefined, {
    context: 3,
    maxEditLength: MAX_EDITS,
    timeout: TIMEOUT_MS,
  });
  if (patch === undefined) return `--- ${from}\n+++ ${to}\n(too much is different to be shown)\n`;
  const text = Buffer.from(patch, 'latin1').toString('utf8');
  return text.replace(/^=+\n/, '');
}
