import * as z from 'zod';

export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

export const findingSchema = z.object({
  file: z.string().meta({ description: 'Relative to `path`, with "/".' }),
  line: z.int().min(1),
  column: z.int().min(1),
  rule: z.string(),
  severity: z.enum(severities),
  message: z.string(),
});
export type Finding = z.output<typeof findingSchema>;

const MAX_MESSAGE = 300;

/** Text of a project as part of a message: one line, nothing that a terminal obeys, cut where it is long. */
export function quoted(text: string, length = 80): string {
  const plain = text
    .slice(0, length * 4)
    // Control and format characters: escape sequences, line breaks, what turns the direction of writing.
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return plain.length > length ? `${plain.slice(0, length)}…` : plain;
}

export function message(text: string): string {
  return quoted(text, MAX_MESSAGE);
}
