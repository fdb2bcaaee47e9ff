import * as z from 'zod';

// What a report consists of. The same forms are read from workflow files and built by the code health report.

const MAX_TEXT = 100_000;
const MAX_ROWS = 10_000;
const MAX_COLUMNS = 30;

const text = z.string().max(MAX_TEXT);
const shortText = z.string().max(2_000);

/** `neutral`, or how good what is shown is; always shown in words or by a sign too, never by colour alone. */
export const tones = ['neutral', 'good', 'attention', 'bad'] as const;
export type Tone = (typeof tones)[number];

const cardSchema = z.strictObject({
  label: shortText,
  value: z.union([shortText, z.number()]),
  note: shortText.optional(),
  tone: z.enum(tones).default('neutral'),
});
export type Card = z.output<typeof cardSchema>;

export const columnKinds = ['text', 'number', 'code', 'severity', 'share'] as const;

const columnSchema = z.union([
  shortText,
  z.strictObject({
    label: shortText,
    kind: z
      .enum(columnKinds)
      .default('text')
      .meta({ description: 'code: a path or identifier. share: 0 to 1, with a bar. severity: error, warning, info.' }),
  }),
]);

const cellSchema = z.union([text, z.number(), z.boolean(), z.null()]);
export type Cell = z.output<typeof cellSchema>;

const tableSchema = z.strictObject({
  kind: z.literal('table'),
  caption: shortText.optional(),
  columns: z.array(columnSchema).min(1).max(MAX_COLUMNS),
  rows: z.array(z.array(cellSchema).max(MAX_COLUMNS)).max(MAX_ROWS),
  visible: z.int().min(1).max(MAX_ROWS).default(15).meta({ description: 'Rows shown at once; the rest is folded.' }),
});
export type Table = z.output<typeof tableSchema>;

/** A chart as `data_visualization` gives it; any SVG is shown as an image, which can run and load nothing. */
export const chartSchema = z.object({
  svg: z.string().max(4_000_000),
  title: shortText.default(''),
  description: text.default(''),
  data_table: z
    .object({
      columns: z.array(shortText).max(MAX_COLUMNS * 20),
      rows: z.array(z.array(cellSchema)).max(MAX_ROWS),
    })
    .optional(),
});
export type Chart = z.output<typeof chartSchema>;

export const blockSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    text: text.meta({ description: 'Paragraphs, with empty lines between.' }),
  }),
  z.strictObject({ kind: z.literal('note'), text: text.meta({ description: 'Small print.' }) }),
  z.strictObject({ kind: z.literal('list'), items: z.array(text).max(MAX_ROWS) }),
  z.strictObject({ kind: z.literal('code'), text }),
  z.strictObject({ kind: z.literal('cards'), cards: z.array(cardSchema).max(60) }),
  z.strictObject({
    kind: z.literal('facts'),
    facts: z.array(z.strictObject({ name: shortText, value: cellSchema })).max(1_000),
  }),
  tableSchema,
  z.strictObject({ kind: z.literal('charts'), charts: z.array(chartSchema.nullable()).max(60) }),
]);
export type Block = z.output<typeof blockSchema>;

export const sectionSchema = z.strictObject({
  title: shortText.min(1),
  summary: text.optional(),
  blocks: z.array(blockSchema).max(200).default([]),
});
export type Section = z.output<typeof sectionSchema>;

export interface Report {
  readonly title: string;
  /** Above the title: what kind of report it is. */
  readonly kind?: string;
  readonly subtitle?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly generatedAt: number;
  readonly sections: readonly Section[];
}
