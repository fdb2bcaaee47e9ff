import type { Problem } from '@codomyrmex/core';
import { isRecord, limitKeys, readResourceEntry } from './resource-entry.ts';
import type { StoredResource } from './stored-resource.ts';

/** What a resource file has in it, and everything that is wrong with the entries that are left out. */
export interface ReadResources {
  readonly resources: readonly StoredResource[];
  readonly problems: readonly Problem[];
}

const VERSION = 1;
/** Entries that a file may have. */
const MAX_ENTRIES = 10_000;

/**
 * Reads the text of a resource file. NaN and Infinity, which Python writes though JSON has no such words, cost the entry that
 * has them and not the file.
 */
export function parseResourcesFile(text: string): ReadResources {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, '').replace(stringsAndWords, quoted));
  } catch (error) {
    const message = `the file is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    return refused({ code: 'invalid_json', path: '', message, suggestion: expected });
  }
  return readResourcesFile(data);
}

const stringsAndWords = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;
const quoted = (word: string): string => (word.startsWith('"') ? word : `"${word}"`);
const expected = 'write { "resources": { "system_cpu": { "type": "cpu", "capacity": { "cores": 8 } } } }';

/**
 * Reads a resource file as the Python system wrote it, or as {@link writeResourcesFile} does. An entry with a problem is left
 * out whole; the others are not touched by it.
 */
export function readResourcesFile(data: unknown): ReadResources {
  if (!isRecord(data) || !isRecord(data.resources)) {
    const path = isRecord(data) ? 'resources' : '';
    return refused({
      code: 'invalid_shape',
      path,
      message: 'there is no object of resources by id',
      suggestion: expected,
    });
  }
  const { schema_version: version = VERSION } = data;
  if (typeof version !== 'number' || version > VERSION) {
    const message = `the file has the form ${JSON.stringify(version)}; this version reads forms up to ${VERSION}`;
    return refused({ code: 'unknown_version', path: 'schema_version', message, suggestion: 'update codomyrmex' });
  }
  const entries = Object.entries(data.resources);
  if (entries.length > MAX_ENTRIES) {
    const message = `a file holds at most ${MAX_ENTRIES} resources, not ${entries.length}`;
    return refused({ code: 'too_many_resources', path: 'resources', message });
  }
  const resources: StoredResource[] = [];
  const problems: Problem[] = [];
  for (const [id, entry] of entries) {
    const read = readResourceEntry(id, entry);
    if (read.kind === 'resource') resources.push(read.resource);
    else
      problems.push(...read.problems.map((problem) => ({ ...problem, path: joined(`resources.${id}`, problem.path) })));
  }
  return { resources, problems };
}

/**
 * The file of these resources, as data for JSON, with every key of the Python system's. Reading it gives the same resources.
 * @param now of writing; resources that have no times of their own get it
 * @throws nothing: what is no valid resource is written as it is, and reading it says so
 */
export function writeResourcesFile(resources: Iterable<StoredResource>, now: Date): Readonly<Record<string, unknown>> {
  const entries = Array.from(resources, (resource): [string, unknown] => [resource.id, entryOf(resource, now)]);
  return { schema_version: VERSION, resources: Object.fromEntries(entries), updated_at: iso(now) };
}

function entryOf(resource: StoredResource, now: Date): Readonly<Record<string, unknown>> {
  const { limits } = resource;
  return {
    ...resource.otherKeys,
    id: resource.id,
    name: resource.name ?? resource.id,
    type: resource.type,
    description: resource.description ?? '',
    status: resource.status ?? 'available',
    capacity: { ...resource.capacity },
    allocated: { ...resource.allocated },
    limits: Object.fromEntries(Object.entries(limitKeys).map(([key, camel]) => [key, limits?.[camel] ?? null])),
    total_allocations: resource.totalAllocations ?? 0,
    total_usage_time: resource.totalUsageTime ?? 0,
    current_users: [...(resource.currentUsers ?? [])],
    metadata: { ...resource.metadata },
    tags: [...(resource.tags ?? [])],
    created_at: iso(resource.createdAt ?? now),
    updated_at: iso(resource.updatedAt ?? now),
  };
}

/** As Python writes it. */
function iso(time: Date): string {
  return time.toISOString().replace('Z', '+00:00');
}

function joined(path: string, rest: string): string {
  return rest === '' ? path : `${path}.${rest}`;
}

function refused(problem: Problem): ReadResources {
  return { resources: [], problems: [problem] };
}
