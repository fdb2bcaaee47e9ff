/** A command of a block of shell, with what a shell would have made of `cd` before it. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** Folders that were entered before it, by `cd` or a comment `# in folder/`, as they are written. */
  readonly entered: readonly string[];
  /** Of the block; from 0. */
  readonly line: number;
}

/** Languages of blocks whose lines are commands. */
const languages = new Set(['sh', 'bash', 'shell', 'zsh', 'console', 'shell-session', 'shellsession', 'terminal', '']);
const prompted = new Set(['console', 'shell-session', 'shellsession', 'terminal']);

/**
 * The commands of a block, word by word. No shell: substitutions, here-documents and loops end the reading of a line or of the block,
 * so that less is looked at and nothing is misread.
 */
export function shellCommands(text: string, language: string): readonly ShellCommand[] {
  if (!languages.has(language.toLowerCase())) return [];
  const lines = text.split(/\r?\n/);
  const hasPrompt = lines.some((line) => /^\s*[$%] /.test(line));
  if ((language === '' || prompted.has(language.toLowerCase())) && !hasPrompt) return [];
  const found: ShellCommand[] = [];
  const entered: string[] = [];
  let before = '';
  for (const [index, written] of lines.entries()) {
    if (hasPrompt && before === '' && !/^\s*[$%] /.test(written)) continue;
    const line = before + written.replace(/^\s*[$%] /, '');
    if (/<<-?\s*['"\w]/.test(line)) return found;
    if (line.endsWith('\\')) {
      before = `${line.slice(0, -1)} `;
      continue;
    }
    before = '';
    // As AGENTS.md says where the next lines are run.
    const [, said] = /^\s*#\s*in\s+(\S{1,300})\/\s*$/i.exec(line) ?? [];
    if (said !== undefined) entered.splice(0, entered.length, said);
    for (const part of line.split(/&&|\|\||;|\|/)) {
      const words = wordsOf(part);
      const [program, ...rest] = words;
      if (program === undefined) continue;
      if (program === 'cd' || program === 'pushd') entered.push(rest[0] ?? '~');
      else found.push({ words, entered: [...entered], line: index });
    }
  }
  return found;
}

/** Words up to a comment; a command with `$` or a back quote is not read further than that. */
function wordsOf(part: string): readonly string[] {
  const words: string[] = [];
  for (const [, single, double, bare] of part.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)) {
    if (bare?.startsWith('#') === true) break;
    words.push(single ?? double ?? bare ?? '');
  }
  const first = words.findIndex((word) => !/^\w+=/.test(word) && word !== 'sudo' && word !== 'time' && word !== 'exec');
  return first < 0 ? [] : words.slice(first);
}
