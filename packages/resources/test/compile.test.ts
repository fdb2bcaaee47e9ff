import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../src/index.ts';
import { compiled, refused } from './compiled.ts';

const machine = (): Ledger =>
  new Ledger([
    { id: 'workers', type: 'queue', capacity: { slots: 4 } },
    { id: 'system_cpu', type: 'cpu', capacity: { cores: 8 } },
    { id: 'system_memory', type: 'memory', capacity: { gb: 16 }, limits: { maxMemoryGb: 12 } },
    { id: 'gpu_a', type: 'gpu', capacity: { units: 1 } },
    { id: 'gpu_b', type: 'gpu', capacity: { units: 2 } },
    { id: 'tokens', type: 'semaphore', capacity: { holders: 3 } },
    { id: 'pg', type: 'database', capacity: { connections: 10 } },
  ]);

const owner = { label: 'test' };

describe('requests that are right', () => {
  test('are the same need whenever they mean the same', () => {
    const ledger = machine();
    const bare = compiled(ledger, [{ type: 'cpu' }]);
    expect(compiled(ledger, [{ type: 'cpu', amount: 1 }])).toBe(bare);
    expect(compiled(ledger, [{ type: 'cpu', amount: { cores: 1 } }])).toBe(bare);
    expect(compiled(ledger, [{ type: 'cpu', amount: { millicores: 1_000 }, identifier: 'system_cpu' }])).toBe(bare);
    expect(compiled(ledger, [{ type: 'cpu', amount: 2 }])).not.toBe(bare);
  });

  test('may stand in any order and be split', () => {
    const ledger = machine();
    const need = compiled(ledger, [
      { type: 'cpu', amount: 2 },
      { type: 'memory', amount: { gb: 1 } },
    ]);
    expect(
      compiled(ledger, [
        { type: 'memory', amount: { mb: 512 } },
        { type: 'cpu', amount: 2 },
        { type: 'memory', amount: { gb: 0.5 } },
      ]),
    ).toBe(need);
  });

  test('of nothing at all are always granted', () => {
    const ledger = machine();
    expect(ledger.tryTake(compiled(ledger, []), owner)).toBeDefined();
  });

  test.each([
    [{ type: 'memory', amount: { mb: 512 } }, 'system_memory', { gb: 0.5 }],
    [{ type: 'memory', amount: 2 }, 'system_memory', { gb: 2 }],
    [{ type: 'queue', identifier: 'workers' }, 'workers', { slots: 1 }],
    [{ type: 'semaphore', identifier: 'tokens', amount: 3 }, 'tokens', { holders: 3 }],
    [{ type: 'database', identifier: 'pg' }, 'pg', { connections: 1, holders: 1 }],
    [{ type: 'lock', identifier: 'db' }, 'lock:db', { holders: 1 }],
    [{ type: 'semaphore', identifier: 'one' }, 'semaphore:one', { holders: 1 }],
    [{ type: 'cpu', mode: 'read', identifier: 'system_cpu' }, 'system_cpu', { cores: 1 }],
  ] as const)('%j takes of %s: %j', (request, id, held) => {
    const ledger = machine();
    ledger.tryTake(compiled(ledger, [request]), owner);
    expect(ledger.usage(id)?.held).toEqual(held);
  });

  test('for any of several go to the least used one that has enough', () => {
    const ledger = machine();
    const any = compiled(ledger, [{ type: 'gpu' }]);
    const held = Array.from({ length: 4 }, () => ledger.tryTake(any, owner));
    expect(held.map((allocation) => allocation?.shape?.parts[0]?.row.resource)).toEqual([
      'gpu_a',
      'gpu_b',
      'gpu_b',
      undefined,
    ]);
    const two = compiled(ledger, [{ type: 'gpu', amount: 2 }]);
    expect(ledger.tryTake(two, owner)).toBeUndefined();
  });

  test('for two of several may take different ones', () => {
    const ledger = machine();
    const both = compiled(ledger, [
      { type: 'gpu', amount: 1 },
      { type: 'gpu', amount: 2 },
    ]);
    expect(ledger.tryTake(both, owner)).toBeDefined();
    expect(
      ledger
        .list()
        .filter(({ type }) => type === 'gpu')
        .map(({ held }) => held),
    ).toEqual([{ units: 1 }, { units: 2 }]);
  });

  test.each([
    ['read', 'write'],
    ['write', 'read'],
  ] as const)('that %s and %s the same file write it', (first, second) => {
    const ledger = machine();
    const need = compiled(ledger, [
      { type: 'file', identifier: 'a.txt', mode: first },
      { type: 'file', identifier: 'a.txt', mode: second },
    ]);
    ledger.tryTake(need, owner);
    expect(ledger.tryTake(compiled(ledger, [{ type: 'file', identifier: 'a.txt' }]), owner)).toBeUndefined();
  });
});

