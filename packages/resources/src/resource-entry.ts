import { dateAt, didYouMean, type Problem, type ResourceType, resourceStatuses, resourceTypes } from '@codomyrmex/core';
import { type Amounts, definitionProblems, type ResourceLimits } from './resource-definition.ts';
import type { StoredResource } from './stored-resource.ts';

/** An entry of a resource file, or everything that is wrong with it, with paths inside the entry. */
export type ReadEntry =
  | { readonly kind: 'resource'; readonly resource: StoredResource }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** The limits of a resource as files name them. */
export const limitKeys = {
  max_cpu_cores: 'maxCpuCores',
  max_memory_gb: 'maxMemoryGb',
  max_disk_gb: 'maxDiskGb',
  max_network_mbps: 'maxNetworkMbps',
  max_concurrent_users: 'maxConcurrentUsers',
  max_requests_per_minute: 'maxRequestsPerMinute',
  timeout_seconds: 'timeoutSeconds',
} as const satisfies Record<string, keyof ResourceLimits>;

const limitNames: ReadonlyMap<string, keyof ResourceLimits> = new Map(Object.entries(limitKeys));

const known: ReadonlySet<string> = new Set(
  (
    'id name type description status capacity allocated limits total_allocations total_usage_time current_users metadata ' +
    'tags created_at updated_at'
  ).split(' '),
);

/** Types that other generations of the system wrote. They are told and not taken: what they counted is not always the same. */
const formerTypes: ReadonlyMap<string | undefined, ResourceType> = new Map([
  ['storage', 'disk'],
  ['compute', 'cpu'],
  ['api_quota', 'external_api'],
  ['file_handle', 'file'],
  ['mutex', 'lock'],
]);

type Entry = Readonly<Record<string, unknown>>;

/** @param id the key under which the entry stands */
export function readResourceEntry(id: string, entry: unknown): ReadEntry {
  if (!isRecord(entry)) return refused('invalid_shape', '', `a resource is an object, not ${shown(entry)}`);
  const fields = new EntryFields(entry);
  const type = fields.type();
  const resource: StoredResource = {
    id: fields.id(id),
    type: type ?? 'queue',
    name: fields.text('name'),
    description: fields.text('description'),
    status: fields.status(),
    capacity: fields.amounts('capacity') ?? {},
    limits: fields.limits(),
    tags: fields.texts('tags'),
    metadata: fields.record('metadata'),
    allocated: fields.amounts('allocated'),
    currentUsers: fields.texts('current_users'),
    totalAllocations: fields.count('total_allocations'),
    totalUsageTime: fields.count('total_usage_time'),
    createdAt: fields.date('created_at'),
    updatedAt: fields.date('updated_at'),
    otherKeys: fields.others(),
  };
  const { problems } = fields;
  // Which units there may be depends on the type, so without one nothing more is said.
  if (type !== undefined) {
    const noted = problems.map(({ path }) => path);
    const isNoted = (path: string): boolean => noted.some((one) => one === path || one.startsWith(`${path}.`));
    problems.push(...storedProblems(resource).filter(({ path }) => !isNoted(path)));
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'resource', resource: withoutAbsent(resource) };
}

/** Everything that is wrong with a resource, with paths as a file has them. */
export function storedProblems(resource: StoredResource): readonly Problem[] {
  return definitionProblems(resource).map((problem) => ({ ...problem, path: snakePath(problem.path) }));
}

function snakePath(path: string): string {
  const name = /^limits\.(.*)$/.exec(path)?.[1];
  const key = Object.entries(limitKeys).find(([, camel]) => camel === name)?.[0];
  return key === undefined ? path : `limits.${key}`;
}

/** Takes the fields of an entry one by one and notes what is wrong with each. */
class EntryFields {
  readonly problems: Problem[] = [];
  private readonly entry: Entry;

  constructor(entry: Entry) {
    this.entry = entry;
  }

  id(key: string): string {
    const id = this.text('id') ?? key;
    if (id !== key) this.report('id_differs', 'id', `the entry "${key}" has the id "${id}"`, `write "id": "${key}"`);
    return key;
  }

  type(): ResourceType | undefined {
    const { type } = this.entry;
    const written =
      typeof type === 'string'
        ? type
            .trim()
            .replace(/^ResourceType\./, '')
            .toLowerCase()
        : undefined;
    const found = resourceTypes.find((one) => one === written);
    if (found !== undefined) return found;
    const former = formerTypes.get(written);
    const suggestion =
      (former !== undefined ? `did you mean "${former}"?` : didYouMean(written ?? '', resourceTypes)) ??
      `one of ${resourceTypes.join(', ')}`;
    this.report('unknown_type', 'type', `there is no resource type ${shown(type)}`, suggestion);
    return undefined;
  }

