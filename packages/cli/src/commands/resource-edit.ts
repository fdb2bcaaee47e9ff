import { readFile } from 'node:fs/promises';
import { NotFoundError, UsageError } from '@codomyrmex/core';
import { machine } from '@codomyrmex/engine';
import { defaultResources, parseResourcesFile, type StoredResource } from '@codomyrmex/resources';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { changeResourceFile, entryOf, invalid, resourceFileOf, resourceOf } from '../resource-file.ts';
import { unknownResource } from './resource-list.ts';

interface ChangeOptions extends CommonOptions {
  readonly capacity: readonly string[];
  readonly limit: readonly string[];
  readonly status?: string;
}

interface AddOptions extends ChangeOptions {
  readonly id?: string;
  readonly type?: string;
  readonly name?: string;
  readonly description?: string;
  readonly tag: readonly string[];
}

export function addResources(from: string | undefined, options: AddOptions): Promise<void> {
  return perform(options, async (scope) => {
    const added = from === undefined ? [written(options)] : await resourcesIn(from);
    const file = fileOf(scope);
    await changeResourceFile(file, (entries) => {
      for (const resource of added) {
        if (entries.has(resource.id)) {
          throw new UsageError(`there is a resource "${resource.id}" in ${file} already`, {
            code: 'RESOURCE_EXISTS',
            suggestions: [`codomyrmex resource set ${resource.id} changes it.`],
          });
        }
        entries.set(resource.id, entryOf(resource));
      }
    });
    return done(
      scope,
      file,
      added.map(({ id }) => id),
      'added',
    );
  });
}

export function setResource(id: string, options: ChangeOptions): Promise<void> {
  return perform(options, async (scope) => {
    if (options.capacity.length + options.limit.length === 0 && options.status === undefined) {
      throw new UsageError('nothing to change was given', {
        code: 'INVALID_PARAMETERS',
        suggestions: ['Give --capacity cores=4, --limit max_concurrent_users=2 or --status maintenance.'],
      });
    }
    const file = fileOf(scope);
    await changeResourceFile(file, (entries) => {
      const defaults = machineResources(scope);
      const known = defaults.find((one) => one.id === id);
      const before = entries.get(id) ?? (known === undefined ? undefined : entryOf(known));
      if (before === undefined) throw unknownResource(id, [...entries.keys(), ...defaults.map((one) => one.id)]);
      const entry = entryOf({ ...resourceOf(id, before), updatedAt: new Date() });
      const changed = resourceOf(id, withChanges(entry, options));
      entries.set(id, entryOf(changed));
    });
    return done(scope, file, [id], 'changed');
  });
}

export function removeResource(id: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const file = fileOf(scope);
    const comesWithMachine = machineResources(scope).some((one) => one.id === id);
    await changeResourceFile(file, (entries) => {
      if (entries.delete(id)) return;
      if (comesWithMachine) {
        throw new UsageError(`"${id}" comes with the machine and cannot be removed`, {
          code: 'INVALID_PARAMETERS',
          suggestions: [`codomyrmex resource set ${id} --status unavailable grants nothing of it.`],
        });
      }
      throw unknownResource(id, [...entries.keys()]);
    });
    const code = done(scope, file, [id], 'removed');
    if (comesWithMachine && !scope.json) scope.terminal.note(`${id} is again what this machine has of it`);
    return code;
  });
}

function fileOf({ configuration, dataFolder }: CommandScope): string {
  return resourceFileOf(configuration, dataFolder);
}

function machineResources({ dataFolder }: CommandScope): readonly StoredResource[] {
  return defaultResources(machine({ dataFolder }));
}

function done({ json, terminal }: CommandScope, file: string, ids: readonly string[], what: string): number {
  if (json) terminal.json({ success: true, file, resources: ids });
  else terminal.note(`${what} in ${file}: ${ids.join(', ')}`);
  return 0;
}

function written(options: AddOptions): StoredResource {
  const { id, type, name, description, tag } = options;
  if (id === undefined || type === undefined) {
    throw new UsageError('a resource has an id and a type', {
      code: 'INVALID_PARAMETERS',
      suggestions: ['Give --id and --type, or a file of resources.'],
    });
  }
  return resourceOf(id, withChanges({ type, name, description, tags: tag }, options));
}

/** @throws DefinitionError with every problem of every entry · NotFoundError when there is no such file. */
async function resourcesIn(file: string): Promise<readonly StoredResource[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotFoundError(`${file} cannot be read: ${why}`, { code: 'FILE_NOT_FOUND', cause });
  });
  const { resources, problems } = parseResourcesFile(text);
  if (problems.length > 0) throw invalid(problems, file);
  return resources;
}

/** An entry of a resource file with what was given on the command line. */
function withChanges(entry: unknown, { capacity, limit, status }: ChangeOptions): unknown {
  const before = new Map(typeof entry === 'object' && entry !== null ? Object.entries(entry) : []);
  const merged = (key: string, words: readonly string[]): unknown => ({
    ...before.get(key),
    ...Object.fromEntries(words.map((word) => numbered(key, word))),
  });
  before.set('capacity', merged('capacity', capacity));
  before.set('limits', merged('limits', limit));
  if (status !== undefined) before.set('status', status);
  return Object.fromEntries(before);
}

/** `cores=4`; `max_cpu_cores=none` for no limit. */
function numbered(of: string, word: string): [string, number | null] {
  const [, key, value] = /^([^=]+)=(.+)$/.exec(word) ?? [];
  const number = Number(value);
  if (key !== undefined && of === 'limits' && value === 'none') return [key, null];
  if (key !== undefined && Number.isFinite(number)) return [key, number];
  throw new UsageError(`"${word}" is no ${of === 'limits' ? 'limit' : 'capacity'}`, {
    code: 'INVALID_PARAMETERS',
    suggestions: [of === 'limits' ? 'Write max_concurrent_users=2.' : 'Write cores=4.'],
  });
}
