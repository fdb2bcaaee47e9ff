import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationSchema } from './configuration.ts';
import { existingFolder, folderToMake } from './folder.ts';
import { runGit } from './git-command.ts';
import { referenceName } from './parameters.ts';
import { tokenOf, tokenOptions, tokenSecret } from './remote/token.ts';
import { transferFailed } from './remote/transport.ts';
import { parseRemote } from './remote-url.ts';

const input = z.strictObject({
  url: z.string().min(1).max(2_000).meta({ description: 'https://…, ssh://… or user@host:path.' }),
  destination: z.string().min(1).meta({ description: 'A folder in the workspace that is empty or not there yet.' }),
  branch: referenceName.optional().meta({ description: 'A branch or tag; the remote’s own choice unless given.' }),
  depth: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: 'How many commits of history; all unless given.' }),
  allow_local: z.boolean().default(false).meta({ description: 'Let url be a folder of this machine.' }),
});
type Input = z.output<typeof input>;

export const cloneRepository = defineAction({
  title: 'Clone repository',
  description: 'Fetches a repository over https or ssh. Submodules are not fetched, and hooks are not run.',
  input,
  output: z.object({
    folder: z.string(),
    branch: z.string().nullable(),
    head: z.string().nullable().meta({ description: 'The commit, null for a repository without any.' }),
  }),
  config: configurationSchema,
  secrets: [tokenSecret],
  effects: ['exec', 'net', 'fs:write', 'secrets'],
  idempotent: false,
  timeout: 900,
  examples: [
    {
      title: 'The last commit of a release',
      input: {
        url: 'https://github.com/nodejs/node-gyp.git',
        destination: 'vendor/node-gyp',
        branch: 'v11.0.0',
        depth: 1,
      },
    },
  ],
  async run(context, parameters) {
    const { source, protocol } = await sourceOf(context, parameters);
    const destination = await folderToMake(context, parameters.destination);
    await requireFree(destination, parameters.destination);
    await mkdir(dirname(destination), { recursive: true });
    // Cloned beside its place and moved there when it is whole, so that a failed attempt leaves nothing behind.
    const beside = await mkdtemp(join(dirname(destination), '.codomyrmex-clone-'));
    try {
      const partial = join(beside, basename(destination));
      await clone(context, { source, protocol, destination: partial, parameters });
      await rename(partial, destination);
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
    return { folder: destination, ...(await checkedOut(context, destination)) };
  },
});

async function sourceOf(
  context: ActionContext,
  { url, allow_local }: Input,
): Promise<{ source: string; protocol: string }> {
  const remote = parseRemote(url, allow_local ? 'allowed' : 'refused');
  if (remote.protocol !== 'file') return { source: remote.url, protocol: remote.protocol };
  return { source: await existingFolder(context.resolve(remote.path), url), protocol: 'file' };
}

async function requireFree(destination: string, written: string): Promise<void> {
  const found = await stat(destination).catch(() => undefined);
  if (found === undefined || (found.isDirectory() && (await readdir(destination)).length === 0)) return;
  throw new ActionError(`there is something at "${written}" (${destination}) already`, {
    code: 'DESTINATION_EXISTS',
    retryable: false,
    details: { path: destination },
    suggestions: ['choose a folder that is empty or not there yet'],
  });
}

interface Clone {
  readonly source: string;
  readonly protocol: string;
  readonly destination: string;
  readonly parameters: Input;
}

async function clone(context: ActionContext, { source, protocol, destination, parameters }: Clone): Promise<void> {
  const { branch, depth } = parameters;
  const token = tokenOf(context);
  const result = await runGit(context, {
    cwd: dirname(destination),
    args: [
      'clone',
      '--quiet',
      '--no-local',
      '--no-recurse-submodules',
      '--template=',
      ...(branch === undefined ? [] : [`--branch=${branch}`]),
      ...(depth === undefined ? [] : [`--depth=${depth}`]),
      '--',
      source,
      destination,
    ],
    settings: 'user',
    protocols: protocol,
    ...(token !== undefined && protocol === 'https' && tokenOptions(token)),
  });
  if (result.exitCode !== 0) throw transferFailed('clone', result);
}

async function checkedOut(
  context: ActionContext,
  cwd: string,
): Promise<{ branch: string | null; head: string | null }> {
  const ask = async (args: [string, ...string[]]): Promise<string | null> => {
    const result = await runGit(context, { cwd, args, settings: 'none' });
    return result.exitCode === 0 ? result.stdout.trim() : null;
  };
  return {
    branch: await ask(['symbolic-ref', '--short', '--quiet', 'HEAD']),
    head: await ask(['rev-parse', '--verify', '--quiet', 'HEAD']),
  };
}
