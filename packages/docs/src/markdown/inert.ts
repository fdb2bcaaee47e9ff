const MAX_LENGTH = 500;

/** Control characters, and those that are not seen but change how text reads: direction, width, tags, line ends of Unicode. */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** A value from a project as one line that reads as it is written: white space is one space, what is not seen is gone. */
export function inertLine(value: string, maxLength = MAX_LENGTH): string {
  const line = value
    .slice(0, maxLength * 4)
    .replace(/\s+/g, ' ')
    .replace(UNSEEN, '')
    .trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1).trimEnd()}…`;
}

/** A line of a block of code, which keeps its spaces. */
export const blockLine = (value: string): string =>
  value
    .slice(0, 2_000)
    .replace(/[\r\n\t]+/g, ' ')
    .replace(UNSEEN, '')
    .trimEnd();
