// Text is handled as one character a byte (latin1), so that what is no UTF-8 comes through as it is.

export type LineEnds = 'lf' | 'crlf' | 'mixed' | 'none';

export function lineEndsOf(text: string): LineEnds {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  if (all === 0) return 'none';
  if (windows === 0) return 'lf';
  return windows === all ? 'crlf' : 'mixed';
}

/** The text with the line ends of another one, where that has one kind of them. */
export function withLineEnds(text: string, ends: LineEnds): string {
  if (ends === 'lf') return text.replaceAll('\r\n', '\n');
  return ends === 'crlf' ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}

export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** Bytes with the line ends that somebody has given the text. */
export const bytesWithLineEnds = (bytes: Uint8Array, ends: LineEnds): Uint8Array =>
  Buffer.from(withLineEnds(latin1(bytes), ends), 'latin1');
