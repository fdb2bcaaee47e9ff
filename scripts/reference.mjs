// docs/reference: what the code says of commands, keys, hooks, errors and actions, as pages. Needs a build.
//   node scripts/reference.mjs           writes the pages
//   node scripts/reference.mjs --check   fails where one is stale, where something is not described, where an example is wrong
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { actionPages, exampleWorkflow } from './reference/action-pages.mjs';
import { commandPage, exampleProblems } from './reference/command-page.mjs';
import { configurationPage, variableProblems } from './reference/configuration-page.mjs';
import { errorsPage, readErrors } from './reference/errors-page.mjs';
import { hookProblems, hooksPage, readHooks } from './reference/hooks-page.mjs';
import { workflowPage, workflowProblems } from './reference/workflow-page.mjs';
import { runProgram } from './run-program.mjs';
import { inTemporaryFolder } from './temporary-folder.mjs';
import { readFiles, readPackages, repositoryRoot } from './workspace.mjs';

const FOLDER = 'docs/reference';
const SOURCES = /^(packages|plugins)\/[^/]+\/src\/.*\.ts$/;

/** @param {string} root @param {string} path of something that the build makes */
async function built(root, path) {
  const file = join(root, path);
  if (!existsSync(file)) throw new Error(`${path} is missing: run npm run setup`);
  return path.endsWith('.json') ? JSON.parse(readFileSync(file, 'utf8')) : import(pathToFileURL(file).href);
}

/** @param {string} root @returns {Promise<{ pages: Map<string, string>, problems: string[], examples: object }>} pages by path below docs/reference */
async function referenceOf(root) {
  const core = await built(root, 'packages/core/dist/index.js');
  const { hookNames } = await built(root, 'packages/core/dist/hooks.js');
  const engine = await built(root, 'packages/engine/dist/index.js');
  const { commandTree, examples } = await built(root, 'packages/cli/dist/reference-entry.js');
  const plugins = readPackages(root).filter(({ folder }) => folder.startsWith('plugins/'));
  const manifests = await Promise.all(plugins.map(({ folder }) => built(root, `${folder}/dist/codomyrmex.json`)));
  const sources = readFiles(root)
    .filter((file) => SOURCES.test(file) && !file.startsWith('packages/testing/'))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  const hooks = readHooks(readFileSync(join(root, 'packages/core/src/hooks.ts'), 'utf8'));
  const errors = readErrors(sources);
  const schema = core.workflowJsonSchema();
  const configuration = { schema: engine.configurationJsonSchema(), variables: engine.configurationVariables };
  return {
    pages: new Map([
      ['cli.md', commandPage({ tree: await commandTree(), examples })],
      ['workflow-file.md', workflowPage(schema)],
      ['configuration.md', configurationPage(configuration, manifests)],
      ['hooks.md', hooksPage(hooks)],
      ['errors.md', errorsPage(errors)],
      ...actionPages(manifests),
    ]),
    problems: [
      ...(await exampleProblems({ tree: await commandTree(), examples })),
      ...workflowProblems(schema),
      ...variableProblems(sources, Object.values(engine.configurationVariables)),
      ...hookProblems(hooks, hookNames),
      ...errors.problems,
    ],
    examples: exampleWorkflow(manifests),
  };
}

/** The examples of all actions as one workflow, which the built command line checks. @param {string} root @param {object} workflow */
function exampleComplaints(root, workflow) {
  return inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'examples.json'), JSON.stringify(workflow));
    const cli = join(root, 'packages/cli/bin/codomyrmex.cjs');
    const { code, output } = await runProgram(process.execPath, [cli, 'workflow', 'validate', 'examples.json'], {
      cwd: folder,
    });
    return code === 0 ? [] : [`examples of actions are not valid:\n${output}`];
  });
}

/** @param {string} root @param {ReadonlyMap<string, string>} pages @returns {string[]} */
function stale(root, pages) {
  const there = readFiles(root)
    .filter((file) => file.startsWith(`${FOLDER}/`))
    .map((file) => file.slice(FOLDER.length + 1));
  const changed = [...pages].filter(([path, text]) => {
    const file = join(root, FOLDER, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  return [...changed.map(([path]) => path), ...there.filter((path) => !pages.has(path))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { pages, problems, examples } = await referenceOf(repositoryRoot);
  const old = stale(repositoryRoot, pages);
  if (process.argv[2] === '--check') {
    const complaints = [...problems, ...(await exampleComplaints(repositoryRoot, examples))];
    for (const complaint of complaints) console.error(complaint);
    for (const path of old) console.error(`${FOLDER}/${path} is not what the code says`);
    if (old.length > 0) console.error(`run: npm run setup && node scripts/reference.mjs, and commit ${FOLDER}`);
    console.log(`reference: ${pages.size} pages, ${old.length} stale, ${complaints.length} problems`);
    if (old.length + complaints.length > 0) process.exitCode = 1;
  } else {
    rmSync(join(repositoryRoot, FOLDER), { recursive: true, force: true });
    for (const [path, text] of pages) {
      const file = join(repositoryRoot, FOLDER, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    for (const problem of problems) console.error(problem);
    console.log(
      `reference: ${pages.size} pages written to ${FOLDER}, ${old.length} of them changed, ${problems.length} problems`,
    );
  }
}
