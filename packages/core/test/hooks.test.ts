import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHooks, isTapped, tapReports } from '../src/hooks.ts';
import { ActionError, workflowDefinitionSchema } from '../src/index.ts';

const definition = workflowDefinitionSchema.parse({ name: 'w', steps: [{ name: 'a', module: 'm', action: 'a' }] });
const attempt = { run: 'r', workflow: 'w', task: 't', action: 'm.a', attempt: 1 };
const run = { run: 'r', workflow: 'w', workspace: '/', parameters: {} };

/** A clock whose timers are due when the test says so. */
function handClock() {
  const due = new Set<() => void>();
  return {
    timers: due,
    after: (_ms: number, call: () => void) => {
      due.add(call);
      return () => void due.delete(call);
    },
  };
}

describe('hooks', () => {
  it('given a tap that throws, then the error names the plugin and the hook, and keeps the cause', async () => {
    const hooks = createHooks();
    const cause = new Error('boom');
    hooks.workflowLoaded.tapPromise('noisy', async () => {
      throw cause;
    });
    await expect(hooks.workflowLoaded.promise(definition)).rejects.toMatchObject({
      message: 'plugin "noisy" failed in hook "workflowLoaded": boom',
      code: 'HOOK_FAILED',
      cause,
    });
  });

  it('given a tap that throws what is no Error, then the error says what it was', async () => {
    const hooks = createHooks();
    hooks.runStarting.tapPromise('odd', () => Promise.reject(undefined));
    await expect(hooks.runStarting.promise(run)).rejects.toMatchObject({
      message: 'plugin "odd" failed in hook "runStarting": it threw undefined, which is no Error',
      code: 'HOOK_FAILED',
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
    hooks.beforeAttempt.tap('one', (parameters) => ({ ...parameters, one: 1 }));
    hooks.beforeAttempt.tap({ name: 'two', stage: 1 }, (parameters) => ({ ...parameters, two: 2 }));
    await expect(hooks.beforeAttempt.promise({ zero: 0 }, attempt)).resolves.toEqual({ zero: 0, one: 1, two: 2 });
  });

  it('given a tap with a callback, then it is refused, since its errors could not be named', () => {
    const hooks = createHooks();
    expect(() => hooks.shutdown.tapAsync('old', (done) => done())).toThrow(/use tap or tapPromise/);
  });

  it('given an observer that throws, then who watches is told, the others are called, and nothing rejects', async () => {
    const faults: string[] = [];
    const hooks = createHooks({ onFault: ({ message }) => faults.push(message) });
    const called: string[] = [];
    hooks.runEnded.tap('bad', () => {
      throw new Error('boom');
    });
    hooks.runEnded.tapPromise('good', async () => void called.push('good'));
    await hooks.runEnded.promise(run, { status: 'completed' });
    expect(called).toEqual(['good']);
    expect(faults).toEqual(['plugin "bad" failed in hook "runEnded": boom']);
  });

  it('given a gate that never resolves, then it fails by name when its time is up, and nothing is left waiting', async () => {
    const clock = handClock();
    const hooks = createHooks({ clock });
    hooks.runStarting.tapPromise({ name: 'stuck', timeoutMs: 50 }, () => new Promise(() => {}));
    const asked = hooks.runStarting.promise(run);
    for (const due of clock.timers) due();
    await expect(asked).rejects.toMatchObject({
      code: 'HOOK_TIMEOUT',
      message: 'plugin "stuck" failed in hook "runStarting": it did not end within 0.05 s',
    });
    expect(clock.timers.size).toBe(0);
  });

  it('given a gate that refuses in words of its own, then its code is kept', async () => {
    const hooks = createHooks();
    hooks.runStarting.tap('policy', () => {
      throw new ActionError('not on Fridays', { code: 'NOT_NOW' });
    });
    await expect(hooks.runStarting.promise(run)).rejects.toMatchObject({
      code: 'NOT_NOW',
      message: 'plugin "policy" failed in hook "runStarting": not on Fridays',
    });
  });

  it('given a synchronous tap that gives a promise, then that is said, since nobody would wait for it', async () => {
    const hooks = createHooks();
    const gives: () => unknown = () => Promise.resolve();
    hooks.runStarting.tap('hasty', () => gives() as undefined);
    await expect(hooks.runStarting.promise(run)).rejects.toThrow(/use tapPromise/);
  });

  it('given calls, then what each tap cost and how often it failed is told by plugin and hook', async () => {
    const hooks = createHooks();
    hooks.beforeAttempt.tap('one', (parameters) => {
      if (parameters.fail === true) throw new Error('boom');
      return parameters;
    });
    await hooks.beforeAttempt.promise({}, attempt);
    await expect(hooks.beforeAttempt.promise({ fail: true }, attempt)).rejects.toThrow('boom');
    const [report] = tapReports(hooks);
    expect(report).toMatchObject({ plugin: 'one', hook: 'beforeAttempt', calls: 2, failures: 1, lastError: 'boom' });
    expect(report?.totalMs).toBeGreaterThan(0);
    expect(report?.longestMs).toBeLessThanOrEqual(report?.totalMs ?? 0);
  });
});

interface Wish {
  readonly name: string;
  readonly stage: number;
  readonly before?: string;
  readonly after?: readonly string[];
}

/** The order in which the taps are called. */
async function calledBy(wishes: readonly Wish[]): Promise<readonly string[]> {
  const hooks = createHooks();
  const called: string[] = [];
  for (const wish of wishes) hooks.shutdown.tap(wish, () => void called.push(wish.name));
  await hooks.shutdown.promise();
  return called;
}

describe('the order of taps', () => {
  it('given no wishes, then it is by stage and then by name, whatever order they come in', async () => {
    const wishes = [
      { name: 'b', stage: 0 },
      { name: 'c', stage: -1 },
      { name: 'a', stage: 0 },
    ];
    expect(await calledBy(wishes)).toEqual(['c', 'a', 'b']);
    expect(await calledBy(wishes.toReversed())).toEqual(['c', 'a', 'b']);
  });

  it('given any wishes that follow some order, then every wish is met, and the order of coming is no matter', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const world = fc
      .record({
        order: fc.shuffledSubarray(names, { minLength: names.length }),
        stages: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 6, maxLength: 6 }),
        edges: fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.boolean()), { maxLength: 6 }),
      })
      .chain(({ order, stages, edges }) => {
        const wishes = order.map((name, at): Wish => {
          const later = edges.find(([from, to, forward]) => forward && from === at && to > at);
          const earlier = edges.filter(([from, to, forward]) => !forward && from === at && to < at);
          return {
            name,
            stage: stages[at] ?? 0,
            ...(later && { before: String(order[later[1]]) }),
            after: earlier.map(([, to]) => String(order[to])),
          };
        });
        return fc.record({ wishes: fc.constant(wishes), coming: fc.shuffledSubarray(wishes, { minLength: 6 }) });
      });
    await fc.assert(
      fc.asyncProperty(world, async ({ wishes, coming }) => {
        const called = await calledBy(wishes);
        expect(await calledBy(coming)).toEqual(called);
        for (const { name, before, after = [] } of wishes) {
          if (before !== undefined) expect(called.indexOf(name)).toBeLessThan(called.indexOf(before));
          for (const earlier of after) expect(called.indexOf(earlier)).toBeLessThan(called.indexOf(name));
        }
      }),
    );
  });

  it('given wishes that contradict each other, then both plugins are named', () => {
    const hooks = createHooks();
    hooks.beforeAttempt.tap({ name: 'one', before: 'two' }, (parameters) => parameters);
    expect(() => hooks.beforeAttempt.tap({ name: 'two', before: 'one' }, (parameters) => parameters)).toThrow(
      expect.objectContaining({ code: 'HOOK_CONFLICT', details: { hook: 'beforeAttempt', plugins: ['two', 'one'] } }),
    );
  });

  it('given a plugin that taps a hook twice, then it is refused', () => {
    const hooks = createHooks();
    hooks.shutdown.tap('one', () => {});
    expect(() => hooks.shutdown.tap('one', () => {})).toThrow('plugin "one" taps hook "shutdown" twice');
  });
});
