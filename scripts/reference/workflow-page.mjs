// docs/reference/workflow-file.md: every key of a definition, from the JSON Schema that definitions are checked with.
import { anchor, code, page, table } from './markdown.mjs';
import { defaultText, meaningOf, rowsOf, typeText } from './schema-rows.mjs';

/** @typedef {import('./schema-rows.mjs').Row} Row @typedef {import('./schema-rows.mjs').Schema} Schema */

/** Where docs/workflow-files.md tells more of a key. @type {Readonly<Record<string, string>>} */
const told = {
  when: 'conditions',
  run_on: 'conditions',
  required: 'conditions',
  retry: 'retries',
  max_retries: 'retries',
  timeouts: 'limits-of-time',
  timeout: 'limits-of-time',
  compensate: 'the-end-of-a-run',
  on_failure: 'the-end-of-a-run',
  on_failure_steps: 'the-end-of-a-run',
  finally: 'the-end-of-a-run',
  foreach: 'many-items',
  matrix: 'many-items',
  success: 'many-items',
  workflow: 'workflows-in-workflows',
  outputs: 'workflows-in-workflows',
  repeat: 'doing-it-again',
  wait_for: 'waiting',
  deadline: 'waiting',
};

/** @param {Row} row @param {readonly string[]} [sections] headings of keys that have a table of their own; none for keys inside of one */
function lineOf(row, sections) {
  const more =
    sections === undefined || told[row.key] === undefined ? '' : ` [More](../workflow-files.md#${told[row.key]})`;
  const name = sections?.includes(row.key) ? `[${code(row.key)}](#${anchor(row.key)})` : code(row.key);
  return [name, typeText(row.schema), defaultText(row), `${meaningOf(row.schema)}${more}`];
}

const head = ['key', 'type', 'default', 'meaning'];
const steps = new Set(['steps', 'finally', 'on_failure_steps', 'workflows']);
const own = (/** @type {Schema} */ schema) => rowsOf(schema, () => false);

/** @param {string} heading @param {Schema} schema */
function keyTables(heading, schema) {
  const rows = own(schema);
  const deeper = rows.filter((row) => !steps.has(row.key) && rowsOf(row.schema).length > 0);
  const sections = deeper.map(({ key }) => key);
  return [
    `## ${heading}`,
    '',
    ...table(
      head,
      rows.map((row) => lineOf(row, sections)),
    ),
    '',
    ...deeper.flatMap((row) => [
      `### ${row.key}`,
      '',
      meaningOf(row.schema),
      '',
      ...table(
        head,
        rowsOf(row.schema).map((inner) => lineOf({ ...inner, key: inner.key.replace(/^(\[\]|\.NAME)\.?/, '') })),
      ),
      '',
    ]),
  ];
}

/** @param {Schema} schema of a whole definition @returns {string} */
export function workflowPage(schema) {
  const step = schema.properties.steps.items;
  return page(
    'Workflow file',
    'Every key of a definition, in YAML, in JSON and, in camelCase, in `defineWorkflow`. [Workflow files](../workflow-files.md) tells what they are for, with examples. A key that is not here is a mistake, and is told with its place.',
    [
      ...keyTables('The workflow', schema),
      ...keyTables('A step', step),
      '## Expressions',
      '',
      'A text may hold expressions between double braces, written in CEL. In scope are the parameters by name and as `params`, steps by name (`build.output`, `build.status`, `build.error`) and as `steps["any-name"]`, `run.id`, and where they have a meaning `item`, `index`, `matrix`, `failures` and `output`. A text that is one expression alone keeps the type of what it gives. What an expression gives is never evaluated again.',
      '',
      '## The other form',
      '',
      'JSON files of the Python system load as they are. `dependencies` at the top names, for each step, the steps that it waits for, and `parallel_groups` lists steps meant to run side by side; see [Coming from the Python system](../guides/migrate-from-python.md).',
    ],
  );
}

/** @param {Schema} schema @returns {string[]} keys that say nothing of themselves */
export function workflowProblems(schema) {
  const all = [...rowsOf(schema, ({ key }) => !steps.has(key)), ...rowsOf(schema.properties.steps.items)];
  return all
    .filter((row) => meaningOf(row.schema) === '')
    .map(({ key }) => `workflow file: the schema does not say what "${key}" means (.meta({ description }))`);
}
