// docs/reference/errors.md: every error code, who must act, the exit code it ends with, and what to do.
import { readFileSync } from 'node:fs';
import { listIn, readErrorCodes } from './error-codes.mjs';
import { code, page, plain, table } from './markdown.mjs';

/** @typedef {import('./error-codes.mjs').Place} Place @typedef {{ file: string, text: string }} Source */
/** @typedef {'author' | 'caller' | 'world' | 'internal'} Family */
/**
 * @typedef {object} ErrorCode
 * @property {string} name
 * @property {readonly Place[]} places
 * @property {Family} family
 * @property {number} exit
 */

/** @type {{ not_codes: string[], codes: Record<string, string> }} */
const written = JSON.parse(readFileSync(new URL('errors.json', import.meta.url), 'utf8'));

/** Names in capitals that are variables and files of other programs. */
const isOther = (/** @type {string} */ word) =>
  /^(CODOMYRMEX|ERR|NODE|SSL|XDG|npm)_|_(KEY|TOKEN|PASSWORD|SECRET|URL|PROXY|HEAD|IDENT|LEVEL|DIR|FILE|HOME)$/.test(
    word,
  ) || written.not_codes.includes(word);

/** @type {Readonly<Record<string, Family>>} */
const families = {
  DefinitionError: 'author',
  OrchestrationError: 'caller',
  WorkflowExecutionError: 'world',
  TaskExecutionError: 'world',
  StorageError: 'world',
  InternalError: 'internal',
};

/** @param {string} name @param {ReadonlyMap<string, string>} parents @returns {Family} */
function familyOf(name, parents) {
  for (let at = /** @type {string | undefined} */ (name); at !== undefined; at = parents.get(at)) {
    const family = families[at];
    if (family !== undefined) return family;
  }
  return 'world';
}

const order = /** @type {const} */ (['author', 'caller', 'world', 'internal']);
const failing = new Set(['ActionError', 'TaskExecutionError', undefined]);

/** @param {string} name @param {readonly Place[]} places @param {{ parents: ReadonlyMap<string, string>, refusals: readonly string[] }} known @returns {ErrorCode} */
function describe(name, places, { parents, refusals }) {
  const of = places.map(({ thrown }) => (thrown === undefined ? 'world' : familyOf(thrown, parents)));
  const family = order.find((one) => of.includes(one)) ?? 'world';
  const isAttempt = places.every(({ thrown }) => failing.has(thrown));
  if (refusals.includes(name)) return { name, places, family, exit: 4 };
  if (name === 'CANCELLED') return { name, places, family, exit: 130 };
  if (name.endsWith('_NOT_FOUND') && !isAttempt) return { name, places, family, exit: 3 };
  return { name, places, family, exit: family === 'author' || family === 'caller' ? 2 : 1 };
}

/**
 * @param {readonly Source[]} sources
 * @returns {{ codes: ErrorCode[], faults: Place[], problems: string[] }} `problems` are what is missing here
 */
export function readErrors(sources) {
  const found = sources.map((source) => ({ file: source.file, ...readErrorCodes(source) }));
  const parents = new Map(found.flatMap((one) => one.parents));
  const sourceOf = (/** @type {string} */ file) => sources.find((one) => one.file === file) ?? { file, text: '' };
  const known = listIn(sourceOf('packages/core/src/failure.ts'), 'failureCodes');
  const refusals = listIn(sourceOf('packages/cli/src/output/error-report.ts'), 'refusals');
  /** @type {Map<string, Place[]>} */
  const places = new Map([...known, ...Object.keys(written.codes)].map((name) => [name, []]));
  for (const place of found.flatMap((one) => one.places))
    places.set(place.code, [...(places.get(place.code) ?? []), place]);
  const words = found.flatMap(({ file, words: said }) => said.map((word) => ({ file, word })));
  const unknown = words.filter(({ word }) => !places.has(word) && !isOther(word));
  const gone = Object.keys(written.codes).filter(
    (name) =>
      !known.includes(name) &&
      !words.some(({ word }) => word === name) &&
      !found.some((one) => one.places.some((place) => place.code === name)),
  );
  const ofDefinitions = found.filter(({ file }) => /^packages\/(core|dag|engine|resources)\//.test(file));
  return {
    codes: [...places]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, at]) => describe(name, at, { parents, refusals })),
    faults: ofDefinitions.flatMap((one) => one.problems),
    problems: [
      ...unknown.map(
        ({ file, word }) =>
          `${file}: is ${word} an error code? Then say in scripts/reference/errors.json what to do about it, and name it in not_codes otherwise`,
      ),
      ...gone.map((name) => `scripts/reference/errors.json: no source gives ${name}`),
    ],
  };
}