describe('requests that are wrong', () => {
  test.each([
    [{ type: 'cpus' }, 'resources[0].type', 'unknown_type'],
    [{ type: 'disk' }, 'resources[0]', 'unknown_resource'],
    [{ type: 'gpu', identifier: 'gpu_c' }, 'resources[0].identifier', 'unknown_resource'],
    [{ type: 'cpu', identifier: 'system_memory' }, 'resources[0].identifier', 'wrong_type'],
    [{ type: 'lock', identifier: 'pg' }, 'resources[0].identifier', 'wrong_type'],
    [{ type: 'lock', identifier: '' }, 'resources[0].identifier', 'invalid_identifier'],
    [{ type: 'lock', identifier: 'x'.repeat(201) }, 'resources[0].identifier', 'invalid_identifier'],
    [{ type: 'lock' }, 'resources[0]', 'identifier_missing'],
    [{ type: 'queue' }, 'resources[0]', 'identifier_missing'],
    [{ type: 'cpu', amount: { gb: 1 } }, 'resources[0].amount.gb', 'unknown_unit'],
    [{ type: 'cpu', amount: 0 }, 'resources[0].amount', 'invalid_amount'],
    [{ type: 'cpu', amount: -1 }, 'resources[0].amount', 'invalid_amount'],
    [{ type: 'cpu', amount: Number.NaN }, 'resources[0].amount', 'invalid_amount'],
    [{ type: 'cpu', amount: { cores: Number.POSITIVE_INFINITY } }, 'resources[0].amount.cores', 'invalid_amount'],
    [{ type: 'cpu', amount: '2' }, 'resources[0].amount', 'invalid_amount'],
    [{ type: 'cpu', amount: 9 }, 'resources[0].amount', 'too_much'],
    [{ type: 'memory', amount: 13 }, 'resources[0].amount', 'too_much'],
    [{ type: 'gpu', amount: 3 }, 'resources[0].amount', 'too_much'],
    [{ type: 'semaphore', identifier: 'undeclared', amount: 2 }, 'resources[0].amount', 'too_much'],
    [{ type: 'lock', identifier: 'db', amount: 2 }, 'resources[0].amount', 'too_much'],
    [{ type: 'lock', identifier: 'db', amount: { cores: 1 } }, 'resources[0].amount.cores', 'unknown_unit'],
    [{ type: 'lock', identifier: 'db', mode: 'append' }, 'resources[0].mode', 'unknown_mode'],
    [{ type: 'cpu', mode: 'exclusive' }, 'resources[0].mode', 'mode_not_supported'],
  ])('%j is refused', (request, path, code) => {
    expect(refused(machine(), [request])).toEqual([[path, code]]);
  });

  test('are all told at once, with their places and what to do', () => {
    const ledger = machine();
    const compilation = ledger.compile(
      [
        { type: 'cpu', amount: { core: 1 } },
        { type: 'memory', amount: { gb: 99 } },
        { type: 'gpu', identifier: 'gpu_aa' },
      ],
      'steps[2].resources',
    );
    expect(compilation).toEqual({
      kind: 'refused',
      problems: [
        {
          code: 'unknown_unit',
          path: 'steps[2].resources[0].amount.core',
          message: '"system_cpu" does not count core',
          suggestion: 'did you mean "cores"?',
        },
        {
          code: 'too_much',
          path: 'steps[2].resources[1].amount.gb',
          message: '"system_memory" never has 99 gb, only 12',
          suggestion: 'ask for at most 12 gb',
        },
        {
          code: 'unknown_resource',
          path: 'steps[2].resources[2].identifier',
          message: 'there is no gpu "gpu_aa"',
          suggestion: 'did you mean "gpu_a"?',
        },
      ],
    });
  });

  test('beside written ones do not move the places of those', () => {
    const ledger = machine();
    const wrong = ledger.compile([{ type: 'cpu' }, { type: 'cpu', amount: 0 }], 'resources', [
      { type: 'queue', identifier: 'workers', amount: 9 },
    ]);
    expect(wrong).toMatchObject({
      problems: [
        { path: 'resources[1].amount', code: 'invalid_amount' },
        { path: 'resources.amount', code: 'too_much' },
      ],
    });
    expect(ledger.compile([{ type: 'cpu' }], 'resources', [{ type: 'queue', identifier: 'workers' }])).toMatchObject({
      need: compiled(ledger, [{ type: 'queue', identifier: 'workers' }, { type: 'cpu' }]),
    });
  });

  test('leave no lock behind', () => {
    const ledger = machine();
    refused(ledger, [
      { type: 'lock', identifier: 'db' },
      { type: 'cpu', amount: 0 },
    ]);
    expect(ledger.has('lock:db')).toBe(false);
  });

  test('that together ask for more than there is are refused though each alone is not', () => {
    expect(
      refused(machine(), [
        { type: 'cpu', amount: 5 },
        { type: 'cpu', amount: 4 },
      ]),
    ).toEqual([['resources[1]', 'too_much']]);
  });

  test('with too many ways to meet them have to say which', () => {
    const ledger = new Ledger(
      Array.from({ length: 9 }, (_, at) => ({ id: `gpu_${at}`, type: 'gpu' as const, capacity: { units: 8 } })),
    );
    const three = Array.from({ length: 3 }, () => ({ type: 'gpu' as const }));
    expect(refused(ledger, three).at(-1)?.[1]).toBe('too_many_choices');
  });

  test('beyond 64 are refused', () => {
    const many = Array.from({ length: 65 }, (_, at) => ({ type: 'lock' as const, identifier: `l${at}` }));
    expect(refused(machine(), many)).toEqual([['resources[64]', 'too_many_requests']]);
  });
});

