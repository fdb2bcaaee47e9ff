import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeStdout } from '../output/own-stdout.ts';
import { answer } from './answer.ts';
import type { CompletionData } from './command-tree.ts';
import { namesInFiles } from './known-names.ts';

/**
 * Answers a shell: `complete [--next] -- WORDS`. `--next`: a word after them begins, which some shells cannot pass. One suggestion a
 * line, its description after a tab; the last line is `:files` where a path may stand, else `:`.
 */
export function complete(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): void {
  const at = args.indexOf('--');
  const words = [...args.slice(at + 1), ...(args.slice(0, Math.max(at, 0)).includes('--next') ? [''] : [])];
  const names = namesInFiles(words, environment, fileURLToPath(new URL('../workflows', import.meta.url)));
  const { values, files } = answer(words, completionData(), names);
  const lines = values.map(({ value, description }) => `${value}\t${description.split('\n', 1)[0]}\n`);
  writeStdout(`${lines.join('')}${files ? ':files' : ':'}\n`);
}

function completionData(): CompletionData {
  const text = readFileSync(new URL('./completion.json', import.meta.url), 'utf8');
  // Written by the build of this package, from the same types.
  return JSON.parse(text) as CompletionData;
}
