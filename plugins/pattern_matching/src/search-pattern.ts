import { defineAction } from '@codomyrmex/core';
import { LineIndex } from '@codomyrmex/source-files';
import * as z from 'zod';
import { patternParameters } from './parameters.ts';
import { compiledPattern, type Found, type Pattern } from './pattern.ts';
import { type SearchedFile, SearchLedger, searchedFiles } from './searched-files.ts';

const MAX_SHOWN = 500;

const matchSchema = z.object({
  file: z.string(),
  line: z.int().meta({ description: 'Counted from 1.' }),
  column: z.int().meta({ description: 'Counted from 1, in UTF-16 units.' }),
  end_line: z.int(),
  end_column: z.int().meta({ description: 'Of the first character after it.' }),
  match: z.string().meta({ description: `What fits, at most ${MAX_SHOWN} characters.` }),
  text: z.string().meta({ description: `The line, at most ${MAX_SHOWN} characters of it.` }),
  groups: z
    .array(z.string().nullable())
    .meta({ description: 'What the groups took; null for those that took no part.' }),
  before: z.array(z.string()),
  after: z.array(z.string()),
});
type Match = z.output<typeof matchSchema>;

export const searchPattern = defineAction({
  title: 'Search for a pattern',
  description:
    'Finds a regular expression or a text in the files of a folder, in time that grows with their size alone. Binary files and what git ignores are left out.',
  input: z.strictObject({
    ...patternParameters,
    context_lines: z.int().min(0).max(20).default(0).meta({ description: 'Lines before and after each match.' }),
    max_matches: z.int().min(1).max(100_000).default(1_000).meta({ description: 'The search ends there.' }),
    max_matches_per_file: z
      .int()
      .min(1)
      .max(100_000)
      .default(1_000)
      .meta({ description: 'The search of a file ends there and goes on with the next.' }),
  }),
  output: z.object({
    matches: z.array(matchSchema),
    matches_count: z.int(),
    files_matched: z.int(),
    files_searched: z.int(),
    bytes_searched: z.int(),
    by_file: z.record(z.string(), z.int()),
    skipped: z.record(z.string(), z.int()).meta({ description: 'Not looked at, by reason; a folder counts once.' }),
    truncated: z.boolean().meta({ description: 'A limit ended the search, of a file or of all.' }),
    limits_reached: z.array(z.string()),
    summary: z.string(),
  }),
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [
    { title: 'Open ends in TypeScript', input: { pattern: String.raw`\bTO` + String.raw`DO\b.*`, include: ['*.ts'] } },
  ],
  async run(context, input) {
    const pattern = compiledPattern(input);
    const ledger = new SearchLedger();
    const matches: Match[] = [];
    const byFile = new Map<string, number>();
    const limits = new Set<string>();
    for await (const file of searchedFiles(context, input, ledger)) {
      const room = Math.min(input.max_matches - matches.length, input.max_matches_per_file);
      const found = matchesIn(file, pattern, { room, contextLines: input.context_lines });
      if (found.matches.length > 0) byFile.set(file.path, found.matches.length);
      matches.push(...found.matches);
      if (!found.hasMore) continue;
      if (matches.length < input.max_matches) limits.add('max_matches_per_file');
      else {
        limits.add('max_matches');
        break;
      }
    }
    if (ledger.limit !== undefined) limits.add(ledger.limit);
    return {
      matches,
      matches_count: matches.length,
      files_matched: byFile.size,
      files_searched: ledger.files,
      bytes_searched: ledger.bytes,
      by_file: Object.fromEntries(byFile),
      skipped: ledger.skipped,
      truncated: limits.size > 0,
      limits_reached: [...limits],
      summary: `${matches.length}${limits.size > 0 ? ' or more' : ''} matches in ${byFile.size} of ${ledger.files} files`,
    };
  },
});

interface Wanted {
  readonly room: number;
  readonly contextLines: number;
}

function matchesIn(
  { path, text }: SearchedFile,
  pattern: Pattern,
  { room, contextLines }: Wanted,
): { readonly matches: readonly Match[]; readonly hasMore: boolean } {
  const matches: Match[] = [];
  let lines: LineIndex | undefined;
  for (const found of pattern.found(text)) {
    if (matches.length >= room) return { matches, hasMore: true };
    lines ??= new LineIndex(text);
    matches.push(matchOf(path, text, { found, lines, contextLines }));
  }
  return { matches, hasMore: false };
}

interface Placed {
  readonly found: Found;
  readonly lines: LineIndex;
  readonly contextLines: number;
}

function matchOf(file: string, text: string, { found, lines, contextLines }: Placed): Match {
  const start = lines.placeOf(found.start);
  const end = lines.placeOf(found.end);
  const lineAt = (line: number): string => {
    const from = lines.startOf(line);
    return shown(text.slice(from, lines.startOf(line + 1)).replace(/\r?\n$/, ''));
  };
  const range = (from: number, to: number): string[] =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => lineAt(from + at));
  return {
    file,
    ...start,
    end_line: end.line,
    end_column: end.column,
    match: shown(text.slice(found.start, found.end)),
    text: lineAt(start.line),
    groups: found.groups.slice(1).map((group) => (group === undefined ? null : shown(group))),
    before: range(Math.max(1, start.line - contextLines), start.line - 1),
    after: range(end.line + 1, Math.min(lines.count, end.line + contextLines)),
  };
}

const shown = (text: string): string => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
