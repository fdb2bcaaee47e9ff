import * as z from 'zod';

export const skipReasons = [
  'binary',
  'build_output',
  'dependencies',
  'excluded',
  'generated',
  'ignored',
  'link',
  'linter_failed',
  'minified',
  'nested_too_deeply',
  'no_grammar',
  'no_resolver',
  'not_a_file',
  'output_cut',
  'parse_limit',
  'parser_failed',
  'too_deep',
  'too_large',
  'too_many_files',
  'tool_folder',
  'unreadable',
  'unsupported',
] as const;
/** Why a file or folder was not analysed, wholly or in part. */
export type SkipReason = (typeof skipReasons)[number];

export const skippedShape = {
  skipped: z
    .array(z.object({ file: z.string(), reason: z.enum(skipReasons) }))
    .meta({ description: 'Files, and folders with "/" at their end, that were left out: at most 50 of each reason.' }),
  skipped_count: z.int().min(0).meta({ description: 'All that were left out; a folder counts once.' }),
  skipped_by_reason: z.partialRecord(z.enum(skipReasons), z.int().min(1)),
};
export type SkippedReport = z.output<z.ZodObject<typeof skippedShape>>;

const MAX_LISTED = 50;

/** Remembers what was left out: every one is counted, the first of each reason are named. */
export class SkipLedger {
  readonly #named = new Map<SkipReason, string[]>();
  readonly #counts = new Map<SkipReason, number>();

  add(file: string, reason: SkipReason): void {
    const count = this.#counts.get(reason) ?? 0;
    this.#counts.set(reason, count + 1);
    if (count >= MAX_LISTED) return;
    const named = this.#named.get(reason) ?? [];
    named.push(file);
    this.#named.set(reason, named);
  }

  report(): SkippedReport {
    const reasons = skipReasons.filter((reason) => this.#counts.has(reason));
    return {
      skipped: reasons.flatMap((reason) => (this.#named.get(reason) ?? []).map((file) => ({ file, reason }))),
      skipped_count: [...this.#counts.values()].reduce((sum, count) => sum + count, 0),
      skipped_by_reason: Object.fromEntries(reasons.map((reason) => [reason, this.#counts.get(reason) ?? 0])),
    };
  }
}
