import { DefinitionError } from '@codomyrmex/core';
import { definitionFrom } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { acting, type Composed, composed, run, step } from './acting.ts';
import { begin as beginIn, called, run as runIn, step as work, world } from './run-world.ts';

const plugin = () => acting('given', { show: (_, { value }) => value, fail: () => Promise.reject(new Error('boom')) });
const show = (name: string, value: unknown, more: object = {}) =>
  step(name, 'given.show', { parameters: { value }, ...more });
const calls = (name: string, workflow: string, parameters: object = {}, more: object = {}) => ({
  name,
  workflow,
  parameters,
  ...more,
});

const greeting = {
  name: 'greeting',
  parameters: { who: { type: 'string' }, times: { type: 'integer', default: 1 } },
  outputs: { text: '{{ text.output }}', times: '{{ times }}' },
  steps: [show('text', 'hello {{ who }}')],
};

async function problems(
  given: Composed,
  steps: object[],
  more: object = {},
): Promise<readonly { code: string; message: string; path: string }[]> {
  const definition = definitionFrom({ name: 'w', steps, ...more }, 'w');
  const refused: unknown = await given.orchestrator
    .prepare(definition, { workspace: '/' })
    .catch((error: unknown) => error);
  if (refused instanceof DefinitionError) return refused.problems;
  throw new Error(`it was not refused: ${String(refused)}`);
}

