import type { Hooks } from '@codomyrmex/core/hooks';
import type { FeedItem } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { acting, type Composed, composed, run, step } from './acting.ts';

/** An engine with `echo.say`, which gives its parameters back, and a plugin that taps. */
function tapped(taps: (hooks: Hooks) => void): Composed {
  const echo = acting('echo', { say: (_, input) => input, shout: (_, input) => ({ loud: input }) });
  return composed([echo, acting('gate', {}, { taps })]);
}

describe('beforeAttempt', () => {
  it('given a tap that gives other parameters, then the action gets those, and the tap knows whose they are', async () => {
    const seen: unknown[] = [];
    const given = tapped((hooks) => {
      hooks.beforeAttempt.tap('gate', (parameters, attempt) => {
        seen.push(attempt);
        return { ...parameters, added: true };
      });
    });
    const document = await run(given, [step('a', 'echo.say', { parameters: { own: 1 } })]);
    expect(document.results.a).toMatchObject({ status: 'completed', output: { own: 1, added: true } });
    expect(seen).toEqual([{ run: document.execution_id, workflow: 'w', task: 'a', action: 'echo.say', attempt: 1 }]);
  });

  it('given a tap that gives nothing, then the parameters stay', async () => {
    const given = tapped((hooks) => {
      // @ts-expect-error the type asks for a value; plugins in JavaScript give none
      hooks.beforeAttempt.tapPromise('gate', () => Promise.resolve(undefined));
    });
    const document = await run(given, [step('a', 'echo.say', { parameters: { own: 1 } })]);
    expect(document.results.a?.output).toEqual({ own: 1 });
  });

  it('given a tap that throws, then the attempt fails with the plugin and the hook named', async () => {
    const given = tapped((hooks) => {
      hooks.beforeAttempt.tap('gate', () => {
        throw new Error('not today');
      });
    });
    const document = await run(given, [step('a', 'echo.say'), step('b', 'echo.say', { dependencies: ['a'] })]);
    expect(document.results).toMatchObject({
      a: {
        status: 'failed',
        error_code: 'HOOK_FAILED',
        error: 'plugin "gate" failed in hook "beforeAttempt": not today',
      },
      b: { status: 'skipped' },
    });
  });
});

describe('afterAttempt', () => {
  it('given a tap that gives another output, then that one is kept and seen by later steps', async () => {
    const given = tapped((hooks) => hooks.afterAttempt.tap('gate', (output) => ({ was: output })));
    const document = await run(given, [
      step('a', 'echo.say', { parameters: { own: 1 } }),
      step('b', 'echo.shout', { parameters: { seen: '{{ a.output }}' } }),
    ]);
    expect(document.results.a?.output).toEqual({ was: { own: 1 } });
    expect(document.results.b?.output).toEqual({ was: { loud: { seen: { was: { own: 1 } } } } });
  });

  it('given a tap that gives what is no JSON, then the attempt fails with INVALID_OUTPUT', async () => {
    const given = tapped((hooks) => hooks.afterAttempt.tap('gate', () => ({ now: new Date(0) })));
    const document = await run(given, [step('a', 'echo.say')]);
    expect(document.results.a).toMatchObject({ status: 'failed', error_code: 'INVALID_OUTPUT' });
  });

  it('given a tap that rejects, then the attempt fails with the plugin named', async () => {
    const given = tapped((hooks) => hooks.afterAttempt.tapPromise('gate', () => Promise.reject(new Error('too late'))));
    const document = await run(given, [step('a', 'echo.say')]);
    expect(document.results.a).toMatchObject({ error: 'plugin "gate" failed in hook "afterAttempt": too late' });
  });
});

describe('workflowLoaded', () => {
  it('given a tap that gives another definition, then that one is planned, run and stored', async () => {
    const given = tapped((hooks) => {
      hooks.workflowLoaded.tap('gate', (definition) => ({
        ...definition,
        steps: definition.steps.map((one) => ({ ...one, action: 'shout' })),
      }));
    });
    const document = await run(given, [step('a', 'echo.say', { parameters: { own: 1 } })]);
    expect(document.results.a?.output).toEqual({ loud: { own: 1 } });
    expect(given.journal.snapshot()[0]?.record.definition).toMatchObject({ steps: [{ action: 'shout' }] });
  });

  it('given a tap that throws, then nothing runs and the plugin is named', async () => {
    const given = tapped((hooks) => {
      hooks.workflowLoaded.tap('gate', () => {
        throw new Error('no workflows on Friday');
      });
    });
    await expect(run(given, [step('a', 'echo.say')])).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      message: 'plugin "gate" failed in hook "workflowLoaded": no workflows on Friday',
    });
    expect(given.journal.snapshot()).toEqual([]);
  });

  it('given a tap whose definition is not valid, then the run is refused as a wrong definition', async () => {
    const given = tapped((hooks) => hooks.workflowLoaded.tap('gate', (definition) => ({ ...definition, steps: [] })));
    await expect(run(given, [step('a', 'echo.say')])).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
    const unknown = tapped((hooks) => {
      hooks.workflowLoaded.tap('gate', (definition) => ({
        ...definition,
        steps: definition.steps.map((one) => ({ ...one, dependencies: ['nobody'] })),
      }));
    });
    await expect(run(unknown, [step('a', 'echo.say')])).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
  });
});

describe('shutdown', () => {
  it('given an engine that is closed three times, then the tap is called once, and before the store is let go', async () => {
    let calls = 0;
    const given = tapped((hooks) => {
      hooks.shutdown.tapPromise('gate', async () => {
        calls++;
        await given.orchestrator.runtime.list();
      });
    });
    await Promise.all([given.orchestrator.close(), given.orchestrator.close()]);
    await given.orchestrator.close();
    expect(calls).toBe(1);
  });

  it('given a tap that throws, then the feed tells it, the taps after it are called and everything is let go', async () => {
    const items: FeedItem[] = [];
    const called: string[] = [];
    const given = tapped((hooks) => {
      hooks.shutdown.tap('gate', () => {
        throw new Error('stuck door');
      });
      hooks.shutdown.tap('later', () => void called.push('second'));
    });
    given.orchestrator.feed.subscribe((item) => items.push(item));
    await given.orchestrator.close();
    expect(items).toEqual([{ kind: 'warning', message: 'plugin "gate" failed in hook "shutdown": stuck door' }]);
    expect(called).toEqual(['second']);
    await expect(given.orchestrator.runtime.list()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });
});
