import { LineIndex, readText, type UnreadReason } from '@codomyrmex/source-files';

export type MeasuredFile =
  | {
      readonly kind: 'text';
      readonly bytes: number;
      readonly lines: number;
      readonly firstLine: string;
      readonly text: string;
    }
  | { readonly kind: 'unread'; readonly reason: UnreadReason };

const MAX_FIRST_LINE = 200;

/** Reads one file of at most `maxBytes` and counts its lines; a last line without its end counts. */
export function measureFile(path: string, maxBytes: number): MeasuredFile {
  const read = readText(path, maxBytes);
  if (read.kind === 'unread') return read;
  const { text, bytes } = read;
  const lines = new LineIndex(text);
  return {
    kind: 'text',
    bytes,
    lines: lines.count,
    firstLine: text.slice(0, Math.min(MAX_FIRST_LINE, lines.endOf(1))).trimEnd(),
    text,
  };
}
