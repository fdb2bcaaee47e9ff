import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { patternParameters } from './parameters.ts';
import { compiledPattern, type Pattern } from './pattern.ts';
import { type Replacement, replacementOf } from './replacement.ts';
import { type SearchedFile, SearchLedger, searchedFiles } from './searched-files.ts';
import { type Edit, edited, unifiedDiff } from './unified-diff.ts';

export const replacePattern = defineAction({
  title: 'Replace a pattern',
  description:
    'Replaces what a regular expression or a text fits in the files of a folder. Without dry_run: false it only shows what would become of them, as a unified diff. All or nothing is written where a limit is reached, and each file is replaced as a whole.',
  input: z.strictObject({
    ...patternParameters,
    replacement: z.string().max(100_000).meta({
      description:
        'With $1, or $ and a name in braces, for what groups took, and $$ for a dollar; as it is with literal.',
    }),
    dry_run: z.boolean().default(true).meta({ description: 'Write nothing.' }),
    max_replacements: z.int().min(1).max(1_000_000).default(10_000).meta({ description: 'More are refused.' }),
    max_diff_bytes: z
      .int()
      .min(0)
      .max(16 * 1024 * 1024)
      .default(256 * 1024)
      .meta({ description: 'Files whose diffs would go beyond this are listed without one.' }),
  }),
  output: z.object({
    applied: z.boolean(),
    files: z.array(z.object({ file: z.string(), replacements: z.int(), diff: z.string().nullable() })),
    files_changed: z.int(),
    replacements: z.int(),
    files_searched: z.int(),
    diffs_omitted: z.int(),
    skipped: z.record(z.string(), z.int()).meta({ description: 'Not looked at, by reason; a folder counts once.' }),
    summary: z.string(),
  }),
  effects: ['fs:read', 'fs:write'],
  // A replacement may hold what is looked for.
  idempotent: false,
  isolation: 'thread',
  timeout: 600,
  examples: [
    { title: 'What a rename would do', input: { pattern: 'oldName', replacement: 'newName', whole_word: true } },
  ],
  async run(context, input) {
    const pattern = compiledPattern(input);
    const replacement = replacementOf(input.replacement, pattern, input.literal);
    const ledger = new SearchLedger();
    const changes: FileChange[] = [];
    let count = 0;
    for await (const file of searchedFiles(context, input, ledger)) {
      const edits = editsOf(file, { pattern, replacement, room: input.max_replacements - count });
      if (edits.length === 0) continue;
      count += edits.length;
      changes.push({ file, edits });
    }
    if (ledger.limit !== undefined) throw tooMuch(`${ledger.limit} was reached before every file had been seen`);
    if (!input.dry_run) await apply(context, changes);
    const files = withDiffs(changes, input.max_diff_bytes);
    return {
      applied: !input.dry_run && changes.length > 0,
      files,
      files_changed: changes.length,
      replacements: count,
      files_searched: ledger.files,
      diffs_omitted: files.filter(({ diff }) => diff === null).length,
      skipped: ledger.skipped,
      summary: `${count} replacements in ${changes.length} of ${ledger.files} files${input.dry_run ? ', not written' : ''}`,
    };
  },
});

interface FileChange {
  readonly file: SearchedFile;
  readonly edits: readonly Edit[];
}

interface Wanted {
  readonly pattern: Pattern;
  readonly replacement: Replacement;
  readonly room: number;
}

/** Places whose text changes. @throws ActionError LIMIT_REACHED */
function editsOf({ text }: SearchedFile, { pattern, replacement, room }: Wanted): readonly Edit[] {
  const edits: Edit[] = [];
  for (const found of pattern.found(text)) {
    const put = replacement(found);
    if (put === text.slice(found.start, found.end)) continue;
    if (edits.length === room) throw tooMuch('there are more than max_replacements');
    edits.push({ start: found.start, end: found.end, text: put });
  }
  return edits;
}

function tooMuch(why: string): ActionError {
  return new ActionError(`nothing was replaced: ${why}`, {
    code: 'LIMIT_REACHED',
    retryable: false,
    suggestions: ['narrow the files with path, include and exclude', 'raise the limit'],
  });
}

/** Writes file by file; one that is no longer what was read stops it. */
async function apply(context: ActionContext, changes: readonly FileChange[]): Promise<void> {
  // Every path is looked at before the first is written: one outside of the workspace leaves all as they are.
  for (const { file } of changes) await context.fs.locate(file.absolutePath);
  const written: string[] = [];
  for (const { file, edits } of changes) {
    const maxBytes = Buffer.byteLength(file.text) + 1;
    const now = await context.fs.readText(file.absolutePath, { maxBytes }).catch(() => undefined);
    if (now !== file.text) throw changedMeanwhile(file.path, written);
    await context.fs.write(file.absolutePath, edited(file.text, edits));
    written.push(file.path);
  }
}

function changedMeanwhile(path: string, written: readonly string[]): ActionError {
  return new ActionError(`"${path}" was changed while this ran, and was left as it is`, {
    code: 'FILE_CHANGED',
    retryable: true,
    details: { written: [...written] },
    suggestions: [
      written.length === 0 ? 'run it again' : `look at the ${written.length} files written before, then run it again`,
    ],
  });
}

function withDiffs(changes: readonly FileChange[], maxBytes: number) {
  let bytes = 0;
  return changes.map(({ file, edits }) => {
    const diff = bytes >= maxBytes ? '' : unifiedDiff(file.path, file.text, edits);
    const fits = diff !== '' && bytes + Buffer.byteLength(diff) <= maxBytes;
    if (fits) bytes += Buffer.byteLength(diff);
    return { file: file.path, replacements: edits.length, diff: fits ? diff : null };
  });
}
