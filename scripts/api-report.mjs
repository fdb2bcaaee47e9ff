// The public surface of every package, as text in git, so that no change of it passes unseen.
//   node scripts/api-report.mjs           writes api/
//   node scripts/api-report.mjs --check   fails where api/ is not what the built packages export, and shows the difference
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programOf, surfaceOf } from './api/declarations.mjs';
import { runProgram } from './run-program.mjs';
import { inTemporaryFolder } from './temporary-folder.mjs';
import { readPackages, repositoryRoot } from './workspace.mjs';

const FOLDER = 'api';
const SHOWN = 400;

/**
 * @typedef {{ report: string, title: string, folder: string, types: string }} Entry `report` is the name of its file in api/;
 * `folder` and `types` are absolute
 */

/** @param {string} root @returns {Entry[]} every entry with types of what is published */
function entriesOf(root) {
  return readPackages(root)
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap(({ folder, name, manifest }) =>
      Object.entries(manifest.exports ?? {})
        .filter(([, target]) => typeof target?.types === 'string')
        .map(([entry, { types }]) => {
          const absolute = realpathSync(join(root, folder));
          const suffix = entry === '.' ? '' : `.${entry.slice(2).replaceAll('/', '.')}`;
          const report = `${name.replace(/^@codomyrmex\//, '')}${suffix}.txt`;
          return { report, title: `${name}${entry.slice(1)}`, folder: absolute, types: join(absolute, types) };
        }),
    );
}

/**
 * @param {string} root
 * @throws when a package is not built
 * @returns {Map<string, string>} texts by file name
 */
export function apiReports(root) {
  const entries = entriesOf(root);
  const unbuilt = entries.filter(({ types }) => !existsSync(types)).map(({ title }) => title);
  if (unbuilt.length > 0) throw new Error(`not built: ${unbuilt.join(', ')}; run npm run setup`);
  const program = programOf(entries.map(({ types }) => types));
  return new Map(
    entries.map(({ report, title, folder, types }) => {
      const { exported, reached } = surfaceOf(program, types, folder);
      const parts = [`// ${title}: what it exports. Written by scripts/api-report.mjs.`, ...exported];
      if (reached.length > 0) parts.push('// Not exported, named by what is.', ...reached);
      return [report, `${parts.join('\n\n')}\n`];
    }),
  );
}

/** @param {string} root @param {ReadonlyMap<string, string>} reports @returns {string[]} names of files that are not as they should be */
export function staleReports(root, reports) {
  const folder = join(root, FOLDER);
  const written = existsSync(folder) ? readdirSync(folder) : [];
  const differs = [...reports].filter(
    ([file, text]) => !written.includes(file) || readFileSync(join(folder, file), 'utf8') !== text,
  );
  const left = written.filter((file) => !reports.has(file));
  return [...differs.map(([file]) => file), ...left].sort();
}

/** @param {string} folder @param {ReadonlyMap<string, string>} reports */
function write(folder, reports) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [file, text] of reports) writeFileSync(join(folder, file), text);
}

/** @param {string} root @param {ReadonlyMap<string, string>} reports @returns {Promise<string>} from what is in git to what is built */
export function differences(root, reports) {
  return inTemporaryFolder(async (folder) => {
    const built = join(folder, FOLDER);
    write(built, reports);
    const args = [
      'diff',
      '--no-index',
      '--no-color',
      '--no-ext-diff',
      '--no-renames',
      '--no-prefix',
      join(root, FOLDER),
      built,
    ];
    const { output } = await runProgram('git', args, { cwd: root });
    const lines = output.split('\n').filter((line) => !/^(diff|index|new file|deleted file) /.test(line));
    const more = lines.length > SHOWN ? [`… and ${lines.length - SHOWN} more lines`] : [];
    return [...lines.slice(0, SHOWN), ...more].join('\n');
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reports = apiReports(repositoryRoot);
  if (process.argv[2] === '--check') {
    const stale = staleReports(repositoryRoot, reports);
    if (stale.length > 0) {
      console.error(await differences(repositoryRoot, reports));
      console.error(`the public surface has changed: ${stale.map((file) => `${FOLDER}/${file}`).join(', ')}`);
      console.error('if that is meant: npm run setup && node scripts/api-report.mjs, commit it with a changeset');
      process.exitCode = 1;
    }
    console.log(`api: ${reports.size} entries, ${stale.length} changed`);
  } else {
    write(join(repositoryRoot, FOLDER), reports);
    console.log(`api: ${reports.size} entries written to ${FOLDER}/`);
  }
}
