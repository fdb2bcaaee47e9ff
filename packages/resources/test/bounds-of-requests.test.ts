import type { ResourceRequest, ResourceType } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { Ledger, type Requirements, readRequirements } from '../src/index.ts';
import { compiled, refused } from './compiled.ts';

const gpus = (count: number): Ledger =>
  new Ledger(Array.from({ length: count }, (_, at) => ({ id: `gpu_${at}`, type: 'gpu', capacity: { units: 1 } })));
const locks = (count: number): ResourceRequest[] =>
  Array.from({ length: count }, (_, at) => ({ type: 'lock', identifier: `${at}` }));

describe('requests that are granted together', () => {
  test('are 64 at most', () => {
    expect(compiled(new Ledger(), locks(64)).shapes[0].parts).toHaveLength(64);
    expect(refused(new Ledger(), locks(65))).toEqual([['resources[64]', 'too_many_requests']]);
  });

  test('can be met in 64 ways at most', () => {
    expect(compiled(gpus(64), [{ type: 'gpu' }]).shapes).toHaveLength(64);
    expect(refused(gpus(65), [{ type: 'gpu' }])).toEqual([['resources[0]', 'too_many_choices']]);
  });

  test('are refused where one of several resources has too little for all of them', () => {
    const ledger = new Ledger([
      { id: 'cpu', type: 'cpu', capacity: { cores: 4 } },
      { id: 'memory', type: 'memory', capacity: { gb: 8 } },
    ]);
    const requests = [
      { type: 'memory', amount: 1 },
      { type: 'cpu', amount: 3 },
      { type: 'cpu', amount: 3 },
    ];
    expect(refused(ledger, requests)).toEqual([['resources[2]', 'too_much']]);
  });

  test('are the same need for every user for whom nothing is reserved', () => {
    const ledger = gpus(1);
    const needOf = (user: string) => {
      const compilation = ledger.compile([{ type: 'gpu' }], 'resources', [], user);
      return compilation.kind === 'need' ? compilation.need : undefined;
    };
    expect(needOf('anna')).toBeDefined();
    expect(needOf('anna')).toBe(needOf('bob'));
  });
});

describe('a name in a request', () => {
  test('has 1 to 200 characters', () => {
    const ledger = new Ledger();
    expect(compiled(ledger, [{ type: 'lock', identifier: 'x'.repeat(200) }])).toBeDefined();
    for (const identifier of ['', 'x'.repeat(201), 5]) {
      expect(refused(ledger, [{ type: 'lock', identifier }])).toEqual([
        ['resources[0].identifier', 'invalid_identifier'],
      ]);
    }
  });

  test('of a type that there is not brings the type that was meant', () => {
    const compilation = gpus(1).compile([{ type: 'gpuu' as 'gpu' /* as it may be written in a file */ }]);
    const problems = compilation.kind === 'refused' ? compilation.problems : [];
    expect(problems.map(({ suggestion }) => suggestion)).toEqual(['did you mean "gpu"?']);
  });
});