describe('a step that is a workflow', () => {
  it('given parameters, then it runs with them, and what it gives is the step’s output', async () => {
    const given = composed([plugin()]);
    const { status, results } = await run(
      given,
      [
        show('name', 'ann'),
        calls('greet', 'greeting', { who: '{{ name.output }}' }),
        show('after', '{{ greet.output.text }}!'),
      ],
      { workflows: { greeting } },
    );
    expect(status).toBe('completed');
    expect(results).toMatchObject({
      greet: { output: { text: 'hello ann', times: 1 }, steps: { text: { status: 'completed', output: 'hello ann' } } },
      after: { output: 'hello ann!' },
    });
  });

  it('given a workflow that says nothing of its outputs, then they are its steps’ by name', async () => {
    const { results } = await run(composed([plugin()]), [calls('sub', 'two'), show('after', '{{ sub.output.b }}')], {
      workflows: { two: { name: 'two', steps: [show('a', 1), show('b', 2)] } },
    });
    expect(results).toMatchObject({ sub: { output: { a: 1, b: 2 } }, after: { output: 2 } });
  });

  it('given a workflow that fails, then the step has failed and says which step of it and why', async () => {
    const { results } = await run(
      composed([plugin()]),
      [calls('sub', 'bad'), show('after', 1, { dependencies: ['sub'] })],
      {
        workflows: { bad: { name: 'bad', steps: [step('x', 'given.fail')] } },
      },
    );
    expect(results).toMatchObject({
      sub: {
        status: 'failed',
        attempts: 1,
        error: 'workflow "bad" failed: step x: boom',
        steps: { x: { status: 'failed' } },
      },
      after: { status: 'skipped' },
    });
  });

  it('given that what it gives has no value, then the step has failed and says so', async () => {
    const silent = { ...greeting, outputs: { text: '{{ text.output.missing }}' } };
    const { status, results } = await run(
      composed([plugin()]),
      [calls('greet', 'greeting', { who: 'ann' }), show('after', 1, { dependencies: ['greet'] })],
      { workflows: { greeting: silent } },
    );
    expect(status).toBe('failed');
    expect(results).toMatchObject({
      greet: { status: 'failed', error_code: 'INVALID_PARAMETERS', steps: { text: { status: 'completed' } } },
      after: { status: 'skipped' },
    });
  });

  it('given a retry of the step, then the whole workflow runs again, as a run of its own', async () => {
    let count = 0;
    const flaky = acting('given', { flaky: () => (++count < 3 ? Promise.reject(new Error('not yet')) : count) });
    const given = composed([flaky]);
    const { results } = await run(given, [calls('sub', 'one', {}, { retry: { max: 3, delay: 1 } })], {
      workflows: { one: { name: 'one', steps: [step('x', 'given.flaky')] } },
    });
    expect(results.sub).toMatchObject({ status: 'completed', attempts: 3, output: { x: 3 } });
  });

  it('given a workflow done for each item, then each is a run with its own steps', async () => {
    const { results } = await run(
      composed([plugin()]),
      [calls('all', 'greeting', { who: '{{ item }}' }, { foreach: ['ann', 'bob'] })],
      { workflows: { greeting } },
    );
    expect(results.all).toMatchObject({
      output: [{ text: 'hello ann' }, { text: 'hello bob' }],
      items: [{ steps: { text: { output: 'hello ann' } } }, { steps: { text: { output: 'hello bob' } } }],
    });
  });

  it('given slots of the outer run, then the steps inside take them; its own limit comes beside', async () => {
    const wide = { name: 'wide', steps: ['a', 'b', 'c', 'd'].map((name) => work(name)) };
    const most = async (outer: object, inner: object): Promise<number> => {
      const given = world();
      await runIn(given, [{ name: 'sub', workflow: 'wide' }], { ...outer, workflows: { wide: { ...wide, ...inner } } });
      return given.actions.mostRunning;
    };
    expect(await most({}, {})).toBe(4);
    expect(await most({ max_parallel: 2 }, {})).toBe(2);
    expect(await most({ max_parallel: 3 }, { max_parallel: 1 })).toBe(1);
    expect(await most({ max_parallel: 1 }, { max_parallel: 3 })).toBe(1);
  });

  it('given a crash in a workflow in a workflow, then all of it goes on where it was', async () => {
    const inner = { name: 'inner', steps: [work('x'), work('y', ['x'])] };
    const middle = {
      name: 'middle',
      steps: [{ name: 'deep', workflow: 'inner' }, work('z', ['deep'])],
      workflows: { inner },
    };
    const first = world();
    const live = await beginIn(first, [{ name: 'sub', workflow: 'middle' }, work('after', ['sub'])], {
      workflows: { middle },
    });
    await first.clock.advance(1_500);
    expect(called(first)).toEqual(['x', 'y']);
    first.journal.crash();
    const second = world({}, first.journal.open());
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(['y', 'z', 'after']);
    expect(await second.journal.list({ unfinished: true })).toEqual([]);
  });

  it('given a cancel, then everything inside ends before the run does', async () => {
    const inner = { name: 'inner', steps: [work('x')], finally: [work('tidy')] };
    const given = world();
    const live = await beginIn(given, [{ name: 'sub', workflow: 'inner' }], { workflows: { inner } });
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
    const { status, results } = await given.orchestrator.document(live.id);
    expect([status, results.sub?.status]).toEqual(['cancelled', 'cancelled']);
    expect(results.sub?.steps).toMatchObject({ x: { status: 'cancelled' }, tidy: { status: 'completed' } });
  });

  it('given a timeout, then a workflow that takes longer is ended and the step has failed for it', async () => {
    const given = world({ duration: () => 60_000 });
    const live = await beginIn(given, [{ name: 'sub', workflow: 'inner', timeout: 10 }], {
      workflows: { inner: { name: 'inner', steps: [work('x')] } },
    });
    await given.clock.runUntil(live.ended);
    expect((await given.orchestrator.document(live.id)).results.sub).toMatchObject({
      status: 'failed',
      error_code: 'TIMEOUT_EXCEEDED',
      details: { scope: 'attempt' },
      steps: { x: { status: 'cancelled' } },
    });
  });

  it('given a limit for all attempts together, then it ends the workflow too', async () => {
    const given = world({ duration: () => 60_000 });
    const live = await beginIn(given, [{ name: 'sub', workflow: 'inner', timeouts: { total: 10 } }], {
      workflows: { inner: { name: 'inner', steps: [work('x')] } },
    });
    await given.clock.runUntil(live.ended);
    const { sub } = (await given.orchestrator.document(live.id)).results;
    expect(sub).toMatchObject({ status: 'failed', details: { scope: 'total' }, steps: { x: { status: 'cancelled' } } });
  });

  it('given a signal to the run, then a step that waits inside gets it, also when it came before', async () => {
    const inner = {
      name: 'inner',
      steps: [work('x'), { name: 'go', wait_for: { signal: 'go' }, dependencies: ['x'] }],
    };
    const given = world();
    const live = await beginIn(given, [{ name: 'sub', workflow: 'inner' }], { workflows: { inner } });
    await given.orchestrator.signal(live.id, 'go', 7);
    await given.clock.runUntil(live.ended);
    const { results } = await given.orchestrator.document(live.id);
    expect(results.sub).toMatchObject({ status: 'completed', output: { go: { signal: 'go', data: 7 } } });
  });

  it('given an approval inside, then the path to it is its address', async () => {
    const inner = { name: 'inner', steps: [{ name: 'ship', wait_for: { approval: { prompt: 'ship?' } } }] };
    const given = world();
    const live = await beginIn(given, [{ name: 'sub', workflow: 'inner' }], { workflows: { inner } });
    await given.orchestrator.approve(live.id, 'sub/ship');
    await given.clock.runUntil(live.ended);
    expect((await given.orchestrator.document(live.id)).status).toBe('completed');
  });

  it('given faults, then all are told before anything runs: names, parameters, cycles, what is wrong inside', async () => {
    const given = composed([plugin()]);
    const found = await problems(
      given,
      [
        calls('a', 'nothing'),
        calls('b', 'greeting', { whom: 1, times: 'often' }),
        calls('c', 'loop'),
        calls('d', 'bad'),
        { ...calls('e', 'greeting', { who: 'x' }), resources: [{ type: 'cpu', amount: 1 }] },
        show('f', '{{ b.output.txt }}'),
      ],
      {
        workflows: {
          greeting,
          loop: {
            name: 'loop',
            steps: [calls('again', 'loop')],
            workflows: { loop: { name: 'loop', steps: [show('x', 1)] } },
          },
          bad: { name: 'bad', steps: [step('x', 'given.nothing')] },
        },
      },
    );
    const told = found.map(({ code, path }) => `${code} ${path}`);
    expect(told).toEqual(
      expect.arrayContaining([
        'unknown_workflow steps[0].workflow',
        'unknown_parameter steps[1].parameters.whom',
        'missing_parameter steps[1].parameters.who',
        'wrong_type steps[1].parameters.times',
        'workflow_cycle workflows.loop.steps[0].workflow',
        'unknown_action workflows.bad.steps[0].action',
        'misplaced_key steps[4].resources',
        'unknown_output steps[5].parameters.value',
      ]),
    );
  });

  it('given parameters that only the run knows, then what the workflow does not take is the step’s failure', async () => {
    const { results } = await run(
      composed([plugin()]),
      [show('n', 5), calls('greet', 'greeting', { who: '{{ n.output }}' })],
      {
        workflows: { greeting },
      },
    );
    expect(results.greet).toMatchObject({ status: 'failed', error_code: 'INVALID_PARAMETERS' });
  });

  it('given a pause, then nothing inside starts until the run goes on', async () => {
    const inner = { name: 'inner', steps: [work('x'), work('y', ['x'])] };
    const given = world();
    const live = await beginIn(given, [{ name: 'sub', workflow: 'inner' }], { workflows: { inner } });
    live.ask({ kind: 'pause', stop: true });
    await given.clock.advance(60_000);
    expect([...given.actions.running]).toEqual([]);
    live.ask({ kind: 'continue' });
    await given.clock.runUntil(live.ended);
    expect(called(given)).toEqual(['x', 'x', 'y']);
    expect((await given.orchestrator.document(live.id)).status).toBe('completed');
  });

  it('given a workflow that is done again until something holds, then each time is a run', async () => {
    let count = 0;
    const counting = acting('given', { next: () => ++count });
    const { results } = await run(
      composed([counting]),
      [calls('sub', 'one', {}, { repeat: { until: '{{ output.x >= 2 }}', max: 5, delay: 1 } })],
      { workflows: { one: { name: 'one', steps: [step('x', 'given.next')] } } },
    );
    expect(results.sub).toMatchObject({ status: 'completed', attempts: 2, output: { x: 2 } });
  });

  it('given a run on its own of a workflow with outputs, then its document has them', async () => {
    const given = composed([plugin()]);
    const prepared = await given.orchestrator.prepare(definitionFrom(greeting, 'greeting'), {
      workspace: '/',
      parameters: { who: 'eve' },
    });
    const live = await given.orchestrator.start(prepared);
    await given.clock.runUntil(live.ended);
    expect((await given.orchestrator.document(live.id)).outputs).toEqual({ text: 'hello eve', times: 1 });
  });
});

describe('items of a rolled back run', () => {
  it('given a compensation of a step with items, then it undoes all of them at once', async () => {
    const given = composed([plugin()]);
    const { results } = await run(
      given,
      [
        show('each', '{{ item }}', {
          foreach: [1, 2],
          compensate: { module: 'given', action: 'show', parameters: { value: '{{ each.output }}' } },
        }),
        step('bad', 'given.fail', { dependencies: ['each'] }),
      ],
      { on_failure: 'rollback' },
    );
    expect(results['each.compensate']).toMatchObject({ status: 'completed', output: [1, 2] });
  });
});
