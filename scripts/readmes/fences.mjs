// Fenced code blocks of a Markdown text, with what their info string asks for.

/**
 * @typedef {object} Fence
 * @property {string} file
 * @property {number} line of the first line of code, from 1
 * @property {string} language first word of the info string
 * @property {string} code
 * @property {boolean} runs false for `norun`
 * @property {number} exit the exit code that is expected: 0, or N of `exit=N`
 * @property {boolean} isOutput true for `output`: what the block before prints
 * @property {string | undefined} saveAs NAME of `file=NAME`: where the shell blocks of this README find the text
 * @property {string | undefined} comment the HTML comment right before the fence
 */

const languages = new Map([
  ['typescript', 'ts'],
  ['javascript', 'js'],
  ['yml', 'yaml'],
]);

/** @param {string} info @param {string} where */
function readInfo(info, where) {
  const [written = '', ...words] = info.split(/\s+/).filter(Boolean);
  const asked = {
    language: languages.get(written) ?? written,
    runs: true,
    exit: 0,
    isOutput: false,
    saveAs: undefined,
  };
  for (const word of words) {
    const [, key, value] = /^(norun|output|exit|file)(?:=(.+))?$/.exec(word) ?? [];
    if (key === 'norun' && value === undefined) asked.runs = false;
    else if (key === 'output' && value === undefined) asked.isOutput = true;
    else if (key === 'exit' && /^\d+$/.test(value ?? '')) asked.exit = Number(value);
    else if (key === 'file' && /^(?!\.\.?(?:\/|$))[\w.-]+(?:\/(?!\.\.?(?:\/|$))[\w.-]+)*$/.test(value ?? ''))
      asked.saveAs = /** @type {any} */ (value);
    else throw new Error(`${where}: "${word}" is none of norun, output, exit=N, file=NAME`);
  }
  return asked;
}

/** @param {string} text @returns {string | undefined} the HTML comment with which the text ends */
function commentAtEnd(text) {
  const trimmed = text.trimEnd();
  return trimmed.endsWith('-->')
    ? trimmed.slice(trimmed.lastIndexOf('<!--') + '<!--'.length, -'-->'.length).trim()
    : undefined;
}

/**
 * @param {string} file named in errors and in the result
 * @param {string} markdown
 * @throws when an info string has a word that is not known, or a fence is not closed
 * @returns {Fence[]}
 */
export function readFences(file, markdown) {
  /** @type {Fence[]} */
  const fences = [];
  /** @type {{ indent: number, marker: string, fence: Omit<Fence, 'code'>, code: string[] } | undefined} */
  let open;
  const lines = markdown.split('\n');
  for (const [at, line] of lines.entries()) {
    if (open !== undefined) {
      if (line.trim().startsWith(open.marker) && /^(`+|~+)$/.test(line.trim())) {
        fences.push({ ...open.fence, code: open.code.join('\n').concat('\n') });
        open = undefined;
      } else open.code.push(line.slice(Math.min(open.indent, line.search(/\S|$/))));
      continue;
    }
    const [, indent = '', marker, info = ''] = /^( *)(`{3,}|~{3,})([^`]*)$/.exec(line) ?? [];
    if (marker === undefined) continue;
    const comment = commentAtEnd(lines.slice(0, at).join('\n'));
    const fence = { file, line: at + 2, ...readInfo(info, `${file}:${at + 1}`), comment };
    open = { indent: indent.length, marker, fence, code: [] };
  }
  if (open !== undefined) throw new Error(`${file}:${open.fence.line - 1}: this fence is not closed`);
  return fences;
}
