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
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .trim();
  return plain.length > length ? `${plain.slice(0, length)}…` : plain;
}

export function message(text: string): string {
  return quoted(text, MAX_MESSAGE);
}
