/** A Markdown file as it is changed: text without its byte order mark, which is put back when it is written. */
export interface SourceText {
  readonly bom: '' | '\uFEFF';
  readonly text: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `undefined` for bytes that are no UTF-8: they could not be written back as they were. */
export function decodeText(bytes: Uint8Array): SourceText | undefined {
  try {
    const text = utf8.decode(bytes);
    return text.startsWith('\uFEFF') ? { bom: '\uFEFF', text: text.slice(1) } : { bom: '', text };
  } catch {
    return undefined;
  }
}

export function encodeText({ bom, text }: SourceText): Buffer {
  return Buffer.from(bom + text, 'utf8');
}

export type LineEnd = '\n' | '\r\n';

/** The line end at `offset`, or the first one of the text; `\n` where there is none. */
export function lineEndOf(text: string, offset = 0): LineEnd {
  const at = text.indexOf('\n', offset);
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** Text of ours, which has `\n`, with the line ends of the file that it goes into. */
export const withLineEnd = (text: string, end: LineEnd): string =>
  end === '\n' ? text : text.replaceAll('\n', '\r\n');

/** Line and column, both from 1, of an offset. */
export function placeAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
