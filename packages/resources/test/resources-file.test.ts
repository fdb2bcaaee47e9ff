import { resourceStatuses } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Ledger,
  parseResourcesFile,
  readResourcesFile,
  type StoredResource,
  writeResourcesFile,
} from '../src/index.ts';

/** As the Python system writes an entry. */
const entry = {
  id: 'system_memory',
  name: 'System Memory',
  type: 'memory',
  description: 'RAM',
  status: 'maintenance',
  capacity: { gb: 16 },
  allocated: { gb: 4 },
  limits: {
    max_cpu_cores: null,
    max_memory_gb: 12.8,
    max_disk_gb: null,
    max_network_mbps: null,
    max_concurrent_users: 3,
    max_requests_per_minute: null,
    timeout_seconds: 60,
  },
  total_allocations: 7,
  total_usage_time: 12.5,
  current_users: ['task_1'],
  metadata: { rack: 'b' },
  tags: ['system'],
  created_at: '2025-01-02T03:04:05.678901+00:00',
  updated_at: '2025-01-02T03:04:05',
};
const now = new Date('2026-01-01T00:00:00Z');
const codes = (entries: object) =>
  readResourcesFile({ resources: entries }).problems.map(({ path, code }) => [path, code]);

describe('a resource file', () => {
  it('given what the Python system wrote, when it is read and written, then nothing is lost', {
    meta: {
      specification: [
        'id',
        'name',
        'type',
        'description',
        'status',
        'capacity',
        'limits',
        'metadata',
        'tags',
        'total_allocations',
        'total_usage_time',
        'created_at',
        'updated_at',
      ].map((field) => `3.Resource.${field}`),
    },
  }, () => {
    const read = parseResourcesFile(JSON.stringify({ resources: { system_memory: entry }, updated_at: 'x' }));
    expect(read.problems).toEqual([]);
    expect(read.resources).toMatchObject([
      {
        id: 'system_memory',
        status: 'maintenance',
        capacity: { gb: 16 },
        limits: { maxMemoryGb: 12.8, maxConcurrentUsers: 3, timeoutSeconds: 60 },
        totalAllocations: 7,
        totalUsageTime: 12.5,
        tags: ['system'],
        metadata: { rack: 'b' },
        createdAt: new Date('2025-01-02T03:04:05.678Z'),
        updatedAt: new Date('2025-01-02T03:04:05.000Z'),
      },
    ]);
    expect(writeResourcesFile(read.resources, now)).toEqual({
      schema_version: 1,
      resources: {
        system_memory: {
          ...entry,
          created_at: '2025-01-02T03:04:05.678+00:00',
          updated_at: '2025-01-02T03:04:05.000+00:00',
        },
      },
      updated_at: '2026-01-01T00:00:00.000+00:00',
    });
  });

  it('given what was held when the file was written, then the file says so and nobody holds anything', () => {
    const { resources } = readResourcesFile({ resources: { m: { ...entry, id: 'm', status: 'available' } } });
    expect(resources).toMatchObject([{ allocated: { gb: 4 }, currentUsers: ['task_1'] }]);
    expect(new Ledger(resources).usage('m')).toMatchObject({ held: { gb: 0 }, holders: [] });
  });

  it('given keys that mean nothing to us, then they are written again', () => {
    const { resources } = readResourcesFile({
      resources: { c: { type: 'cpu', capacity: { cores: 2 }, owner: ['a'] } },
    });
    expect(writeResourcesFile(resources, now).resources).toMatchObject({ c: { owner: ['a'], id: 'c', name: 'c' } });
  });

  it('given the enumeration as Python shows it, then it is the same type', () => {
    const { resources } = readResourcesFile({ resources: { g: { type: 'ResourceType.GPU', capacity: { units: 1 } } } });
    expect(resources).toMatchObject([{ type: 'gpu' }]);
  });

  it('given one bad entry of every kind, then each says where and what to do, and the good ones are there', () => {
    const file = readResourcesFile({
      resources: {
        system_cpu: { type: 'cpu', capacity: { cores: 4 } },
        system_storage: { type: 'storage', capacity: { gb: 100 } },
        nothing: null,
        words: { type: 'memory', capacity: { gb: '16' }, tags: 'fast', total_allocations: -1 },
        minus: { type: 'memory', capacity: { gb: -1 }, limits: { max_memory_gb: -2, max_memory: 1 } },
        other: { id: 'another', type: 'lock', status: 'idle', created_at: 'yesterday' },
        queue: { type: 'queue', capacity: { slots: 2 } },
      },
    });
    expect(file.resources.map(({ id }) => id)).toEqual(['system_cpu', 'queue']);
    expect(file.problems.map(({ path, code }) => [path, code])).toEqual([
      ['resources.system_storage.type', 'unknown_type'],
      ['resources.nothing', 'invalid_shape'],
      ['resources.words.capacity.gb', 'invalid_amount'],
      ['resources.words.tags', 'invalid_value'],
      ['resources.words.total_allocations', 'invalid_value'],
      ['resources.minus.limits.max_memory', 'unknown_key'],
      ['resources.minus.capacity.gb', 'invalid_amount'],
      ['resources.minus.limits.max_memory_gb', 'invalid_limit'],
      ['resources.other.id', 'id_differs'],
      ['resources.other.status', 'unknown_status'],
      ['resources.other.created_at', 'invalid_value'],
    ]);
    const suggestionAt = (path: string) => file.problems.find((problem) => problem.path === path)?.suggestion;
    expect(suggestionAt('resources.system_storage.type')).toBe('did you mean "disk"?');
    expect(suggestionAt('resources.minus.limits.max_memory')).toBe('did you mean "max_memory_gb"?');
  });

  it('given NaN as Python writes it, then it costs its entry and not the file, and a text that says NaN stays', () => {
    const text = `{"resources": {"a": {"type": "cpu", "capacity": {"cores": NaN}},
      "b": {"type": "cpu", "capacity": {"cores": -Infinity}},
      "c": {"type": "cpu", "name": "NaN \\" Infinity", "capacity": {"cores": 1}}}}`;
    const { resources, problems } = parseResourcesFile(text);
    expect(resources).toMatchObject([{ id: 'c', name: 'NaN " Infinity' }]);
    expect(problems.map(({ path }) => path)).toEqual(['resources.a.capacity.cores', 'resources.b.capacity.cores']);
  });

  it.each([
    ['no JSON', '{"resources": ', 'invalid_json'],
    ['a list', '[]', 'invalid_shape'],
    ['resources that are a list', '{"resources": []}', 'invalid_shape'],
    ['a later form', '{"resources": {}, "schema_version": 2}', 'unknown_version'],
  ])('given %s, then there is one problem and no resource', (_, text, code) => {
    expect(parseResourcesFile(text)).toMatchObject({ resources: [], problems: [{ code }] });
  });

  it('given the form that is written, none, or one before it, then it is read; given one that is no number, then not', () => {
    const codesOf = (schema_version: unknown) =>
      readResourcesFile({ resources: {}, schema_version }).problems.map(({ path, code }) => [path, code]);
    expect([1, 0, undefined].flatMap(codesOf)).toEqual([]);
    for (const version of ['1', null, 2]) expect(codesOf(version)).toEqual([['schema_version', 'unknown_version']]);
  });

  it('given a file that begins with a mark of its byte order, then it is read', () => {
    expect(parseResourcesFile('\uFEFF{"resources": {}}')).toEqual({ resources: [], problems: [] });
  });

  it('given times with and without a zone, then those without are in UTC', () => {
    const timeOf = (created_at: string) =>
      readResourcesFile({ resources: { a: { type: 'lock', created_at } } }).resources[0]?.createdAt?.toISOString();
    expect(
      ['2026-01-31T12:00:00', '2026-01-31T12:00:00Z', '2026-01-31T14:00:00+02:00', '2026-01-31T07:00:00-0500'].map(
        timeOf,
      ),
    ).toEqual(Array.from({ length: 4 }, () => '2026-01-31T12:00:00.000Z'));
  });

  it('given fields that are null, then they are as good as absent', () => {
    const keys = ['id', 'name', 'description', 'status', 'limits', 'tags', 'metadata', 'current_users', 'created_at'];
    const absent = Object.fromEntries(keys.map((key) => [key, null]));
    const { resources, problems } = readResourcesFile({ resources: { a: { type: 'lock', ...absent } } });
    expect([resources, problems]).toStrictEqual([[{ id: 'a', type: 'lock', capacity: {} }], []]);
    const unused = { type: 'lock', total_allocations: 0, total_usage_time: 0 };
    expect(readResourcesFile({ resources: { a: unused } }).resources).toMatchObject([
      { totalAllocations: 0, totalUsageTime: 0 },
    ]);
  });

  it('given a text that is no type, then the one that was meant is named, or all of them', () => {
    const suggestionFor = (type: unknown) =>
      readResourcesFile({ resources: { a: { type } } }).problems.map(({ message, suggestion }) => [
        message,
        suggestion,
      ]);
    const all = expect.stringMatching(/^one of cpu, .*lock/);
    expect(suggestionFor(' ResourceType.MUTEX ')).toEqual([
      ['there is no resource type " ResourceType.MUTEX "', 'did you mean "lock"?'],
    ]);
    expect(suggestionFor('memroy')).toEqual([['there is no resource type "memroy"', 'did you mean "memory"?']]);
    expect(suggestionFor('constructor')).toEqual([['there is no resource type "constructor"', all]]);
    expect(suggestionFor(undefined)).toEqual([['there is no resource type nothing', all]]);
    expect(suggestionFor('x'.repeat(58))).toEqual([[`there is no resource type "${'x'.repeat(58)}"`, all]]);
    expect(suggestionFor('x'.repeat(59))).toEqual([[`there is no resource type "${'x'.repeat(56)}…`, all]]);
  });

  it('given values of other kinds than they should be, then each says what it should be', () => {
    const messages = readResourcesFile({
      resources: {
        a: {
          type: 'memory',
          name: 5,
          tags: ['fast', 5],
          metadata: [],
          capacity: [],
          status: 5,
          limits: { timeout_seconds: '5' },
          total_usage_time: '1',
          updated_at: 5,
        },
      },
    }).problems.map(({ path, message, suggestion }) => `${path}: ${message}${suggestion === undefined ? '' : '!'}`);
    expect(messages.slice(0, 8)).toEqual([
      'resources.a.name: name is a text, not 5',
      'resources.a.status: there is no resource status 5!',
      'resources.a.capacity: capacity is an object, not []',
      'resources.a.limits.timeout_seconds: timeout_seconds is a number, not "5"',
      'resources.a.tags: tags is a list of texts, not ["fast",5]',
      'resources.a.metadata: metadata is an object, not []',
      'resources.a.total_usage_time: total_usage_time is a number from 0, not "1"',
      'resources.a.updated_at: updated_at is a time such as 2026-01-31T12:00:00+00:00, not 5',
    ]);
    expect(messages).toHaveLength(8);
  });

  it('given a status that is nearly one, then that is named', () => {
    const { problems } = readResourcesFile({ resources: { a: { type: 'lock', status: 'maintenence' } } });
    expect(problems.map(({ suggestion }) => suggestion)).toEqual(['did you mean "maintenance"?']);
  });

  it('given more entries than a file may have, then it is refused whole', () => {
    const most = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`r${at}`, { type: 'lock' }]));
    expect(readResourcesFile({ resources: most }).resources).toHaveLength(10_000);
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`r${at}`, null]));
    expect(codes(many)).toEqual([['resources', 'too_many_resources']]);
  });
});

