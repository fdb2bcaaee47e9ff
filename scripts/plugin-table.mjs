// docs/plugins-table.md: what each plugin costs whoever installs and loads it.
//   node scripts/plugin-table.mjs           writes it
//   node scripts/plugin-table.mjs --check   fails where it is stale, where a plugin runs something on install or knows the engine;
//                                           an import that takes longer is told and does not fail: machines differ
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importRatios, measurePlugins } from './plugins/measure.mjs';
import { renderPluginTable, slowImports, tableProblems } from './plugins/table.mjs';
import { repositoryRoot } from './workspace.mjs';

const TABLE = 'docs/plugins-table.md';
const TIMES = { write: 7, check: 3 };

/** @param {string} root @returns {Promise<{ problems: string[], warnings: string[], plugins: number }>} */
async function checkTable(root) {
  const file = join(root, TABLE);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const plugins = await measurePlugins(root);
  const problems = tableProblems(plugins, text);
  const warnings = slowImports(await importRatios(root, TIMES.check), text);
  return { problems, warnings, plugins: plugins.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--check') {
    const { problems, warnings, plugins } = await checkTable(repositoryRoot);
    for (const warning of warnings) console.log(`warning: ${warning}`);
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) {
      console.error(`if that is meant: npm run setup && node scripts/plugin-table.mjs, and commit ${TABLE}`);
      process.exitCode = 1;
    }
    console.log(`plugins: ${plugins} measured, ${problems.length} problems, ${warnings.length} slower to import`);
  } else {
    const plugins = await measurePlugins(repositoryRoot);
    const ratios = await importRatios(repositoryRoot, TIMES.write);
    writeFileSync(join(repositoryRoot, TABLE), renderPluginTable(plugins, ratios));
    console.log(`plugins: ${plugins.length} written to ${TABLE}`);
  }
}
