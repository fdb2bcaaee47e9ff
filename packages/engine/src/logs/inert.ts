import { stripVTControlCharacters } from 'node:util';

const ESC = String.fromCharCode(0x1b);
const BEL = String.fromCharCode(0x07);

// Device control, start of string, privacy message and application program command: their whole text goes to the terminal's
// ear, not to its screen, up to the string terminator. util.stripVTControlCharacters knows only CSI and OSC.
const controlStrings = new RegExp(
  `(?:${ESC}[PX^_]|[\\u0090\\u0098\\u009e\\u009f])[^${ESC}${BEL}\\u009c]*(?:${ESC}\\\\|${BEL}|\\u009c)`,
  'gu',
);

// Everything else that moves the cursor or turns the reading direction; tab and line feed stay.
const controls = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text that a terminal only shows: no colours, links, titles, cursor moves or reordering. Takes time linear in its length. */
export function inert(text: string): string {
  return stripVTControlCharacters(text.replace(controlStrings, '')).replace(controls, '');
}
