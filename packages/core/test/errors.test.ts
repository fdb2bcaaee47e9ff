import { describe, expect, it } from 'vitest';
import {
  ActionError,
  didYouMean,
  errorResponse,
  failureFrom,
  failureSchema,
  isOrchestrationError,
  UsageError,
} from '../src/index.ts';

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

  it('given an endless chain, then it is cut', () => {
    const first = new Error('round');
    first.cause = first;
    expect(JSON.stringify(failureFrom(first)).split('round').length - 1).toBeLessThan(12);
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