/** @type {Readonly<Record<Family, { title: string, text: string }>>} */
const heads = {
  author: {
    title: 'What is written is wrong',
    text: 'The author of a definition or file acts. All problems are told at once, each with its place. Exit code 2.',
  },
  caller: {
    title: 'What was asked for cannot be',
    text: 'Whoever gave the command, or wrote the call, acts. Exit code 2; 3 where a named thing is not there, 4 where it is refused for now.',
  },
  world: {
    title: 'What went wrong while it ran',
    text: 'An attempt failed, or the machine or the store refused. Attempts are made again as the step says, unless the failure is final. Exit code 1.',
  },
  internal: { title: 'A fault of ours', text: 'A guarantee does not hold. Report it, with the message. Exit code 1.' },
};

/** @param {string} text */
const sentence = (text) => (/[.?!…]$/.test(text) ? text : `${text}.`);

const MANY = 12; // texts; no three of them tell what the code means

/** What is said at some places, each text once, without those that are all put in. @param {readonly Place[]} places @param {number} most */
function sayings(places, most) {
  const texts = places.flatMap(({ says }) => (says === undefined || /^[…\s:]*$/.test(says) ? [] : [says]));
  const all = [...new Set(texts)].sort();
  return all.length > MANY ? [] : all.slice(0, most);
}

/** @param {readonly Place[]} places */
function advised(places) {
  const found = [...new Set(places.flatMap(({ advice }) => advice))].sort().slice(0, 3);
  return found.map(sentence).join(' ');
}

/** @param {ErrorCode} error */
function lines({ name, places, exit }) {
  const says = sayings(places, 3);
  const advice = written.codes[name] ?? advised(places);
  const modules = [...new Set(places.map(({ file }) => /^plugins\/([^/]+)\//.exec(file)?.[1] ?? ''))].sort(); // none: ours
  const isPlugins = modules.length > 0 && !modules.includes('');
  const links = modules.map((module) => `[${code(module)}](actions/${module}.md)`);
  return [
    `### ${name}`,
    '',
    `- Exit code: ${exit}${isPlugins ? `, from ${links.join(', ')}` : ''}`,
    ...says.map((text) => `- Says: ${code(text)}`),
    ...(advice === '' ? [] : [`- What to do: ${plain(advice)}`]),
    '',
  ];
}

/** @param {readonly Place[]} problems @returns {string[]} lines */
function problemLines(problems) {
  const names = [...new Set(problems.map((one) => one.code))].sort();
  const rows = names.map((name) => {
    const places = problems.filter((one) => one.code === name);
    return [code(name), sayings(places, 2).map(code).join('<br>'), plain(advised(places))];
  });
  return [
    '## Problems in definitions',
    '',
    'What `codomyrmex workflow validate` and `INVALID_WORKFLOW` list: each has one of these codes, its place (`file`, `line`, `column`, `path`) and often a suggestion.',
    '',
    ...table(['code', 'says', 'suggests'], rows),
  ];
}

/** @param {{ codes: readonly ErrorCode[], faults: readonly Place[] }} errors @returns {string} */
export function errorsPage({ codes, faults }) {
  return page(
    'Error codes',
    'Every code that an error can have, with what it says and what to do. With `--json` it is `error_code`; `…` stands for what differs.',
    [
      '```text',
      '{ "success": false, "error": "…", "error_type": "…", "error_code": "…", "details": {}, "suggestions": [] }',
      '```',
      '',
      'The code is for programs and stays; the text is for people and may change. Plugins that you added have codes of their own.',
      '',
      ...order.flatMap((family) => [
        `## ${heads[family].title}`,
        '',
        heads[family].text,
        '',
        ...codes.filter((one) => one.family === family).flatMap(lines),
      ]),
      ...problemLines(faults),
    ],
  );
}
