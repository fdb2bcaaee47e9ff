// docs/reference/configuration.md: keys of the configuration file, from its schema; variables; keys of plugins.
import { readFileSync } from 'node:fs';
import { code, page, plain, table } from './markdown.mjs';
import { defaultText, meaningOf, rowsOf, typeText } from './schema-rows.mjs';

/** @typedef {import('./schema-rows.mjs').Schema} Schema */
/** @typedef {{ name: string, default?: string, set?: boolean, meaning: string }} Variable */

/** Variables that set no key of the file. @type {readonly Variable[]} */
const variables = JSON.parse(readFileSync(new URL('environment.json', import.meta.url), 'utf8'));

/**
 * @param {{ schema: Schema, variables: Readonly<Record<string, string>> }} configuration
 * @param {readonly { module: string, config?: Schema }[]} plugins their manifests
 * @returns {string}
 */
export function configurationPage({ schema, variables: keyVariables }, plugins) {
  const keys = rowsOf(schema, () => false).map((row) => [
    code(row.key),
    typeText(row.schema),
    keyVariables[row.key] === undefined ? '–' : code(keyVariables[row.key] ?? ''),
    defaultText(row),
    meaningOf(row.schema),
  ]);
  const configured = plugins.filter(({ config }) => config !== undefined && rowsOf(config).length > 0);
  return page(
    'Configuration',
    'Every key and variable that sets something, with its default. Nothing needs to be set.',
    [
      '## The file',
      '',
      '`--config FILE`, else `CODOMYRMEX_CONFIG`, else `config.json` or `config.yaml` of the data folder. A variable goes before the file. Paths in the file are meant from its folder. A wrong key or value is told with its place, and nothing runs. `codomyrmex doctor` says what sets what. For editors: `@codomyrmex/engine/configuration.schema.json`.',
      '',
      ...table(['key', 'type', 'variable', 'default', 'meaning'], keys),
      '',
      '## Other variables',
      '',
      ...table(
        ['variable', 'default', 'meaning'],
        variables
          .filter(({ set }) => set !== true)
          .map((one) => [code(one.name), plain(one.default ?? '–'), plain(one.meaning)]),
      ),
      '',
      'Commands and isolated actions inherit a few harmless variables alone: `PATH`, `HOME`, `USER`, `LANG` and `LC_*`, `TMPDIR`, `TZ`, certificates and proxies. These are added:',
      '',
      ...table(
        ['variable', 'meaning'],
        variables.filter(({ set }) => set === true).map((one) => [code(one.name), plain(one.meaning)]),
      ),
      '',
      '## Plugins',
      '',
      'Under `plugins`, by module. `codomyrmex plugin info MODULE` shows the same for plugins that you added.',
      '',
      ...configured.flatMap(({ module, config }) => [
        `### ${module}`,
        '',
        ...table(
          ['key', 'type', 'default', 'meaning'],
          rowsOf(config ?? {}).map((row) => [
            code(row.key),
            typeText(row.schema),
            defaultText(row),
            meaningOf(row.schema),
          ]),
        ),
        '',
      ]),
    ],
  );
}

/**
 * @param {readonly { file: string, text: string }[]} sources
 * @param {readonly string[]} keyVariables
 * @returns {string[]} variables that the code names and the page does not, and the other way round
 */
export function variableProblems(sources, keyVariables) {
  const told = new Set([...variables.map(({ name }) => name), ...keyVariables]);
  const named = new Map(
    sources.flatMap(({ file, text }) => [...text.matchAll(/\bCODOMYRMEX_[A-Z_]+\b/g)].map(([name]) => [name, file])),
  );
  const missing = [...named].filter(([name]) => !told.has(name));
  const gone = [...told].filter((name) => name.startsWith('CODOMYRMEX_') && !named.has(name));
  return [
    ...missing.map(([name, file]) => `${file}: ${name} is not in scripts/reference/environment.json`),
    ...gone.map((name) => `scripts/reference/environment.json: no source names ${name}`),
  ];
}
