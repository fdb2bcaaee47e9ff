/**
 * The same program in ASCII: it is then read as it lies there, and takes a byte for a character in memory. What esbuild
 * leaves are regular expressions and comments; in both an escape means what it stands for, surrogates by halves too.
 * @param {string} code
 */
export function inAscii(code) {
  const doubtful = /\\[^\p{ASCII}]/u.exec(code);
  if (doubtful !== null) {
    throw new Error(`a backslash before ${doubtful[0]}: ${code.slice(doubtful.index - 80, doubtful.index + 80)}`);
  }
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
