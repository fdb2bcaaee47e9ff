import * as z from 'zod';

export const rules = [
  'broken_link',
  'broken_anchor',
  'link_leaves_project',
  'image_without_description',
  'no_title',
  'several_titles',
  'skipped_heading_level',
  'stale_path',
  'missing_script',
] as const;
export type Rule = (typeof rules)[number];

export const findingSchema = z.object({
  rule: z.enum(rules),
  severity: z.enum(['error', 'warning']),
  file: z.string(),
  line: z.int(),
  message: z.string(),
});
/** Where a text says what is not so, or is hard to find one's way in. */
export type DocumentFinding = z.output<typeof findingSchema>;

const errors = new Set<Rule>(['broken_link', 'broken_anchor']);

/** A finding with the severity of its rule; what is quoted in it is cut. */
export function finding(
  rule: Rule,
  place: { readonly file: string; readonly line: number },
  message: string,
): DocumentFinding {
  return { rule, severity: errors.has(rule) ? 'error' : 'warning', file: place.file, line: place.line, message };
}

/** A piece of a text as a message quotes it. */
export const quoted = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