  status(): StoredResource['status'] {
    const { status } = this.entry;
    if (status === undefined || status === null) return undefined;
    const found = resourceStatuses.find((one) => one === status);
    if (found !== undefined) return found;
    const message = `there is no resource status ${shown(status)}`;
    const meant = typeof status === 'string' ? didYouMean(status, resourceStatuses) : undefined;
    this.report('unknown_status', 'status', message, meant ?? `one of ${resourceStatuses.join(', ')}`);
    return undefined;
  }

  text(key: string): string | undefined {
    return this.value(key, 'a text', (value) => (typeof value === 'string' ? value : undefined));
  }

  texts(key: string): readonly string[] | undefined {
    return this.value(key, 'a list of texts', (value) =>
      Array.isArray(value) && value.every((one): one is string => typeof one === 'string') ? value : undefined,
    );
  }

  record(key: string): Entry | undefined {
    return this.value(key, 'an object', (value) => (isRecord(value) ? value : undefined));
  }

  count(key: string): number | undefined {
    return this.value(key, 'a number from 0', (value) => (typeof value === 'number' && value >= 0 ? value : undefined));
  }

  date(key: string): Date | undefined {
    return this.value(key, 'a time such as 2026-01-31T12:00:00+00:00', (value) => {
      const time = typeof value === 'string' ? dateAt(inUtc(value)) : undefined;
      return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
    });
  }

  amounts(key: string): Amounts | undefined {
    const amounts = this.record(key);
    return amounts && this.numbers(key, amounts, new Map(Object.keys(amounts).map((unit) => [unit, unit])));
  }

  limits(): ResourceLimits | undefined {
    const limits = this.record('limits');
    if (limits === undefined) return undefined;
    const given = Object.entries(limits).filter(([, value]) => value !== null);
    return this.numbers('limits', Object.fromEntries(given), limitNames);
  }

  others(): Entry | undefined {
    const others = Object.entries(this.entry).filter(([key]) => !known.has(key));
    return others.length === 0 ? undefined : Object.fromEntries(others);
  }

  /** @param names what each key is called with us */
  private numbers<Name extends string>(
    of: string,
    written: Entry,
    names: ReadonlyMap<string, Name>,
  ): Readonly<Partial<Record<Name, number>> & Record<string, number>> {
    const numbers: [string, number][] = [];
    for (const [key, value] of Object.entries(written)) {
      const name = names.get(key);
      const path = `${of}.${key}`;
      if (name === undefined) {
        const suggestion = didYouMean(key, names.keys()) ?? `one of ${[...names.keys()].join(', ')}`;
        this.report('unknown_key', path, `there is no ${key} among the ${of}`, suggestion);
      } else if (typeof value !== 'number') {
        this.report('invalid_amount', path, `${key} is a number, not ${shown(value)}`);
      } else numbers.push([name, value]);
    }
    // Every name is one of `names`, and every value was looked at.
    return Object.fromEntries(numbers) as Partial<Record<Name, number>> & Record<string, number>;
  }

  /** Absent and `null` are the same. */
  private value<Value>(key: string, what: string, read: (value: unknown) => Value | undefined): Value | undefined {
    const written = this.entry[key];
    if (written === undefined || written === null) return undefined;
    const value = read(written);
    if (value === undefined) this.report('invalid_value', key, `${key} is ${what}, not ${shown(written)}`);
    return value;
  }

  private report(code: string, path: string, message: string, suggestion?: string): void {
    this.problems.push({ code, path, message, suggestion });
  }
}

/** Python's times without a zone are in UTC here as well. */
function inUtc(time: string): string {
  return /[zZ]$|[+-]\d\d:?\d\d$/.test(time) ? time : `${time}Z`;
}

function withoutAbsent(resource: StoredResource): StoredResource {
  const present = Object.entries(resource).filter(([, value]) => value !== undefined);
  // What is left out was undefined, which every optional member may be.
  return Object.fromEntries(present) as unknown as StoredResource;
}

export function isRecord(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Short enough for a message. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function refused(code: string, path: string, message: string): ReadEntry {
  return { kind: 'refused', problems: [{ code, path, message }] };
}
