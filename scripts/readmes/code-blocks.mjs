// The ts and js blocks: checked by the compiler in one program, then run one by one.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inLanes, runProgram } from '../run-program.mjs';
import { repositoryRoot } from '../workspace.mjs';

const tools = join(repositoryRoot, 'node_modules');

/** @typedef {import('./fences.mjs').Fence} Fence */

/** @param {Fence} fence such as README.md/12.ts */
function blockFile({ file, line, language }) {
  return join(file, `${line}.${language}`);
}

/** Blank lines before the code give every message the line that the README has. */
function inPlace(/** @type {Fence} */ { line, code }) {
  return '\n'.repeat(line - 1) + code;
}

/** @param {string} folder */
function compilerOptions(folder) {
  return {
    compilerOptions: {
      target: 'es2022',
      module: 'nodenext',
      moduleDetection: 'force',
      strict: true,
      skipLibCheck: true,
      typeRoots: [join(tools, '@types')],
      types: ['node'],
      rootDir: join(folder, 'src'),
      outDir: join(folder, 'out'),
      sourceMap: true,
      noEmitOnError: false,
    },
    include: ['src'],
  };
}

/**
 * @param {string} folder furnished with the packages
 * @param {readonly Fence[]} fences
 * @returns {Promise<string[]>} complaints
 */
export async function checkCodeBlocks(folder, fences) {
  const blocks = fences.filter(({ language, runs }) => runs && (language === 'ts' || language === 'js'));
  for (const block of blocks) {
    const target = join(folder, block.language === 'ts' ? 'src' : 'out', blockFile(block));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, inPlace(block));
  }
  const complaints = [];
  if (blocks.some(({ language }) => language === 'ts')) {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(compilerOptions(folder)));
    const { code, output } = await runProgram(join(tools, '.bin/tsc'), ['--project', folder], { cwd: folder });
    if (code !== 0) complaints.push(output.replace(/^src\/(.*)\/\d+\.ts\((\d+),(\d+)\)/gm, '$1:$2:$3'));
  }
  const ended = await inLanes(blocks, async (block) => {
    const script = join(folder, 'out', blockFile(block).replace(/\.ts$/, '.js'));
    const cwd = mkdtempSync(join(folder, 'run-'));
    const { code, output } = await runProgram(process.execPath, ['--enable-source-maps', script], { cwd });
    if (code === block.exit) return [];
    return [`${block.file}:${block.line}: exits with ${code} instead of ${block.exit}\n${output}`];
  });
  return [...complaints, ...ended.flat()];
}