describe('locks that nobody declared', () => {
  test('live as long as a need names them', () => {
    const ledger = machine();
    const first = compiled(ledger, [{ type: 'lock', identifier: 'db' }]);
    const second = compiled(ledger, [{ type: 'lock', identifier: 'db' }]);
    ledger.forget(first);
    expect(ledger.has('lock:db')).toBe(true);
    ledger.forget(second);
    expect(ledger.has('lock:db')).toBe(false);
    expect(first.retired).toBe(true);
    expect(ledger.tryTake(first, owner)).toBeUndefined();
    expect(ledger.tryTake(compiled(ledger, [{ type: 'lock', identifier: 'db' }]), owner)).toBeDefined();
  });

  test('live on while another need names them, or somebody holds them', () => {
    const ledger = machine();
    const alone = compiled(ledger, [{ type: 'lock', identifier: 'db' }]);
    const withCpu = compiled(ledger, [{ type: 'lock', identifier: 'db' }, { type: 'cpu' }]);
    ledger.forget(alone);
    expect(ledger.has('lock:db')).toBe(true);
    const held = ledger.tryTake(withCpu, owner)!;
    ledger.forget(withCpu);
    const again = compiled(ledger, [{ type: 'lock', identifier: 'db' }]);
    expect(ledger.tryTake(again, owner)).toBeUndefined();
    ledger.give(held);
    expect(ledger.tryTake(again, owner)).toBeDefined();
  });

  test('go with the slots of the run whose needs named them', () => {
    const ledger = machine();
    for (let run = 0; run < 2_000; run++) {
      ledger.add({ id: `run:${run}`, type: 'queue', capacity: { slots: 2 } });
      const need = compiled(ledger, [
        { type: 'queue', identifier: `run:${run}` },
        { type: 'lock', identifier: `of-${run}` },
      ]);
      const allocation = ledger.tryTake(need, owner)!;
      expect(ledger.remove(`run:${run}`)).toBe(false);
      ledger.give(allocation);
      expect(ledger.remove(`run:${run}`)).toBe(true);
      expect(need.index).toBe(0);
      expect(Math.max(...need.shapes[0].parts.map(({ row }) => row.index))).toBeLessThan(20);
    }
    expect(ledger.list().length).toBe(machine().list().length);
  });
});

test('whatever is written, compiling gives a need that can be granted alone, or problems', () => {
  const types = ['cpu', 'memory', 'gpu', 'lock', 'semaphore', 'database', 'queue', 'nonsense'];
  const request = fc.record(
    {
      type: fc.constantFrom(...types),
      identifier: fc.constantFrom('system_cpu', 'workers', 'tokens', 'pg', 'gpu_b', 'x', ''),
      amount: fc.oneof(
        fc.double(),
        fc.nat({ max: 20 }),
        fc.dictionary(fc.constantFrom('cores', 'gb', 'mb', 'slots', '__proto__'), fc.double({ min: -1, max: 20 })),
        fc.string(),
      ),
      mode: fc.constantFrom('read', 'write', 'exclusive', 'other'),
    },
    { requiredKeys: ['type'] },
  );
  fc.assert(
    fc.property(fc.array(request, { maxLength: 4 }), (requests) => {
      const ledger = machine();
      const before = ledger.list();
      // The ledger is asked to judge what the schema would not let through.
      const compilation = ledger.compile(requests as never);
      if (compilation.kind === 'refused') {
        expect(compilation.problems.length).toBeGreaterThan(0);
        expect(ledger.list()).toEqual(before);
      } else {
        const allocation = ledger.tryTake(compilation.need, owner);
        expect(allocation).toBeDefined();
        ledger.give(allocation!);
        ledger.forget(compilation.need);
        expect(ledger.list().map(({ id, held }) => [id, held])).toEqual(before.map(({ id, held }) => [id, held]));
      }
    }),
    { numRuns: 1_000 },
  );
});
