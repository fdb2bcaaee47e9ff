import type { ResourceRequest } from '@codomyrmex/core';
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
