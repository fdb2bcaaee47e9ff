import { join } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import * as z from 'zod';

export const runners = ['npm', 'cargo', 'go', 'pytest', 'unittest', 'node'] as const;
export type Runner = (typeof runners)[number];

/** A project and what of its tests is asked for. */
export interface TestedProject {
  /** Absolute, without links. */
  readonly folder: string;
  /** From `folder`, and below it. */
  readonly testPath: string;
  readonly hasTestPath: boolean;
}

type Command = readonly [string, ...string[]];

/** The runner that a project's files ask for, in the order of `runners`; `undefined` when none does. */
export async function runnerOf(
  context: ActionContext,
  { folder, testPath }: TestedProject,
): Promise<Runner | undefined> {
  const has = async (name: string): Promise<boolean> => (await context.fs.stat(join(folder, name))) !== undefined;
  if (await hasTestScript(context, folder)) return 'npm';
  if (await has('Cargo.toml')) return 'cargo';
  if (await has('go.mod')) return 'go';
  const names = await testFiles(context, join(folder, testPath));
  const isPython = names.some((name) => name.endsWith('.py'));
  for (const name of isPython ? [] : ['pyproject.toml', 'pytest.ini', 'setup.py', 'tox.ini']) {
    if (await has(name)) return pythonRunner(context, folder);
  }
  if (isPython) return pythonRunner(context, folder);
  return names.some((name) => /[.-](test|spec)\.[cm]?js$|^test-.*\.[cm]?js$/.test(name)) ? 'node' : undefined;
}

/** What a runner is started with; a path never begins with a dash. */
export async function testCommand(context: ActionContext, runner: Runner, project: TestedProject): Promise<Command> {
  const path = `./${project.testPath}`;
  switch (runner) {
    case 'npm':
      return [await packageManager(context, project.folder), 'test'];
    case 'cargo':
      return ['cargo', 'test'];
    case 'go':
      // Tests of Go stand beside what they test: without the folder, all of them are meant.
      return ['go', 'test', project.hasTestPath && path !== './.' ? `${path}/...` : './...'];
    case 'pytest':
      return [await python(context, project.folder), '-m', 'pytest', path];
    case 'unittest':
      return [await python(context, project.folder), '-m', 'unittest', 'discover', '-s', path];
    case 'node':
      return ['node', '--test', ...(await nodeFiles(context, project))];
  }
}

const manifestSchema = z.object({ scripts: z.record(z.string(), z.string()).optional() });

/** A script that npm itself writes says that there are no tests. */
async function hasTestScript(context: ActionContext, folder: string): Promise<boolean> {
  const path = join(folder, 'package.json');
  if ((await context.fs.stat(path))?.kind !== 'file') return false;
  const manifest = manifestSchema.safeParse(parsed(await context.fs.readText(path)));
  const script = manifest.data?.scripts?.test;
  return script !== undefined && !script.includes('no test specified');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function packageManager(context: ActionContext, folder: string): Promise<string> {
  for (const [lock, manager] of [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
  ] as const) {
    if ((await context.fs.stat(join(folder, lock))) !== undefined) return manager;
  }
  return 'npm';
}

async function pythonRunner(context: ActionContext, folder: string): Promise<Runner> {
  const program = await python(context, folder);
  const { exitCode } = await context.exec([program, '-c', 'import pytest'], { cwd: folder, keepBytes: 1_024 });
  return exitCode === 0 ? 'pytest' : 'unittest';
}

/** The project's own environment is taken before the machine's. Its links lead to where Python is installed. */
async function python(context: ActionContext, folder: string): Promise<string> {
  const own = '.venv/bin';
  const names =
    (await context.fs.stat(join(folder, own))) === undefined ? [] : await context.fs.list(join(folder, own));
  return names.some(({ name }) => name === 'python') ? join(folder, own, 'python') : 'python3';
}

const LOOKED_AT = 5_000;

async function testFiles(context: ActionContext, path: string): Promise<readonly string[]> {
  const facts = await context.fs.stat(path);
  if (facts === undefined) return [];
  if (facts.kind !== 'folder') return [path.slice(path.lastIndexOf('/') + 1)];
  return (await context.fs.list(path)).slice(0, LOOKED_AT).map(({ name }) => name);
}

/** Given a folder, some versions of Node take it for a file. */
async function nodeFiles(context: ActionContext, { folder, testPath }: TestedProject): Promise<readonly string[]> {
  const path = join(folder, testPath);
  if ((await context.fs.stat(path))?.kind === 'file') return [`./${testPath}`];
  const names = await testFiles(context, path);
  return names
    .filter((name) => /[.-](test|spec)\.[cm]?js$|^test-.*\.[cm]?js$/.test(name))
    .map((name) => `./${join(testPath, name)}`);
}
