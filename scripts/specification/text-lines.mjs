// The lines of a document, each with what it stands in.

/**
 * @typedef {object} TextLine
 * @property {string} text
 * @property {number} line counted from 1
 * @property {string | undefined} fence the language of the code block around it, '' when it names none
 * @property {string} section title of the nearest heading above, of the first three levels
 * @property {string | undefined} method name in the nearest heading that is a signature, within the section
 * @property {string | undefined} part the nearest bullet in bold, such as Parameters, within the method
 * @property {{ name: string, isEnumeration: boolean } | undefined} declared the Python class around it
 * @property {readonly string[]} keys of the dictionaries around it, its own last
 */

/** @param {string} text @param {readonly string[]} around @returns {readonly string[]} */
function keysOf(text, around) {
  const key = /^(\s*)"(\w+)":/.exec(text);
  if (key === null) return around;
  // Dictionaries are indented by two, and stand in a bullet that is indented by two more.
  const depth = Math.max(0, Math.floor((key[1] ?? '').length / 2) - 2);
  return [...around.slice(0, depth), key[2] ?? ''];
}

/** @param {string} text a heading, which may be numbered */
function titleOf(text) {
  return text.replace(/^#+\s+/, '').replace(/^\d+\.\s+/, '');
}

/** @param {TextLine} before @param {string} text @returns {TextLine} */
function follow(before, text) {
  const next = { ...before, text, line: before.line + 1 };
  const fence = /^\s*```(\w*)/.exec(text);
  if (fence !== null) {
    const opens = before.fence === undefined;
    return { ...next, fence: opens ? fence[1] : undefined, declared: undefined, keys: [] };
  }
  if (next.fence !== undefined) {
    const declared = /^class (\w+)(\(Enum\))?:/.exec(text);
    if (declared?.[1] !== undefined) {
      return { ...next, declared: { name: declared[1], isEnumeration: declared[2] !== undefined } };
    }
    return { ...next, keys: keysOf(text, before.keys) };
  }
  const signature = /^#####\s+`(?:async )?(\w+)\(/.exec(text);
  if (signature !== null) return { ...next, method: signature[1], part: undefined };
  if (/^#{1,3}\s/.test(text)) return { ...next, section: titleOf(text), method: undefined, part: undefined };
  const part = /^- \*\*(\w+)\*\*/.exec(text)?.[1];
  return part === undefined ? next : { ...next, part };
}

/** @param {string} text @returns {TextLine[]} */
export function readTextLines(text) {
  /** @type {TextLine} */
  let at = {
    text: '',
    line: 0,
    fence: undefined,
    section: '',
    method: undefined,
    part: undefined,
    declared: undefined,
    keys: [],
  };
  return text.split('\n').map((line) => {
    at = follow(at, line);
    return at;
  });
}
