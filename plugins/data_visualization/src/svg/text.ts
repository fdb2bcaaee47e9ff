/** Sizes in user units; on a screen narrower than 420 px text is drawn a little larger, see `NARROW_GROWTH`. */
export const fontSize = { title: 15, label: 12, value: 12 } as const;

/** How much wider bold text runs. */
const BOLD = 1.13;

/**
 * How much larger text is drawn on narrow screens. Measures do not count it: they are taken for wide fonts, and those of
 * phones are narrower by about as much.
 */
export const NARROW_GROWTH = 1.12;

const narrow = /[ijlI|.,:;'`!()[\]{}tfr ]/;
const wide = /[mwMW@%#&—…]/;
const upperOrDigit = /[A-Z0-9_+=<>~?$]/;

/**
 * How wide `text` is at `size`, estimated without a font: the reader's is not known. Errs on the wide side, since text that
 * is cut a little early does less harm than text that runs into its neighbour.
 */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const character of text) {
    if (narrow.test(character)) em += 0.38;
    else if (wide.test(character)) em += 0.96;
    else if (upperOrDigit.test(character)) em += 0.68;
    else em += (character.codePointAt(0) ?? 0) < 0x2e80 ? 0.61 : 1.1;
  }
  return em * size * 1.04;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * `text`, or as much of it as fits into `width` with an ellipsis: of prose the beginning, of a path or identifier the
 * beginning and the end, which is what tells `src/a/index.ts` from `src/b/index.ts`.
 */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const room = width - textWidth('…', size);
  const segments = Array.from(graphemes.segment(text), ({ segment }) => segment);
  const tail = text.includes(' ') ? [] : takeWhileFits(segments.toReversed(), size, room * 0.6).toReversed();
  const tailWidth = textWidth(tail.join(''), size);
  const head = takeWhileFits(segments.slice(0, segments.length - tail.length), size, room - tailWidth);
  return `${head.join('').trimEnd()}…${tail.join('')}`;
}

function takeWhileFits(segments: readonly string[], size: number, width: number): readonly string[] {
  let used = 0;
  const end = segments.findIndex((segment) => {
    used += textWidth(segment, size);
    return used > width;
  });
  return end === -1 ? segments : segments.slice(0, end);
}

interface Room {
  readonly width: number;
  readonly lines: number;
}

/** Bold `text` in lines no wider than the room, broken at spaces; what does not fit is cut with an ellipsis. */
export function wrapBold(text: string, size: number, room: Room): string[] {
  const width = room.width / BOLD;
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < room.lines - 1 && textWidth(rest, size) > width) {
    const head = headThatFits(rest, size, width);
    if (head === '') break;
    lines.push(head);
    rest = rest.slice(head.length).trimStart();
  }
  if (rest !== '') lines.push(fitText(rest, size, width));
  return lines;
}

function headThatFits(text: string, size: number, width: number): string {
  let head = '';
  for (const word of text.split(' ')) {
    const longer = head === '' ? word : `${head} ${word}`;
    if (textWidth(longer, size) > width) break;
    head = longer;
  }
  return head;
}
