import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefinitionError, type Problem, UsageError } from '@codomyrmex/core';
import { type Configuration, writeFileWhole } from '@codomyrmex/engine';
import { readResourcesFile, type StoredResource, writeResourcesFile } from '@codomyrmex/resources';

/** Entries of a resource file as they are written, by id. */
export type Entries = Map<string, unknown>;

/** The resource file that the commands change, and that runs read: it need not be there yet. */
export function resourceFileOf(configuration: Configuration, dataFolder: string): string {
  return configuration.resourceConfig ?? join(dataFolder, 'resources.json');
}

/**
 * Changes entries of a resource file and writes it whole or not at all. Entries that are not changed stay as they are written,
 * wrong ones too. Two that change it at the same moment do not tear it, but the later one wins.
 * @throws UsageError INVALID_PARAMETERS when the file is no resource file · StorageError when it cannot be written.
 */
export async function changeResourceFile(file: string, change: (entries: Entries) => void): Promise<void> {
  const data = await dataOf(file);
  const entries: Entries = new Map(Object.entries(data.resources));
  change(entries);
  const { updated_at, ...head } = writeResourcesFile([], new Date());
  const resources = Object.fromEntries(entries);
  const text = `${JSON.stringify({ ...head, ...data, resources, updated_at }, null, 2)}\n`;
  await writeFileWhole(file, text, 'replace');
}

/** The resource that an entry is. @throws DefinitionError with everything that is wrong with it. */
export function resourceOf(id: string, entry: unknown): StoredResource {
  const { resources, problems } = readResourcesFile({ resources: { [id]: entry } });
  const [resource] = resources;
  if (resource === undefined) throw invalid(problems);
  return resource;
}

export function entryOf(resource: StoredResource): unknown {
  const written = writeResourcesFile([resource], new Date());
  return new Map(Object.entries(recordOf(written.resources) ?? {})).get(resource.id);
}

export function invalid(problems: readonly Problem[], file?: string): DefinitionError {
  return new DefinitionError(
    problems.length === 1 ? 'the resource is not valid' : `${problems.length} things are wrong with the resources`,
    problems.map((problem) => ({ ...problem, file })),
    { code: 'INVALID_PARAMETERS' },
  );
}

interface FileData {
  readonly resources: Readonly<Record<string, unknown>>;
}

async function dataOf(file: string): Promise<FileData> {
  if (!existsSync(file)) return { resources: {} };
  let data: unknown;
  try {
    data = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new UsageError(`${file} cannot be changed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'INVALID_PARAMETERS',
      cause,
      suggestions: ['Mend the file first, or name another with resource_config.'],
    });
  }
  const [problem] = readResourcesFile(data).problems.filter(({ path }) => !path.startsWith('resources.'));
  const resources = recordOf(recordOf(data)?.resources);
  if (problem !== undefined || resources === undefined) throw invalid(problem === undefined ? [] : [problem], file);
  return { ...recordOf(data), resources };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}
