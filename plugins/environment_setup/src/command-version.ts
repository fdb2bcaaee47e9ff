import { type ActionContext, isCodomyrmexError } from '@codomyrmex/core';

export interface CommandFound {
  readonly name: string;
  readonly found: boolean;
  /** The first version number that the program tells, or `null` when it tells none. */
  readonly version: string | null;
}

/** Go and a few others know only the word. */
const flags = ['--version', 'version'];
const OUTPUT_BYTES = 16 * 1024;

/** Asks a program for its version. A program that is there and tells none is found, without a version. */
export async function commandVersion(context: ActionContext, name: string): Promise<CommandFound> {
  for (const flag of flags) {
    const told = await tell(context, name, flag);
    if (told === undefined) return { name, found: false, version: null };
    const version = /\d+(?:\.\d+)+/.exec(told)?.[0];
    if (version !== undefined) return { name, found: true, version };
  }
  return { name, found: true, version: null };
}

async function tell(context: ActionContext, name: string, flag: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await context.exec([name, flag], { keepBytes: OUTPUT_BYTES });
    return `${stdout}\n${stderr}`;
  } catch (error) {
    if (isCodomyrmexError(error) && error.code === 'COMMAND_NOT_FOUND') return undefined;
    throw error;
  }
}