describe('an amount', () => {
  const of = (type: ResourceType, capacity: Record<string, number>): Ledger =>
    new Ledger([{ id: 'it', type, capacity }]);
  /** What is taken by a request for it, by unit. */
  const taken = (ledger: Ledger, request: Omit<ResourceRequest, 'type'>): unknown[] => {
    const { type } = ledger.find('it')!;
    const compilation = ledger.compile([{ type, identifier: 'it', ...request }]);
    if (compilation.kind === 'refused') return compilation.problems.map(({ code, suggestion }) => [code, suggestion]);
    return compilation.need.shapes[0].parts
      .filter(({ row }) => row.kind !== 'users')
      .map(({ row, amount }) => [row.unit, row.kind === 'access' ? 1 : amount / 1_000_000]);
  };

  test.each<[string, ResourceType, Record<string, number>, unknown[]]>([
    ['the only one that there is', 'external_api', { tokens_per_minute: 9 }, [['tokens_per_minute', 2]]],
    ['the own one of its type', 'network', { calls_per_minute: 9, mbps: 9 }, [['mbps', 2]]],
    ['requests', 'external_api', { tokens_per_minute: 9, requests_per_minute: 9 }, [['requests_per_minute', 2]]],
    [
      'requests in whatever time',
      'external_api',
      { tokens_per_day: 9, requests_per_day: 9 },
      [['requests_per_day', 2]],
    ],
    [
      'requests a minute',
      'external_api',
      { requests_per_day: 9, requests_per_minute: 9 },
      [['requests_per_minute', 2]],
    ],
    [
      'none, though it counts requests',
      'network',
      { requests_per_day: 9, bytes_per_day: 9 },
      [['unknown_unit', 'write requests_per_day or bytes_per_day']],
    ],
    ['none, where it counts others', 'cpu', { threads: 9, watts: 9 }, [['unknown_unit', 'write threads or watts']]],
  ])('without a unit is of %s', (_, type, capacity, parts) => {
    expect(taken(of(type, capacity), { amount: 2 })).toEqual(parts);
  });

  test('that is left out is one, or has to be said', () => {
    expect(taken(of('cpu', { cores: 9, watts: 9 }), {})).toEqual([['cores', 1]]);
    expect(taken(of('cpu', { threads: 9, watts: 9 }), {})).toEqual([['amount_missing', 'add "amount"']]);
    expect(taken(of('external_api', { bytes_per_day: 9, tokens_per_day: 9 }), {})).toEqual([
      ['amount_missing', 'add "amount"'],
    ]);
  });

  test('of a lock is one, whoever says it', () => {
    const lock = of('lock', {});
    expect(taken(lock, {})).toEqual([['holders', 1]]);
    expect(taken(lock, { amount: 1 })).toEqual([['holders', 1]]);
    expect(taken(lock, { amount: 2 })).toEqual([['too_much', 'leave the amount out, or use a semaphore']]);
    expect(taken(lock, { amount: { turns: 1 } })).toEqual([['unknown_unit', 'leave the amount out']]);
  });

  test('of another unit is refused, though it be one of the own unit of the type', () => {
    const cpu = of('cpu', { threads: 9, watts: 9 });
    expect(taken(cpu, { amount: { cores: 1 } })).toEqual([['unknown_unit', 'write threads or watts']]);
    expect(taken(cpu, { amount: { threats: 1 } })).toEqual([['unknown_unit', 'did you mean "threads"?']]);
  });

  test.each(['constructor', 'toString', 'valueOf'])(
    'of a unit called %s is refused like any other that there is not',
    (unit) => {
      for (const [type, counted] of [
        ['memory', 'gb'],
        ['network', 'mbps'],
        ['cpu', 'cores'],
      ] as const) {
        expect(taken(of(type, { [counted]: 4 }), { amount: { [unit]: 1 } })).toEqual([
          ['unknown_unit', `write ${counted}`],
        ]);
      }
    },
  );

  test('is of the unit that is written, where several could count it', () => {
    expect(taken(of('memory', { mb: 4_096, gb: 4 }), { amount: { gb: 2 } })).toEqual([['gb', 2]]);
    expect(taken(of('memory', { gb: 4 }), { amount: { mb: 2_048 } })).toEqual([['gb', 2]]);
  });

  test('may be the largest that there is, and no more than there ever is', () => {
    const most = 9_000_000_000;
    expect(taken(of('cpu', { cores: most }), { amount: most })).toEqual([['cores', most]]);
    expect(taken(of('cpu', { cores: most }), { amount: most + 1 })).toEqual([['invalid_amount', undefined]]);
    expect(taken(of('cpu', { cores: 4 }), { amount: 5 })).toEqual([['too_much', 'ask for at most 4 cores']]);
    expect(taken(of('cpu', { cores: 0 }), { amount: 5 })).toEqual([['too_much', undefined]]);
  });

  test.each(['write', 'exclusive'] as const)('of what is counted has no mode %s', (mode) => {
    expect(taken(of('cpu', { cores: 4 }), { mode })).toEqual([
      ['mode_not_supported', 'ask for an amount, or for a lock beside it'],
    ]);
    expect(taken(of('cpu', { cores: 4 }), { mode: 'read' })).toEqual([['cores', 1]]);
  });
});

describe('requirements', () => {
  const problemsOf = (requirements: unknown, ledger = gpus(1)) => {
    // What a caller without types may hand in.
    const read = readRequirements(requirements as Requirements, ledger);
    return read.kind === 'refused' ? read.problems.map(({ code, path }) => `${path} ${code}`) : [];
  };

  test.each([null, 'gpu', 5])('that are %j are refused', (requirements) => {
    expect(problemsOf(requirements)).toEqual(['requirements invalid_requirements']);
  });

  test.each([[null], [[]], [[1]], ['2'], [true]])(
    'of %j of something are refused, while an empty object is one',
    (amount) => {
      expect(problemsOf({ gpu: amount })).toEqual(['requirements.gpu invalid_amount']);
      expect(problemsOf({ gpu: { units: amount } })).toEqual(['requirements.gpu.units invalid_amount']);
      expect(problemsOf({ gpu: {} })).toEqual([]);
    },
  );

  test('of which one cannot be are refused, and leave no trace of the others', () => {
    const ledger = gpus(1);
    expect(problemsOf({ 'lock:x': {}, ghost: 1 }, ledger)).toEqual(['requirements.ghost unknown_resource']);
    expect(ledger.has('lock:x')).toBe(false);
    expect(problemsOf({ 'ghost:x': 1 }, ledger)).toHaveLength(1);
    expect(problemsOf({ 'ghost:x': 1 }, ledger)[0]).toMatch(/unknown_resource$/);
  });

  test('that ask for nothing in one place are told that place, however many there are', () => {
    const names = Array.from({ length: 12 }, (_, at) => `lock:${at}`);
    const requirements = Object.fromEntries(names.map((name) => [name, {}]));
    const [problem] = problemsOf({ ...requirements, gpu: { units: -1 } });
    expect(problem).toMatch(/^requirements\.gpu/);
  });
});
