import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DocsConfiguration } from '../configuration/docs-configuration.ts';
import { folderOf } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { type Finding, quoted } from './finding.ts';
import type { CodeBlock } from './outline.ts';
import { runProgram } from './run-program.ts';

/** A block of code whose info string has the word `run`. */
export interface RunnableBlock {
  readonly file: string;
  readonly block: CodeBlock;
}

const programs: Readonly<Record<string, (code: string) => readonly [string, ...string[]]>> = {
  sh: (code) => ['sh', '-e', '-c', code],
  shell: (code) => ['sh', '-e', '-c', code],
  bash: (code) => ['bash', '-e', '-c', code],
  js: (code) => [process.execPath, '--input-type=module', '-e', code],
  javascript: (code) => [process.execPath, '--input-type=module', '-e', code],
  mjs: (code) => [process.execPath, '--input-type=module', '-e', code],
  python: (code) => ['python3', '-c', code],
  py: (code) => ['python3', '-c', code],
};

export const isRunnable = ({ words }: CodeBlock): boolean => words.includes('run');

interface RunOptions {
  readonly run: DocsConfiguration['run'];
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs the blocks of a project, one after the other, each in the folder of its document: in a copy of what git would keep, or in the
 * project itself. This executes the project's code. When a block ends, every process of its group ends.
 */
export async function runBlocks(
  tree: ProjectTree,
  blocks: readonly RunnableBlock[],
  options: RunOptions,
): Promise<readonly Finding[]> {
  if (blocks.length === 0) return [];
  if (options.run.where === 'project') return runIn(tree.root, blocks, options);
  const copy = await realpath(await mkdtemp(join(tmpdir(), 'codomyrmex-docs-')));
  try {
    await copyTree(tree, copy);
    return await runIn(copy, blocks, options);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function copyTree(tree: ProjectTree, target: string): Promise<void> {
  for (const file of tree.files) {
    const to = join(target, file);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(join(tree.root, file), to);
  }
  // What is installed is not copied; blocks read it where it is.
  for (const folder of tree.folders) {
    if (!tree.has(folder === '' ? 'package.json' : `${folder}/package.json`)) continue;
    const installed = join(tree.root, folder, 'node_modules');
    if (existsSync(installed)) await symlink(installed, join(target, folder, 'node_modules'));
  }
}

async function runIn(root: string, blocks: readonly RunnableBlock[], options: RunOptions): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { file, block } of blocks) {
    options.signal?.throwIfAborted();
    const problem = await problemOf(root, file, block, options);
    if (problem === undefined) continue;
    found.push({
      code: 'DOC_BLOCK_FAILED',
      file,
      line: block.line,
      column: block.column,
      message: problem,
      suggestion: undefined,
    });
  }
  return found;
}

const MAX_SHOWN = 400;

async function problemOf(
  root: string,
  file: string,
  block: CodeBlock,
  { run, signal }: RunOptions,
): Promise<string | undefined> {
  const program = Object.hasOwn(programs, block.language) ? programs[block.language] : undefined;
  if (program === undefined)
    return `nobody knows how to run ${quoted(block.language)}: ${Object.keys(programs).join(', ')} are known`;
  const expected = Number(
    block.words.map((word) => /^exit=(\d{1,3})$/.exec(word)?.[1]).find((code) => code !== undefined) ?? 0,
  );
  const [name, ...args] = program(block.text);
  const cwd = join(root, folderOf(file));
  const ended = await runProgram({ program: name, args, cwd, seconds: run.timeout, signal });
  const output = ended.output.trim().slice(-MAX_SHOWN);
  const shown = output === '' ? '' : `: ${output}`;
  switch (ended.kind) {
    case 'exited':
      return ended.code === expected ? undefined : `this block ends with ${ended.code} instead of ${expected}${shown}`;
    case 'killed':
      return `this block was ended by ${ended.signal}${shown}`;
    case 'out_of_time':
      return `this block did not end within ${run.timeout} s${shown}`;
    case 'not_started':
      return `${quoted(name)} cannot be started: ${ended.reason}`;
  }
}
