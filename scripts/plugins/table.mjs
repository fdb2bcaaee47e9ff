// docs/plugins-table.md: written from what was measured, and read again to be compared.

/** @typedef {import('./measure.mjs').MeasuredPlugin} MeasuredPlugin */
/** @typedef {{ actions: number, packed: number, unpacked: number, dependencies: number, importRatio: number }} Row sizes in bytes */

/** A size may differ by so much from what the table says. */
const TOLERANCE = 0.1;
/** Half of the last digit that the table has of small sizes. */
const ROUNDING = 50;
/** An import may take so many times what the table says before it is told. */
const SLOWER = 2;

const HEAD = `# What a plugin costs

Written by \`node scripts/plugin-table.mjs\` after \`npm run setup\`; \`npm run check:plugins\` fails where it is stale. Of a
plugin's own files: the packed tarball, and what it unpacks to. Dependencies are all packages that come with it on the platform
where the table was written, optional ones too, without its peers \`@codomyrmex/core\` and \`zod\`. Import is the processor time of a Node
that imports the plugin, in that of one that imports nothing; both peers are in it.

| plugin | actions | packed | unpacked | dependencies | their size | import |
|---|--:|--:|--:|--:|--:|--:|
`;

/** @param {readonly MeasuredPlugin[]} plugins @param {ReadonlyMap<string, number>} ratios @returns {string} */
export function renderPluginTable(plugins, ratios) {
  const rows = plugins.map(({ name, actions, packed, unpacked, dependencies, dependencyBytes }) => {
    const ratio = `${(ratios.get(name) ?? Number.NaN).toFixed(1)} ×`;
    const sizes = [size(packed), size(unpacked), dependencies, dependencies === 0 ? '' : size(dependencyBytes)];
    return `| ${[`\`${name}\``, actions, ...sizes, ratio].join(' | ')} |\n`;
  });
  return `${HEAD}${rows.join('')}`;
}

/** @param {number} bytes */
const size = (bytes) => `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB`;

/** @param {string} text @returns {Map<string, Row>} */
export function readPluginTable(text) {
  const rows = text.matchAll(
    /^\| `(.+?)` \| (\d+) \| ([\d.]+) kB \| ([\d.]+) kB \| (\d+) \| (?:[\d.]+ kB)? ?\| ([\d.]+) × \|$/gm,
  );
  return new Map(
    [...rows].map(([, name = '', actions, packed, unpacked, dependencies, ratio]) => [
      name,
      {
        actions: Number(actions),
        packed: Number(packed) * 1000,
        unpacked: Number(unpacked) * 1000,
        dependencies: Number(dependencies),
        importRatio: Number(ratio),
      },
    ]),
  );
}

/**
 * @param {readonly MeasuredPlugin[]} plugins
 * @param {string} text of the table
 * @returns {string[]} what is wrong with plugins, or stale in the table
 */
export function tableProblems(plugins, text) {
  const rows = readPluginTable(text);
  const gone = [...rows.keys()].filter((name) => !plugins.some((plugin) => plugin.name === name));
  return [
    ...plugins.flatMap((plugin) => plugin.faults.map((fault) => `${plugin.name}: ${fault}`)),
    ...plugins.flatMap((plugin) => staleColumns(plugin, rows.get(plugin.name))),
    ...gone.map((name) => `${name}: in the table, but there is no such plugin`),
  ];
}

/** @param {MeasuredPlugin} plugin @param {Row | undefined} row @returns {string[]} */
function staleColumns(plugin, row) {
  if (row === undefined) return [`${plugin.name}: not in the table`];
  const { name, actions, packed, unpacked, dependencies } = plugin;
  const columns = [
    { what: 'actions', is: actions, was: row.actions, within: 0 },
    { what: 'bytes packed', is: packed, was: row.packed, within: leeway(row.packed) },
    { what: 'bytes unpacked', is: unpacked, was: row.unpacked, within: leeway(row.unpacked) },
    { what: 'dependencies', is: dependencies, was: row.dependencies, within: 0 },
  ];
  return columns
    .filter(({ is, was, within }) => Math.abs(is - was) > within)
    .map(({ what, is, was }) => `${name}: ${is} ${what}, not ${was} as the table says`);
}

/** @param {number} bytes as the table has them, rounded */
const leeway = (bytes) => Math.max(bytes * TOLERANCE, ROUNDING);

/** @param {ReadonlyMap<string, number>} ratios @param {string} text @returns {string[]} no reason to fail: machines differ */
export function slowImports(ratios, text) {
  return [...readPluginTable(text)].flatMap(([name, { importRatio }]) => {
    const now = ratios.get(name) ?? 0;
    if (now <= importRatio * SLOWER) return [];
    return [`${name}: imports in ${now.toFixed(1)} × the time of an empty Node, where the table says ${importRatio}`];
  });
}
