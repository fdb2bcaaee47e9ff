import { describe, expect, it } from 'vitest';
import {
  ActionError,
  didYouMean,
  errorResponse,
  failureFrom,
  failureSchema,
  isOrchestrationError,
  StorageError,
  UsageError,
} from '../src/index.ts';

function circle(): object {
  const one: { self?: object } = {};
  one.self = one;
  return one;
}

describe('failures', () => {
  it('given a chain of causes, then it is kept as plain data that the schema accepts', () => {
    const thrown = new ActionError('no luck', {
      code: 'X',
      details: { a: 1 },
      cause: new Error('deeper', { cause: 'deepest' }),
    });
    const failure = failureFrom(thrown);
    expect(failure).toMatchObject({
      code: 'X',
      details: { a: 1 },
      cause: { message: 'deeper', cause: { message: 'deepest' } },
    });
    expect(failureSchema.parse(JSON.parse(JSON.stringify(failure)))).toEqual(failure);
  });

  it.each<[string, object, object]>([
    ['a wait that is no number', { retryAfter: Number.NaN }, {}],
    ['a wait before now', { retryAfter: -3 }, {}],
    ['a wait as a text', { retryAfter: '3' }, {}],
    ['a wait without an end', { retryAfter: Number.POSITIVE_INFINITY }, { retryAfter: 2_073_600 }],
    ['a code that is no text', { code: 5 }, { code: 'ACTION_FAILED' }],
    ['whether to try again as a word', { retryable: 'yes' }, { retryable: true }],
    [
      'details in a circle',
      { details: circle() },
      { details: { omitted: expect.stringContaining('refers to itself') } },
    ],
    ['details that JSON cannot hold', { details: { n: 1n } }, { details: { omitted: expect.stringContaining('/n') } }],
    ['a list of details', { details: [1] }, {}],
    ['suggestions that are no texts', { suggestions: [1, 'do x'] }, { suggestions: ['do x'] }],
  ])('given %s from code without types, then the failure can be stored and read again', (_, options, told) => {
    const failure = failureFrom(new ActionError('no', options));
    const plain = { type: 'TaskExecutionError', code: 'ACTION_FAILED', message: 'no', retryable: true };
    expect(failure).toEqual({ ...plain, ...told });
    expect(failureSchema.parse(JSON.parse(JSON.stringify(failure)))).toEqual(failure);
  });

  it('given causes, then each bears the code of what raised it, and without one that of what came of it', () => {
    const sqlite = Object.assign(new Error('attempt to write a readonly database'), { code: 'ERR_SQLITE_ERROR' });
    const refused = new StorageError('x.db cannot be used', { code: 'DATA_FOLDER_UNUSABLE', cause: sqlite });
    const world = { type: 'OrchestrationError', retryable: false };
    expect(failureFrom(refused)).toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      cause: { ...world, code: 'ERR_SQLITE_ERROR', message: 'attempt to write a readonly database' },
    });
    const full = Object.assign(new Error('no room'), { code: 'ENOSPC' });
    expect(errorResponse(new StorageError('x', { code: 'DISK_FULL', cause: full })).details).toMatchObject({
      cause: { ...world, code: 'DISK_FULL' },
    });
    const plain = new Error('x', { cause: new Error('deeper') });
    expect(failureFrom(new StorageError('x', { code: 'DISK_FULL', cause: plain }))).toMatchObject({
      cause: { ...world, code: 'DISK_FULL', cause: { ...world, code: 'DISK_FULL' } },
    });
    expect(failureFrom(plain).cause).toMatchObject({ type: 'TaskExecutionError', code: 'ACTION_FAILED' });
    expect(errorResponse(plain)).toMatchObject({
      error_code: 'INTERNAL_ERROR',
      details: { cause: { type: 'OrchestrationError', code: 'INTERNAL_ERROR' } },
    });
    const odd = Object.assign(new Error('odd'), { code: 'no code' });
    expect(failureFrom(new StorageError('x', { code: 'DISK_FULL', cause: odd })).cause?.code).toBe('DISK_FULL');
  });

  it('given an endless chain, then it is cut', () => {
    const first = new Error('round');
    first.cause = first;
    expect(JSON.stringify(failureFrom(first)).split('round').length - 1).toBeLessThan(12);
  });

  it.each([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a text', 'no "luck"', String.raw`the text "no \"luck\""`],
    ['a number', 7n, '7'],
    ['a symbol', Symbol('no'), 'Symbol(no)'],
    ['plain data', { code: 7 }, 'the object {"code":7}'],
    ['a list', [1], 'the list [1]'],
    ['a function', function broken() {}, 'the function broken'],
    ['what looks like an Error', { name: 'TypeError', message: 'no luck' }, 'an object that says "no luck"'],
    ['what has no prototype', Object.create(null), 'the object {}'],
    ['a BigInt in an object', { n: 1n }, 'an object that is no JSON'],
    [
      'an object whose members throw',
      Object.defineProperty({}, 'message', {
        get: () => {
          throw new Error('x');
        },
      }),
      'what cannot be shown',
    ],
  ])('given %s was thrown, then the message says so, and that it is no Error', (_, thrown, says) => {
    const failure = failureFrom(thrown);
    expect(failure).toMatchObject({ code: 'ACTION_FAILED', message: `${says} was thrown, which is no Error` });
    expect(failureSchema.parse(failure)).toEqual(failure);
  });

  it('given a long text was thrown, or an Error whose message is none, then the message is short and a text', () => {
    expect(failureFrom('x'.repeat(10_000)).message.length).toBeLessThan(300);
    expect(failureFrom(Object.assign(new Error('x'), { message: { deep: true } })).message).toBe('Error');
  });

  it('given a full disk, then the code says so', () => {
    expect(failureFrom(Object.assign(new Error('no room'), { code: 'ENOSPC' })).code).toBe('DISK_FULL');
  });

  it('given a failure, then the error response has the keys of the specification', {
    meta: { specification: ['1.integration.errors'] },
  }, () => {
    expect(errorResponse(failureFrom(new UsageError('no', { suggestions: ['do x'] })))).toEqual({
      success: false,
      error: 'no',
      error_type: 'OrchestrationError',
      error_code: 'USAGE',
      details: {},
      suggestions: ['do x'],
    });
  });

  it('given an error of another loaded copy, then it is known by its brand', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('codomyrmex.error')]: true, family: 'world' });
    expect(isOrchestrationError(foreign)).toBe(true);
    expect(isOrchestrationError(new Error('x'))).toBe(false);
  });
});

describe('didYouMean', () => {
  it.each([
    ['comand', 'did you mean "command"?'],
    ['commnad', 'did you mean "command"?'],
    ['zzz', undefined],
  ])('given %s, then it suggests %s', (written, suggestion) => {
    expect(didYouMean(written, ['command', 'cwd'])).toBe(suggestion);
  });
});
