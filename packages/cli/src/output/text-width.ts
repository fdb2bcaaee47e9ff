import truncatedWidth from 'fast-string-truncated-width';

/** What cannot be seen takes no room; a tab is no more than a place that a table does not use. */
const widths = { controlWidth: 0, tabWidth: 0 };
const ellipsis = '…';
/** Of these each takes one column. Nearly every text is one, and the library compiles large expressions when it first meets any. */
const plain = /^[ -~…]*$/;

/** Columns of a terminal that a text takes: two for an ideograph or an emoji, none for colours and combining marks. */
export const textWidth = (text: string): number =>
  plain.test(text) ? text.length : truncatedWidth(text, {}, widths).width;

/** A text without colours in at most `width` columns; what is cut ends in an ellipsis. */
export function cut(text: string, width: number): string {
  if (width < 1) return '';
  if (plain.test(text)) return text.length <= width ? text : text.slice(0, width - 1) + ellipsis;
  const { index, ellipsed } = truncatedWidth(text, { limit: width, ellipsis }, widths);
  return ellipsed ? text.slice(0, index) + ellipsis : text.slice(0, index);
}
