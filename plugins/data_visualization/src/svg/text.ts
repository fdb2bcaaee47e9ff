/** Sizes in user units; on a screen narrower than 420 px text is drawn a little larger, see `NARROW_GROWTH`. */
export const fontSize = { title: 15, label: 12, value: 12 } as const;

/** How much larger text is drawn on narrow screens; every measure leaves room for it. */
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
  return em * size * NARROW_GROWTH;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** `text`, or as much of its beginning as fits into `width` with an ellipsis. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let used = textWidth('…', size);
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    used += textWidth(segment, size);
    if (used > width) break;
    kept += segment;
  }
  return kept === '' ? '…' : `${kept.trimEnd()}…`;
}

/** `text` in lines no wider than `width`, broken at spaces; what does not fit into `lines` is cut with an ellipsis. */
export function wrapText(
  text: string,
  size: number,
  room: { readonly width: number; readonly lines: number },
): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < room.lines - 1 && textWidth(rest, size) > room.width) {
    const head = headThatFits(rest, size, room.width);
    if (head === '') break;
    lines.push(head);
    rest = rest.slice(head.length).trimStart();
  }
  if (rest !== '') lines.push(fitText(rest, size, room.width));
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