const text = fc.string({ maxLength: 12 });
const amount = fc.double({ min: 0.001, max: 1_000, noNaN: true });
const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const units = {
  cpu: 'cores',
  memory: 'gb',
  disk: 'gb',
  external_api: 'tokens_per_minute',
  semaphore: 'holders',
} as const;
const resource: fc.Arbitrary<StoredResource> = fc
  .constantFrom('cpu', 'memory', 'disk', 'external_api', 'semaphore')
  .chain((type: keyof typeof units) =>
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 20 }),
      type: fc.constant(type),
      name: text,
      description: text,
      status: fc.constantFrom(...resourceStatuses),
      capacity: fc.record({ [units[type]]: amount }),
      limits: fc.record(
        { maxMemoryGb: amount, maxConcurrentUsers: fc.integer({ min: 1, max: 9 }) },
        { requiredKeys: [] },
      ),
      tags: fc.array(text, { maxLength: 3 }),
      metadata: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null))),
      allocated: fc.record({ [units[type]]: amount }),
      currentUsers: fc.array(text, { maxLength: 3 }),
      totalAllocations: fc.nat(),
      totalUsageTime: amount,
      createdAt: time,
      updatedAt: time,
    }),
  );

it('given any resources, when they are written and read, then they are the same', () => {
  fc.assert(
    fc.property(fc.uniqueArray(resource, { maxLength: 6, selector: ({ id }) => id }), time, (resources, at) => {
      const read = parseResourcesFile(JSON.stringify(writeResourcesFile(resources, at)));
      expect(read.problems).toEqual([]);
      expect(new Map(read.resources.map((one) => [one.id, one]))).toEqual(
        new Map(resources.map((one) => [one.id, one])),
      );
    }),
  );
});

it('given any JSON, then reading never throws, and what it gives can be granted from', () => {
  const field = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('cpu', 'lock', 'available'));
  const keys = ['id', 'type', 'status', 'capacity', 'limits', 'tags', 'metadata', 'created_at', '__proto__'];
  const entries = fc.dictionary(text, fc.dictionary(fc.constantFrom(...keys), field));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.record({ resources: entries })), (data) => {
      expect(() => new Ledger(readResourcesFile(data).resources)).not.toThrow();
    }),
  );
});
