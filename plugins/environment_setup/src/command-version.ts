import { setTimeout } from 'node:timers/promises';
import { type ActionContext, isOrchestrationError } from '@codomyrmex/core';
import * as z from 'zod';

export const commandName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/, 'use the name of a program, without a path or arguments');

export const commandSchema = z.object({
  name: z.string(),
  found: z.boolean(),
  version: z.string().nullable().meta({ description: 'null when the program is not there or does not tell.' }),
});
/** Whether a program is on PATH, and its version as it tells it. */
export type FoundCommand = z.output<typeof commandSchema>;

/** Programs that do not know `--version`, or do something else with it. */
const askedBy: Readonly<Record<string, readonly string[]>> = {
  ffmpeg: ['-version'],
  ffprobe: ['-version'],
  go: ['version'],
  helm: ['version', '--short'],
  java: ['-version'],
  javac: ['-version'],
  kubectl: ['version', '--client'],
  openssl: ['version'],
  ssh: ['-V'],
  tmux: ['-V'],
  unzip: ['-v'],
};

const ANSWER_MS = 10_000;
const AT_ONCE = 8;

/** Asks every program for its version, some at a time, in the order of `names`. */
export async function commandVersions(context: ActionContext, names: readonly string[]): Promise<FoundCommand[]> {
  const answers: FoundCommand[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const group = names.slice(start, start + AT_ONCE);
    answers.push(...(await Promise.all(group.map((name) => commandVersion(context, name)))));
    context.progress((start + group.length) / names.length, `${start + group.length} programs`);
  }
  return answers;
}

async function commandVersion(context: ActionContext, name: string): Promise<FoundCommand> {
  const waiting = new AbortController();
  try {
    const answer = await Promise.race([
      context.exec([name, ...(askedBy[name] ?? ['--version'])], { keepBytes: 16 * 1024 }),
      // One that waits for something is there; the end of the attempt ends it.
      setTimeout(ANSWER_MS, undefined, { signal: waiting.signal }),
    ]);
    return {
      name,
      found: true,
      version: answer === undefined ? null : versionIn(`${answer.stdout}\n${answer.stderr}`),
    };
  } catch (error) {
    if (isOrchestrationError(error) && error.code === 'COMMAND_NOT_FOUND') return { name, found: false, version: null };
    throw error;
  } finally {
    waiting.abort();
  }
}

/** The first thing in a program's answer that looks like a version. */
export function versionIn(answer: string): string | null {
  return /(?<![\d.])\d{1,8}(?:\.\d{1,8}){1,3}(?:[-+][0-9A-Za-z.-]{1,40})?/.exec(answer.slice(0, 4_000))?.[0] ?? null;
}
