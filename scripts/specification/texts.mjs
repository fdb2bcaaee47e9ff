// What the texts of the five documents name in a regular way: signatures, dataclasses, enumerations, keys of results,
// parameters, commands, variables. They are read again where they are at hand, so that a row that was forgotten shows.
// What they promise in sentences was read by people, and stands in documents.json alone.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INVENTORY_FILE, idsOf } from './rows.mjs';
import { readTextLines } from './text-lines.mjs';

/**
 * @typedef {import('./text-lines.mjs').TextLine} TextLine
 * @typedef {(line: TextLine, document: number) => readonly string[]} Rule gives ids without their document
 */

/** @param {string} text behind the opening bracket of a signature @returns {string[]} names of its parameters */
function parametersOf(text) {
  let depth = 0;
  let plain = '';
  for (const sign of text) {
    if (sign === ')' && depth === 0) break;
    if (sign === '[' || sign === '(') depth += 1;
    if (depth === 0) plain += sign;
    if (sign === ']' || sign === ')') depth -= 1;
  }
  return plain
    .split(',')
    .map((one) => one.trim().replace(/[:=\s].*/, ''))
    .filter((name) => !['', 'self', '**kwargs'].includes(name))
    .map((name) => name.replace('**', ''));
}

/** @param {string} method @param {string} behindBracket */
function methodWithParameters(method, behindBracket) {
  return [method, ...parametersOf(behindBracket).map((parameter) => `${method}.${parameter}`)];
}

/** @param {string} text @param {RegExp} pattern @param {(...groups: string[]) => readonly string[]} name */
function matched(text, pattern, name) {
  const found = pattern.exec(text);
  return found === null ? [] : name(...found.slice(1).map((group) => group ?? ''));
}

/** @type {Rule} */
function headings({ text, fence, section, method }) {
  if (fence !== undefined) return [];
  return [
    ...matched(text, /^#####\s+`(?:async )?(\w+)\((.*)`/, (name, rest) =>
      methodWithParameters(`${section}.${name}`, rest),
    ),
    ...matched(text, /^#### `(\w+)`/, (name) => [name]),
    ...(method === undefined
      ? matched(text, /^### (?:\d+\. )?((?:[A-Z][a-z]+){2,})(?: Class)?$/, (name) => [name])
      : []),
  ];
}

/** @type {Rule} */
function bullets({ text, fence, section, method, part }) {
  if (fence !== undefined || method === undefined) return [];
  return matched(text, /^ {2}- `\**(\w+)/, (name) => {
    if (part === 'Parameters') return [`${section}.${method}.${name}`];
    return part === 'Returns' ? [`${section}.${method}->${name}`] : [];
  });
}

/** @type {Rule} */
function keysOfResults({ text, fence, section, method, part, keys }) {
  if (fence !== 'python' || !/^\s+"\w+":/.test(text)) return [];
  if (section === 'Error Response Format') return [`ErrorResponse.${keys.at(-1)}`];
  if (method === undefined || part !== 'Returns') return [];
  const inner = [...text.replace(/^\s+"\w+":/, '').matchAll(/"(\w+)":/g)].map(([, name]) => name);
  return [keys, ...inner.map((name) => [...keys.slice(0, -1), name])].map(
    (path) => `${section}.${method}->${path.join('.')}`,
  );
}

/** @type {Rule} */
function declarations({ text, fence, declared }) {
  if (fence !== 'python' || declared === undefined) return [];
  const { name, isEnumeration } = declared;
  if (isEnumeration) return [name, ...matched(text, /^ {4}([A-Z_]+) = "/, (value) => [`${name}.${value}`])];
  return [
    name,
    ...matched(text, /^ {4}([a-z]\w*): /, (field) => [`${name}.${field}`]),
    ...matched(text, /^ {4}def (\w+)\((.*)/, (method, rest) => methodWithParameters(`${name}.${method}`, rest)),
  ];
}

/** @type {Rule} */
function values({ text, fence, section }) {
  if (fence !== undefined || !/(Status|Type|Priority|Mode)$/.test(section)) return [];
  return matched(text, /^- `([A-Z_]+)`: /, (value) => [section, `${section}.${value}`]);
}

/** @type {Rule} */
function settings({ text, fence, section }) {
  if (fence === 'json' && section.startsWith('Configuration File')) {
    return matched(text, /^ {2}"(\w+)":/, (key) => [`config.${key}`]);
  }
  return matched(text, /^- `(CODOMYRMEX_\w+)`/, (name) => [`env.${name}`]);
}

const scripts = new Map([
  ['Orchestration Interface Functions', 'orchestrate'],
  ['Demo Functions', 'demo'],
  ['Example Workflow Functions', 'examples'],
  ['Comprehensive Demo Functions', 'comprehensive'],
]);

/** @type {Rule} */
function scriptFunctions({ text, fence, section }) {
  const script = scripts.get(section);
  if (fence !== 'python' || script === undefined) return [];
  return matched(text, /^def (\w+)\((.*)/, (name, rest) => methodWithParameters(`script.${script}.${name}`, rest));
}

/** @type {Rule} */
function commands({ text, fence }) {
  if (fence !== 'bash') return [];
  return matched(text, /^codomyrmex (\w+) (\w+)/, (group, verb) => [
    `cli.${group}_${verb}`,
    ...[...text.matchAll(/ (--\w+)/g)].map(([, option]) => `cli.${group}_${verb}.${option}`),
  ]);
}

/** @type {Rule} */
function exportsOfPackage({ text, fence, section }, document) {
  if (document === 4) {
    const tool = section === 'Available MCP Tools' ? matched(text, /^- `(\w+)`: /, (name) => [`mcp.${name}`]) : [];
    const imported = fence === 'python' && text.startsWith('from ') ? [...text.matchAll(/\bget_\w+/g)] : [];
    return [...tool, ...imported.map(([name]) => name)];
  }
  if (document !== 5) return [];
  return [...text.matchAll(/\*\*`(\w+)(?:\(([^`]*)\))?`\*\*/g)].flatMap(([, name = '', rest = '']) =>
    methodWithParameters(name, rest),
  );
}

const rules = [
  headings,
  bullets,
  keysOfResults,
  declarations,
  values,
  settings,
  scriptFunctions,
  commands,
  exportsOfPackage,
];

/**
 * @param {string} folder that holds the documents, each a text file whose name begins with its number
 * @param {readonly import('./rows.mjs').Inventory[]} inventory
 * @returns {string[]} what the texts name and the inventory does not; nothing when the folder is not there
 */
export function compareTexts(folder, inventory) {
  if (!existsSync(folder)) return [];
  const known = new Set(idsOf(inventory));
  return readdirSync(folder)
    .filter((file) => /^[1-5]-.*\.txt$/.test(file))
    .sort()
    .flatMap((file) => {
      const document = Number(file[0]);
      const lines = readTextLines(readFileSync(join(folder, file), 'utf8'));
      const named = new Map();
      for (const line of lines) {
        for (const id of rules.flatMap((rule) => rule(line, document))) {
          if (!named.has(id)) named.set(id, line.line);
        }
      }
      return [...named]
        .filter(([id]) => !known.has(`${document}.${id}`))
        .map(([id, line]) => `${INVENTORY_FILE}: ${document}.${id} is missing, which ${file}:${line} names`);
    });
}
