import { defineAction, definePlugin } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Acts, acting, composed, run, step } from './acting.ts';

const giving = (give: Acts) => composed([acting('m', { give, keep: (_, input) => input })]);

describe('a large output', () => {
  it('given more than 32 KiB of JSON, then it goes to the payload store, and comes back to later steps and people', async () => {
    const rows = Array.from({ length: 3_000 }, (_, id) => ({ id, name: `row ${id} – "ä" \u2028`, ok: id % 2 === 0 }));
    const given = giving(() => rows);
    const document = await run(given, [
      step('a', 'm.give'),
      step('b', 'm.keep', { parameters: { all: '{{ a.output }}', one: '{{ a.output[2999].name }}' } }),
    ]);
    const stored = given.journal
      .snapshot()[0]
      ?.events.flatMap((event) => (event.type === 'attempt_succeeded' ? [event.output] : []));
    expect(stored).toMatchObject([{ kind: 'payload' }, { kind: 'payload' }]);
    expect(document.results.a?.output).toEqual(rows);
    expect(document.results.b?.output).toEqual({ all: rows, one: rows[2_999]?.name });
  });

  it('given outputs around the limit, then each comes back unchanged, wherever it is kept', async () => {
    const kinds = new Set<string>();
    const size = fc.integer({ min: 32 * 1_024 - 40, max: 32 * 1_024 + 40 });
    await fc.assert(
      fc.asyncProperty(size, fc.constantFrom('x', 'é', '"'), async (length, character) => {
        const value = { text: character.repeat(length) };
        const given = giving(() => value);
        const document = await run(given, [step('a', 'm.give')]);
        expect(document.results.a?.output).toEqual(value);
        for (const event of given.journal.snapshot()[0]?.events ?? []) {
          if (event.type === 'attempt_succeeded') kinds.add(event.output.kind);
        }
      }),
      { numRuns: 40 },
    );
    expect([...kinds].sort()).toEqual(['inline', 'payload']);
  });
});

describe('an output that is no plain JSON', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const values: [string, unknown][] = [
    ['a function', { call: () => 1 }],
    ['NaN', { size: Number.NaN }],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['a bigint', 1n],
    ['a symbol', { mark: Symbol('mark') }],
    ['a cycle', cycle],
    ['a date', { at: new Date(0) }],
    ['a map', new Map([[1, 2]])],
    ['an object of a class', new (class Box {})()],
  ];

  it.each(values)('given %s, then the step fails with INVALID_OUTPUT and is not tried again', async (_, value) => {
    const given = giving(() => value);
    const document = await run(given, [step('a', 'm.give', { max_retries: 3 })]);
    expect(document.results.a).toMatchObject({ status: 'failed', error_code: 'INVALID_OUTPUT', attempts: 1 });
    expect(document.results.a?.output).toBeUndefined();
  });

  it('given a getter, then it is refused and never run', async () => {
    let ran = 0;
    const given = giving(() => ({
      list: [
        {
          get secret() {
            return ++ran;
          },
        },
      ],
    }));
    const document = await run(given, [step('a', 'm.give')]);
    expect(document.results.a).toMatchObject({ status: 'failed', error_code: 'INVALID_OUTPUT' });
    expect(document.results.a?.error).toContain('/list/0/secret is a getter');
    expect(ran).toBe(0);
  });

  it('given a promise of such a value, then it is refused likewise', async () => {
    const document = await run(
      giving(() => Promise.resolve({ call: () => 1 })),
      [step('a', 'm.give')],
    );
    expect(document.results.a).toMatchObject({ error_code: 'INVALID_OUTPUT' });
  });
});

describe('schemas', () => {
  const calls: unknown[] = [];
  const strict = definePlugin({
    module: 'strict',
    version: '0.0.0',
    description: 'Checks.',
    entry: import.meta.url,
    actions: {
      half: defineAction({
        title: 'Halves',
        input: z.strictObject({ n: z.int().min(0) }),
        output: z.strictObject({ n: z.int() }),
        effects: [],
        idempotent: true,
        run: (_, { n }) => {
          calls.push(n);
          return { n: n / 2 };
        },
      }),
    },
  });

  it('given an output that breaks its schema, then the step fails with INVALID_OUTPUT, at once, with the place', async () => {
    const document = await run(composed([strict]), [
      step('a', 'strict.half', { parameters: { n: 3 }, max_retries: 3 }),
      step('b', 'strict.half', { parameters: { n: 4 } }),
    ]);
    expect(document.results).toMatchObject({
      a: { status: 'failed', error_code: 'INVALID_OUTPUT', attempts: 1, error: expect.stringContaining('"n" must be') },
      b: { status: 'completed', output: { n: 2 } },
    });
  });

  it('given literal parameters that the action refuses, then nothing begins', async () => {
    const given = composed([strict]);
    await expect(run(given, [step('a', 'strict.half', { parameters: { n: -1 } })])).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW',
      problems: [{ path: expect.stringContaining('steps[0].parameters') }],
    });
    expect(given.journal.snapshot()).toEqual([]);
  });

  it('given parameters from another step that the action refuses, then it is not called, and not tried again', async () => {
    calls.length = 0;
    const given = composed([strict, acting('m', { give: () => ({ n: 'many' }) })]);
    const document = await run(given, [
      step('a', 'm.give'),
      step('b', 'strict.half', { parameters: { n: '{{ a.output.n }}' }, max_retries: 3 }),
    ]);
    expect(document.results.b).toMatchObject({ status: 'failed', error_code: 'INVALID_PARAMETERS', attempts: 1 });
    expect(calls).toEqual([]);
  });
});
