// Not util.stripVTControlCharacters: it knows only CSI and OSC, and on Node 24 takes time that grows with the square of the
// text (120 KB of "ESC ] 8 ; ; a": 4.6 s). Here no body may hold what can begin another sequence, so every scan ends there.

const ESC = String.fromCharCode(0x1b);
const BEL = String.fromCharCode(0x07);

const sequences = new RegExp(
  [
    // Operating system, device control and application commands, and privacy messages: none of their text goes to the screen.
    `(?:${ESC}[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^${ESC}${BEL}\\u0080-\\u009f]*(?:${ESC}\\\\|${BEL}|\\u009c)`,
    // Control sequences: colours, cursor moves, erasing.
    `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]`,
    // The others: a reset, a character set.
    `${ESC}[ -/]*[0-~]`,
  ].join('|'),
  'gu',
);

// Everything else that moves the cursor or turns the reading direction; tab and line feed stay.
const controls = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text that a terminal only shows: no colours, links, titles, cursor moves or reordering. Takes time linear in its length. */
export function inert(text: string): string {
  return text.replace(sequences, '').replace(controls, '');
}
