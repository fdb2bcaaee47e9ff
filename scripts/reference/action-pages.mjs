// docs/reference/actions: a page for each module, from the manifests that the builds of the plugins write.
import { code, page, plain, table } from './markdown.mjs';
import { defaultText, meaningOf, rowsOf, typeText } from './schema-rows.mjs';

/**
 * @typedef {object} Action
 * @property {string} name
 * @property {string} title
 * @property {string} [description]
 * @property {string[]} effects
 * @property {string[]} [secrets]
 * @property {boolean} idempotent
 * @property {string} [isolation]
 * @property {number} [timeout]
 * @property {{ since: string, use?: string }} [deprecated]
 * @property {{ title: string, input: unknown }[]} [examples]
 * @property {import('./schema-rows.mjs').Schema} input
 * @property {import('./schema-rows.mjs').Schema} output
 */
/**
 * @typedef {{ module: string, description: string, package: string, aliases: Record<string, string>, actions: Action[],
 *   config?: import('./schema-rows.mjs').Schema }} Manifest
 */

/** @param {Action} action */
function facts({ effects, secrets = [], idempotent, isolation, timeout, deprecated }) {
  return [
    `Effects: ${effects.length === 0 ? 'none' : effects.map(code).join(', ')}.`,
    idempotent ? 'Running it again does no harm.' : 'Running it again may do its work twice.',
    ...(isolation === undefined || isolation === 'none' ? [] : [`Isolation: ${code(isolation)}.`]),
    ...(timeout === undefined ? [] : [`An attempt may take ${timeout} s.`]),
    ...(secrets.length === 0 ? [] : [`Secrets: ${secrets.map(code).join(', ')}.`]),
    ...(deprecated === undefined
      ? []
      : [
          `Deprecated since ${plain(deprecated.since)}${deprecated.use === undefined ? '' : `: use ${code(deprecated.use)}`}.`,
        ]),
  ].join(' ');
}

const WIDTH = 100;

/** JSON, with what fits on a line on one. @param {unknown} value @param {string} [indent] @returns {string} */
function jsonText(value, indent = '') {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const parts = Object.entries(value).map(([key, one]) => ({ name: isList ? '' : `${JSON.stringify(key)}: `, one }));
  const [open, close] = isList ? ['[', ']'] : ['{ ', ' }'];
  if (parts.length === 0) return isList ? '[]' : '{}';
  const line = parts.map(({ name, one }) => name + jsonText(one, indent)).join(', ');
  if (!line.includes('\n') && indent.length + line.length < WIDTH) return open + line + close;
  const deeper = `${indent}  `;
  const inner = parts.map(({ name, one }) => `${deeper}${name}${jsonText(one, deeper)}`).join(',\n');
  return `${open.trim()}\n${inner}\n${indent}${close.trim()}`;
}

/** @param {string} module @param {Action} action */
function actionLines(module, action) {
  const inputs = rowsOf(action.input).map((row) => [
    code(row.key),
    typeText(row.schema),
    defaultText(row),
    meaningOf(row.schema),
  ]);
  const outputs = rowsOf(action.output).map(({ key, schema, required }) => [
    code(key),
    typeText(schema),
    `${required ? '' : 'Where there is one. '}${meaningOf(schema)}`.trim(),
  ]);
  return [
    `## ${action.name}`,
    '',
    `${plain(action.title)}.${action.description === undefined ? '' : ` ${plain(action.description)}`}`,
    '',
    facts(action),
    '',
    ...(inputs.length === 0
      ? ['It takes no parameters.', '']
      : [...table(['parameter', 'type', 'default', 'meaning'], inputs), '']),
    ...(outputs.length === 0
      ? [`It gives: ${typeText(action.output)}. ${meaningOf(action.output)}`.trim(), '']
      : [...table(['result', 'type', 'meaning'], outputs), '']),
    ...(action.examples ?? []).flatMap(({ title, input }) => [
      `Example: ${plain(title)}`,
      '',
      '```json',
      jsonText({ module, action: action.name, parameters: input }),
      '```',
      '',
    ]),
  ];
}

/** @param {Manifest} manifest */
function modulePage({ module, description, package: name, aliases, actions }) {
  const others = Object.entries(aliases).map(([alias, action]) => `${code(alias)} is ${code(action)}`);
  return page(module, plain(description), [
    `In the package ${code(name)}.${others.length === 0 ? '' : ` Other names: ${others.join(', ')}.`}`,
    '',
    ...table(
      ['action', 'what it does'],
      actions.map((one) => [`[${code(one.name)}](#${one.name})`, plain(one.title)]),
    ),
    '',
    ...actions.flatMap((action) => actionLines(module, action)),
  ]);
}

/** @param {readonly Manifest[]} manifests @returns {Map<string, string>} texts by path below docs/reference */
export function actionPages(manifests) {
  const rows = manifests.map(({ module, description, actions }) => [
    `[${code(module)}](actions/${module}.md)`,
    plain(description),
    actions.map(({ name }) => `[${code(name)}](actions/${module}.md#${name})`).join(', '),
  ]);
  const index = page(
    'Actions',
    'What steps can do: the modules that come with `codomyrmex`, each with its actions. `codomyrmex action show MODULE.ACTION` says the same, and of the plugins that you added too.',
    [
      'Effects are what an action does to the world: `fs:read`, `fs:write`, `net`, `exec`, `secrets`. `allowed_effects` of the [configuration](configuration.md) refuses actions that declare others.',
      '',
      ...table(['module', 'what it is for', 'actions'], rows),
    ],
  );
  return new Map([
    ['actions.md', index],
    ...manifests.map((one) => /** @type {const} */ ([`actions/${one.module}.md`, modulePage(one)])),
  ]);
}

/** One workflow of all examples, for the command line to check. @param {readonly Manifest[]} manifests */
export function exampleWorkflow(manifests) {
  const steps = manifests.flatMap(({ module, actions }) =>
    actions.flatMap(({ name, examples = [] }) =>
      examples.map(({ input }, at) => ({ name: `${module}.${name}.${at}`, module, action: name, parameters: input })),
    ),
  );
  return {
    name: 'examples',
    steps: steps.map((step) => ({ ...step, name: step.name.slice(-64).replace(/^[^A-Za-z0-9]+/, '') })),
  };
}
