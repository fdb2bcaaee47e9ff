import { describe, expect, it } from 'vitest';
import { createHooks, isTapped } from '../src/hooks.ts';
import { defineAction } from '../src/index.ts';

describe('hooks', () => {
  it('given a tap that throws, then the error names the plugin and the hook, and keeps the cause', async () => {
    const hooks = createHooks();
    const cause = new Error('boom');
    hooks.shutdown.tapPromise('noisy', async () => {
      throw cause;
    });
    await expect(hooks.shutdown.promise()).rejects.toMatchObject({
      message: 'plugin "noisy" failed in hook "shutdown": boom',
      code: 'HOOK_FAILED',
      cause,
    });
  });

  it('given no tap, then the hook is not tapped, whatever intercepts it', () => {
    const hooks = createHooks();
    expect(isTapped(hooks.beforeAttempt)).toBe(false);
    hooks.beforeAttempt.tap('one', (parameters) => parameters);
    expect(isTapped(hooks.beforeAttempt)).toBe(true);
  });

  it('given taps in a waterfall, then each gets what the one before gave, and nothing keeps it', async () => {
    const hooks = createHooks();
    const attempt = { run: 'r', workflow: 'w', task: 't', action: 'm.a', attempt: 1 };
    hooks.beforeAttempt.tap('one', (parameters) => ({ ...parameters, one: 1 }));
    hooks.beforeAttempt.tap({ name: 'two', stage: 1 }, (parameters) => ({ ...parameters, two: 2 }));
    await expect(hooks.beforeAttempt.promise({ zero: 0 }, attempt)).resolves.toEqual({ zero: 0, one: 1, two: 2 });
    expect(typeof defineAction).toBe('function');
  });

  it('given a tap with a callback, then it is refused, since its errors could not be named', () => {
    const hooks = createHooks();
    expect(() => hooks.shutdown.tapAsync('old', (done) => done())).toThrow(/use tap or tapPromise/);
  });
});
