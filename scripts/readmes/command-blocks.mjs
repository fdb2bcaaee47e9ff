// The sh blocks that call our command line, and the yaml blocks that are workflows.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inLanes, runProgram } from '../run-program.mjs';

/** @typedef {import('./fences.mjs').Fence} Fence */

const firstLine = (/** @type {string} */ code) => code.split('\n').find((line) => /^\s*[^\s#]/.test(line)) ?? '';

/** @param {Fence} fence */
function isCommand({ language, code }) {
  return language === 'sh' && /^(npx )?codomyrmex(-manifest)?( |$)/.test(firstLine(code));
}

/** @param {Fence} fence */
function isWorkflow({ language, code }) {
  return language === 'yaml' && firstLine(code).startsWith('name:') && /^steps:/m.test(code);
}

/**
 * @param {string} folder furnished with the packages
 * @param {string} file the README
 * @param {readonly Fence[]} fences of this README
 * @returns {Promise<string[]>} complaints
 */
async function checkOneReadme(folder, file, fences) {
  const cwd = join(folder, 'shell', file);
  mkdirSync(cwd, { recursive: true });
  symlinkSync(join(folder, 'node_modules'), join(cwd, 'node_modules'));
  const path = [join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, HOME: folder, CI: '1', NO_COLOR: '1', npm_config_offline: 'true' };
  const complaints = [];
  for (const fence of fences) {
    if (fence.saveAs !== undefined) writeFileSync(join(cwd, fence.saveAs), fence.code);
  }
  // One after the other: a later block may use what an earlier one made.
  for (const fence of fences.filter((one) => one.runs && (isCommand(one) || isWorkflow(one)))) {
    let args = ['-e', '-c', fence.code];
    if (isWorkflow(fence)) {
      const name = fence.saveAs ?? `workflow-${fence.line}.yaml`;
      writeFileSync(join(cwd, name), fence.code);
      args = ['-c', `codomyrmex workflow validate ${name}`];
    }
    const { code, output } = await runProgram('sh', args, { cwd, env });
    if (code !== fence.exit)
      complaints.push(`${file}:${fence.line}: exits with ${code} instead of ${fence.exit}\n${output}`);
  }
  return complaints;
}

/**
 * @param {string} folder furnished with the packages
 * @param {readonly Fence[]} fences
 * @returns {Promise<string[]>} complaints
 */
export async function checkCommandBlocks(folder, fences) {
  const files = [...new Set(fences.filter((one) => isCommand(one) || isWorkflow(one)).map(({ file }) => file))];
  const found = await inLanes(files, (file) =>
    checkOneReadme(
      folder,
      file,
      fences.filter((fence) => fence.file === file),
    ),
  );
  return found.flat();
}
