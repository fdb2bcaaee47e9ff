// docs/reference/cli.md: every command, from the tree that the built command line parses with.
import { anchor, code, page, plain, table } from './markdown.mjs';

// Of commander's classes what is looked at here: the package is the command line's own.
/**
 * @typedef {{ flags: string, description: string, defaultValue?: unknown, defaultValueDescription?: string, argChoices?: string[],
 *   mandatory: boolean, negate: boolean, hidden: boolean }} Option
 */
/** @typedef {{ name(): string, description: string, required: boolean, variadic: boolean, defaultValue?: unknown }} Argument */
/**
 * @typedef {object} Command
 * @property {() => string} name
 * @property {() => string} description
 * @property {readonly Command[]} commands
 * @property {readonly Option[]} options
 * @property {readonly Argument[]} registeredArguments
 * @property {(work: () => void) => unknown} action
 * @property {(output: { writeErr: () => void }) => unknown} configureOutput
 * @property {(words: readonly string[], how: { from: 'user' }) => Promise<unknown>} parseAsync
 */
/** @typedef {{ words: string, command: Command }} Named */

const exits = [
  ['0', 'Done; a run that was waited for completed.'],
  ['1', 'The run or task failed, a check found something, or the machine or the store refused.'],
  ['2', 'What was written or typed is wrong: a definition, a parameter, a flag.'],
  ['3', 'What was named is not there.'],
  ['4', 'Refused, or not now: somebody else has it, the name is taken, nobody was there to say yes.'],
  ['130', 'Cancelled: Ctrl-C, or `run cancel`.'],
];

/** @param {Command} command @param {readonly string[]} words @returns {Named[]} in the order of the help */
function commandsIn(command, words = []) {
  return command.commands.flatMap((child) => {
    const path = [...words, child.name()];
    return [{ words: path.join(' '), command: child }, ...commandsIn(child, path)];
  });
}

const leavesOf = (/** @type {readonly Named[]} */ all) => all.filter(({ command }) => command.commands.length === 0);

/** @param {Option} one @param {Option} other */
const same = (one, other) => one.flags === other.flags && one.description === other.description;
const takes = (/** @type {Command} */ { options }, /** @type {Option} */ option) =>
  options.some((one) => same(one, option));

/** Options that most commands take, said once; those that lack one say so. @param {readonly Named[]} leaves */
function commonOptions(leaves) {
  const all = leaves.flatMap(({ command }) => command.options);
  const firsts = all.filter((option, at) => all.findIndex((one) => same(one, option)) === at);
  return firsts.filter((option) => leaves.filter(({ command }) => takes(command, option)).length * 2 > leaves.length);
}

/** @param {Option} option */
function optionRow(option) {
  const { flags, description, defaultValue, defaultValueDescription, argChoices, mandatory, negate } = option;
  const choices = argChoices === undefined ? '' : `; one of ${argChoices.map(code).join(', ')}`;
  const isSaid = defaultValue !== undefined && !negate && !(Array.isArray(defaultValue) && defaultValue.length === 0);
  const value =
    defaultValueDescription ?? (typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue));
  return [code(flags), mandatory ? 'required' : isSaid ? code(value) : '–', plain(description) + choices];
}

/** @param {Command} command */
function argumentRows({ registeredArguments }) {
  return registeredArguments.map((one) => {
    const name = one.variadic ? `${one.name()}…` : one.name();
    const said = one.required
      ? 'required'
      : one.defaultValue === undefined
        ? '–'
        : code(JSON.stringify(one.defaultValue));
    return [code(name), said, plain(one.description)];
  });
}

/** @param {Named} named @param {{ common: readonly Option[], example: string | undefined }} more */
function commandLines({ words, command }, { common, example }) {
  const own = command.options.filter((option) => !option.hidden && !common.some((one) => same(one, option)));
  const lacking = common.filter((option) => !takes(command, option)).map(({ flags }) => code(flags));
  const wanted = command.registeredArguments.map((one) => {
    const name = one.variadic ? `${one.name()}…` : one.name();
    return one.required ? `<${name}>` : `[${name}]`;
  });
  const rows = [...argumentRows(command), ...own.map(optionRow)];
  const isGroup = command.commands.length > 0;
  const usage = ['codomyrmex', words, ...wanted, ...(own.length > 0 ? ['[options]'] : [])].join(' ');
  return [
    `${isGroup || !words.includes(' ') ? '##' : '###'} ${words}`,
    '',
    sentence(command.description()),
    '',
    ...(isGroup ? [] : [code(usage), '']),
    ...(rows.length === 0 ? [] : [...table(['argument or option', 'default', 'meaning'], rows), '']),
    ...(isGroup || lacking.length === 0 ? [] : [`Does not take ${lacking.join(', ')}.`, '']),
    ...(example === undefined || isGroup ? [] : [`Example: ${code(example)}`, '']),
  ];
}

/** @param {string} text */
function sentence(text) {
  const clean = plain(text);
  return `${clean.slice(0, 1).toUpperCase()}${clean.slice(1)}${/[.?!]$/.test(clean) ? '' : '.'}`;
}

/** @param {{ tree: Command, examples: Readonly<Record<string, string>> }} commandLine @returns {string} */
export function commandPage({ tree, examples }) {
  const all = commandsIn(tree);
  const common = commonOptions(leavesOf(all));
  const index = leavesOf(all).map(({ words, command }) => [
    `[${code(words)}](#${anchor(words)})`,
    plain(command.description()),
  ]);
  return page(
    'Commands',
    'Every command of `codomyrmex`, with what it takes and how it ends. `codomyrmex COMMAND --help` says the same.',
    [
      '## What they share',
      '',
      ...table(['option', 'default', 'meaning'], common.map(optionRow)),
      '',
      'Data goes to stdout, notes and errors to stderr. With `--json` stdout has exactly one JSON document, errors included.',
      'Without a terminal, or with `CI` or `NO_COLOR` set, there are no colours and nothing moves.',
      '',
      ...table(['exit code', 'meaning'], exits),
      '',
      'Which code an error ends with is in [Error codes](errors.md).',
      '',
      '## Overview',
      '',
      ...table(['command', 'what it does'], index),
      '',
      ...all.flatMap((named) => commandLines(named, { common, example: examples[named.words] })),
    ],
  );
}

/** @param {string} line @returns {string[]} the words that a shell would give the program */
export function wordsOf(line) {
  const inner = /^source <\((?<command>.*)\)$/.exec(line)?.groups?.command ?? line;
  const words = [...inner.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
  const redirected = words.indexOf('>');
  return (redirected === -1 ? words : words.slice(0, redirected)).slice(1);
}

/**
 * Examples that the command line itself would refuse to read, or that are of no command.
 * @param {{ tree: Command, examples: Readonly<Record<string, string>> }} commandLine whose commands do nothing afterwards
 * @returns {Promise<string[]>}
 */
export async function exampleProblems({ tree, examples }) {
  const all = commandsIn(tree);
  for (const { command } of leavesOf(all)) command.action(() => {});
  tree.configureOutput({ writeErr: () => {} });
  for (const { command } of all) command.configureOutput({ writeErr: () => {} });
  const problems = [];
  for (const [words, example] of Object.entries(examples)) {
    if (words !== '' && !all.some((one) => one.words === words))
      problems.push(`an example is for "${words}", which is no command`);
    await tree.parseAsync(wordsOf(example), { from: 'user' }).catch((/** @type {Error} */ error) => {
      problems.push(`the example of "${words}" cannot be read: ${error.message}`);
    });
  }
  return problems;
}
