// The sh blocks that call our command line, and the yaml blocks that are workflows.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { inLanes, runProgram } from '../run-program.mjs';
import { lineNotPrinted } from './shown-output.mjs';

/** @typedef {import('./fences.mjs').Fence} Fence */

const firstLine = (/** @type {string} */ code) => code.split('\n').find((line) => /^\s*[^\s#]/.test(line)) ?? '';

/** A guide's commands all run; elsewhere those do that begin with ours. @param {Fence} fence */
function isCommand({ file, language, code }) {
  if (language !== 'sh') return false;
  return file.startsWith('docs/') || /^(npx )?codomyrmex(-manifest)?( |$)/.test(firstLine(code));
}

/** @param {Fence} fence */
function isWorkflow({ language, code }) {
  return language === 'yaml' && firstLine(code).startsWith('name:') && /^steps:/m.test(code);
}

/** Whether a command that must succeed checks this workflow anyway, in a later block. @param {Fence} fence @param {readonly Fence[]} fences */
function isUsedLater({ saveAs, exit, line }, fences) {
  if (saveAs === undefined || exit !== 0) return false;
  const use = new RegExp(
    `^codomyrmex workflow (run|validate|create [\\w-]+ --from) (\\./)?${saveAs.replaceAll('.', '\\.')}( |$)`,
    'm',
  );
  return fences.some((one) => one.line > line && one.runs && one.exit === 0 && isCommand(one) && use.test(one.code));
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
    if (fence.saveAs === undefined) continue;
    mkdirSync(dirname(join(cwd, fence.saveAs)), { recursive: true });
    writeFileSync(join(cwd, fence.saveAs), fence.code);
  }
  // One after the other: a later block may use what an earlier one made.
  let printed = '';
  for (const fence of fences.filter((one) => one.runs && (one.isOutput || isCommand(one) || isWorkflow(one)))) {
    if (fence.isOutput) {
      const missing = lineNotPrinted(fence.code, printed);
      if (missing !== undefined) complaints.push(`${file}:${fence.line}: nothing like "${missing}" in:\n${printed}`);
      continue;
    }
    let args = ['-e', '-c', fence.code];
    if (isWorkflow(fence)) {
      if (isUsedLater(fence, fences)) continue;
      const name = fence.saveAs ?? `workflow-${fence.line}.yaml`;
      writeFileSync(join(cwd, name), fence.code);
      args = ['-c', `codomyrmex workflow validate ${name}`];
    }
    const { code, output } = await runProgram('sh', args, { cwd, env });
    printed = output;
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

/** Blocks of guides that nothing runs, compiles or compares. @param {readonly Fence[]} fences @returns {string[]} complaints */
export function unusedBlocks(fences) {
  const isUsed = (/** @type {Fence} */ fence) =>
    !fence.runs ||
    fence.isOutput ||
    fence.saveAs !== undefined ||
    ['ts', 'js', 'text', 'mermaid', ''].includes(fence.language) ||
    isCommand(fence) ||
    isWorkflow(fence);
  return fences
    .filter((fence) => fence.file.startsWith('docs/guides/') && !isUsed(fence))
    .map(
      ({ file, line }) => `${file}:${line - 1}: nothing runs this block: save it with file=NAME, or say norun and why`,
    );
}
