import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { execPath, versions } from 'node:process';
import type { ActionContext } from '@codomyrmex/core';
import type { Language } from './language.ts';
import type { FoundPrograms } from './programs-on-path.ts';
import { inSandbox, type Sandbox } from './sandbox.ts';
import { isOfSystem } from './sandbox-command.ts';

/** A program that runs or compiles a language. */
export interface Tool {
  /** Absolute. */
  readonly program: string;
  /** What of its own a sandbox has to show. */
  readonly seen: readonly string[];
}

const TRIAL_SECONDS = 10;

/** The first program for a language that can be run in a sandbox; without a sandbox, the first that is there. */
export async function toolFor(
  context: ActionContext,
  language: Language,
  options: { readonly found: FoundPrograms; readonly sandbox: Sandbox | undefined },
): Promise<Tool | undefined> {
  const { found, sandbox } = options;
  const fits = async (tool: Tool): Promise<boolean> => sandbox === undefined || starts(context, tool, sandbox);
  if (language.programs.includes('node')) {
    const node = await nodeTool(language);
    return node !== undefined && (await fits(node)) ? node : undefined;
  }
  for (const path of language.programs.flatMap((name) => found.get(name) ?? [])) {
    const tool = await toolAt(context, language, path);
    if (tool !== undefined && (await fits(tool))) return tool;
  }
  return undefined;
}

const FIRST_WITH_TYPES = [22, 18] as const;

/** The Node that runs us: another one on PATH is not better. */
async function nodeTool({ name }: Language): Promise<Tool | undefined> {
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  const [needed, neededMinor] = FIRST_WITH_TYPES;
  if (name === 'typescript' && (major < needed || (major === needed && minor < neededMinor))) return undefined;
  const program = await realpath(execPath);
  return { program, seen: isOfSystem(program) ? [] : [program] };
}

/**
 * Version managers put scripts before a program that itself lies in somebody's home. It is asked for the folder of the whole
 * installation, which then is shown, and nothing else of that home.
 */
async function toolAt(context: ActionContext, language: Language, path: string): Promise<Tool | undefined> {
  if (isOfSystem(await realpath(path))) return { program: path, seen: [] };
  if (language.installation === undefined) return undefined;
  const answer = await context.exec([path, ...language.installation.ask], { cwd: '/', keepBytes: 4_096 });
  const folder = answer.stdout.trim();
  if (answer.exitCode !== 0 || !isAbsolute(folder) || isWide(folder)) return undefined;
  return { program: join(folder, language.installation.program), seen: isOfSystem(folder) ? [] : [folder] };
}

/** Whether a folder may hold more than an installation: home, what is right in it, and what they lie in. */
function isWide(folder: string): boolean {
  const holds = (path: string): boolean =>
    path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
  return holds(homedir()) || dirname(folder) === homedir();
}

/** What root sees, the account that the code runs under may not. */
async function starts(context: ActionContext, { program, seen }: Tool, { bwrap }: Sandbox): Promise<boolean> {
  if (seen.length === 0) return true;
  const script = `test -x ${quoted(program)}`;
  const { exitCode } = await inSandbox(context, { bwrap, seconds: TRIAL_SECONDS, folderMb: 1, seen, script });
  return exitCode === 0;
}

/** One word of a script for `sh`. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
