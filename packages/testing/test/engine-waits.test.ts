import { runId } from '@codomyrmex/core';
import { type LiveRun, type RunDocument, runDocument } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../src/index.ts';
import { begin, called, run, step, type World, world } from './run-world.ts';

const wait = (name: string, wait_for: object, more: object = {}) => ({ name, wait_for, ...more });

const START = new VirtualClock().now();
const iso = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

async function signal(given: World, live: LiveRun, name: string, data: unknown = null): Promise<void> {
  await given.orchestrator.signal(live.id, name, data);
  await given.clock.settle();
}

const documentOf = (given: World, live: LiveRun): Promise<RunDocument> => given.orchestrator.document(live.id);

describe('waiting for a time', () => {
  it('given seconds, then the step waits so long in no slot, and its dependents after it', async () => {
    const given = world();
    const { results, execution_time } = await run(
      given,
      [wait('pause', { seconds: 60 }), step('after', ['pause']), step('beside')],
      { max_parallel: 1 },
    );
    expect(results.pause).toMatchObject({
      status: 'completed',
      attempts: 1,
      output: { until: iso(60) },
    });
    expect(execution_time).toBe(61);
    expect(called(given)).toEqual(['beside', 'after']);
  });

  it('given a crash in a wait, then it ends at its time', async () => {
    const first = world();
    const live = await begin(first, [wait('pause', { seconds: 300 })]);
    await first.clock.advance(100_000);
    first.journal.crash();
    const second = world({}, first.journal.open());
    await second.clock.advance(200_000);
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    expect(second.clock.now()).toBe(START + 300_000);
    expect((await documentOf(second, live)).results.pause).toMatchObject({ attempts: 1, execution_time: 300 });
  });

  it('given a time, also out of an expression, then it is waited for; one that is over is not', async () => {
    const given = world();
    const until = iso(5);
    const { results, execution_time } = await run(
      given,
      [wait('fixed', { until: '{{ at }}' }), wait('over', { until: '1970-01-01T00:00:00Z' })],
      { parameters: { at: { type: 'string', default: until } } },
    );
    expect(execution_time).toBe(5);
    expect(results).toMatchObject({ fixed: { output: { until } }, over: { status: 'completed', execution_time: 0 } });
  });

  it('given a time without a zone, then it is the same wherever the run is taken up', async () => {
    const { results } = await run(world(), [wait('at', { until: iso(3).slice(0, -1) })]);
    expect(results.at).toMatchObject({ output: { until: iso(3) } });
  });

  it.each(['tomorrow', '5', '2027-02-30T00:00:00Z'])('given "%s", then the step fails and says so', async (text) => {
    const { results } = await run(world(), [wait('when', { until: '{{ at }}' })], {
      parameters: { at: { type: 'string', default: text } },
    });
    expect(results.when).toMatchObject({ status: 'failed', error_code: 'INVALID_PARAMETERS' });
  });
});

describe('waiting for a signal', () => {
  it('given the signal, then the step has its data, and holds nothing before', async () => {
    const given = world();
    const live = await begin(given, [
      wait('go', { signal: 'go' }),
      step('after', ['go'], { parameters: { value: '{{ go.output.data.who }}' } }),
    ]);
    await given.clock.advance(100_000);
    expect(given.orchestrator.capacity.line.size).toBe(0);
    expect((await documentOf(given, live)).results.go).toMatchObject({
      status: 'running',
      waiting_for: { signal: 'go' },
    });
    await signal(given, live, 'other');
    expect(live.state.phase.kind).toBe('open');
    await signal(given, live, 'go', { who: 'ann' });
    await given.clock.runUntil(live.ended);
    const { results } = await documentOf(given, live);
    expect(results).toMatchObject({
      go: { status: 'completed', output: { signal: 'go', data: { who: 'ann' } } },
      after: { output: { value: 'ann' } },
    });
  });

  it('given signals before anybody waits, then they are kept, each for one wait; those that wait together share one', async () => {
    const given = world();
    const live = await begin(given, [
      step('work'),
      wait('one', { signal: 'go' }, { dependencies: ['work'] }),
      wait('two', { signal: 'go' }, { dependencies: ['one'] }),
      wait('three', { signal: 'go' }, { dependencies: ['two'] }),
      wait('four', { signal: 'go' }, { dependencies: ['two'] }),
    ]);
    await signal(given, live, 'go', 1);
    const two = { id: 'two', name: 'go', data: 2 };
    for (const again of [two, two]) await given.orchestrator.runtime.ask(live.id, { kind: 'signal', signal: again });
    await given.clock.advance(5_000);
    const { results } = await documentOf(given, live);
    expect(results).toMatchObject({
      one: { output: { data: 1 } },
      two: { output: { data: 2 } },
      three: { status: 'running' },
    });
    await signal(given, live, 'go', 3);
    await given.clock.runUntil(live.ended);
    expect((await documentOf(given, live)).results).toMatchObject({
      three: { output: { data: 3 } },
      four: { output: { data: 3 } },
    });
  });

  it('given a deadline, then a signal that does not come is the step’s failure, also counted across a crash', async () => {
    const first = world();
    const live = await begin(first, [wait('go', { signal: 'go' }, { deadline: 100 })]);
    await first.clock.advance(60_000);
    first.journal.crash();
    const second = world({}, first.journal.open());
    await second.clock.advance(60_000);
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    expect(second.clock.now()).toBe(START + 100_000);
    expect((await documentOf(second, live)).results.go).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: 'the signal "go" did not come within 100 s',
      error_code: 'TIMEOUT_EXCEEDED',
      details: { scope: 'deadline' },
    });
  });

  it('given a process that died while the step waited, then a signal is taken by whoever goes on', async () => {
    const first = world();
    const live = await begin(first, [wait('go', { signal: 'go' }), step('after', ['go'])]);
    first.journal.crash();
    const second = world({}, first.journal.open());
    await second.orchestrator.runtime.ask(live.id, { kind: 'signal', signal: { id: 's', name: 'go', data: 7 } });
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    expect((await documentOf(second, live)).results.go).toMatchObject({
      status: 'completed',
      attempts: 1,
      output: { data: 7 },
    });
  });

  it('given a cancel, then the wait ends', async () => {
    const given = world();
    const live = await begin(given, [wait('go', { signal: 'go' }, { deadline: 10 })]);
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
    expect((await documentOf(given, live)).results.go).toMatchObject({ status: 'cancelled' });
  });

  it('given a paused run, then a signal is taken and nothing starts before it is continued', async () => {
    const given = world();
    const live = await begin(given, [wait('go', { signal: 'go' }), step('after', ['go'])]);
    live.ask({ kind: 'pause', stop: true });
    await signal(given, live, 'go');
    await given.clock.advance(1_000);
    expect((await documentOf(given, live)).results).toMatchObject({
      go: { status: 'completed' },
      after: { attempts: 0 },
    });
    live.ask({ kind: 'continue' });
    await given.clock.runUntil(live.ended);
    expect(called(given)).toEqual(['after']);
  });
});

describe('waiting for somebody’s approval', () => {
  const ship = wait('ship', {
    approval: { prompt: 'ship it?', form: { reason: { type: 'string' }, loud: { type: 'boolean', default: false } } },
  });
  const after = step('after', ['ship'], { parameters: { value: '{{ ship.output.data.reason }}' } });

  it('given a yes, then the step has what was said, and dependents go on', async () => {
    const given = world();
    const live = await begin(given, [ship, after]);
    expect((await documentOf(given, live)).results.ship).toMatchObject({
      waiting_for: { approval: { prompt: 'ship it?' } },
    });
    await given.orchestrator.approve(live.id, 'ship', { reason: 'fine' });
    await given.clock.runUntil(live.ended);
    expect((await documentOf(given, live)).results).toMatchObject({
      ship: { output: { approved: true, data: { reason: 'fine', loud: false } } },
      after: { output: { value: 'fine' } },
    });
  });

  it('given an answer before the deadline, then no timer is left', async () => {
    const given = world();
    const live = await begin(given, [{ ...ship, deadline: 3_600 }]);
    await given.orchestrator.approve(live.id, 'ship', { reason: 'fine' });
    await live.ended;
    await given.clock.advance(1_000);
    expect(given.clock.pending).toBe(0);
  });

  it('given a no, then the step has failed with the reason', async () => {
    const given = world();
    const live = await begin(given, [ship, after]);
    await given.orchestrator.reject(live.id, 'ship', 'too late');
    await given.clock.runUntil(live.ended);
    expect((await documentOf(given, live)).results).toMatchObject({
      ship: { status: 'failed', error_code: 'APPROVAL_REJECTED', error: 'somebody rejected it: too late' },
      after: { status: 'skipped' },
    });
  });

  it('given data that the form does not take, or a step that waits for no approval, then it is refused and the step waits on', async () => {
    const given = world();
    const live = await begin(given, [ship, after, wait('go', { signal: 'go' })]);
    const refused = (step: string, data: Record<string, unknown>) =>
      given.orchestrator.approve(live.id, step, data).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      );
    expect(await refused('ship', {})).toBe('INVALID_PARAMETERS');
    expect(await refused('ship', { reason: 1, more: 2 })).toBe('INVALID_PARAMETERS');
    expect(await refused('after', {})).toBe('NOT_WAITING');
    expect(await refused('go', {})).toBe('NOT_WAITING');
    expect(await refused('shop', {})).toBe('STEP_NOT_FOUND');
    expect((await documentOf(given, live)).results.ship).toMatchObject({ status: 'running' });
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
    expect(await refused('ship', { reason: 'late' })).toBe('NOT_WAITING');
  });

  it('given many items that wait for an approval each, then the step as a whole takes none', async () => {
    const given = world();
    const live = await begin(given, [{ ...ship, foreach: ['a', 'b'] }]);
    const answer = (at: string) => given.orchestrator.approve(live.id, at, { reason: at });
    await expect(answer('ship')).rejects.toMatchObject({
      code: 'NOT_WAITING',
      message: expect.stringContaining('ship[0]'),
    });
    await expect(given.orchestrator.reject(live.id, 'ship', 'no')).rejects.toMatchObject({ code: 'NOT_WAITING' });
    await answer('ship[1]');
    await answer('ship[0]');
    await given.clock.runUntil(live.ended);
    expect((await documentOf(given, live)).results.ship).toMatchObject({
      output: [{ data: { reason: 'ship[0]' } }, { data: { reason: 'ship[1]' } }],
    });
  });

  it('given a process that died while the step waited, then an approval is taken at once and the run goes on from it', async () => {
    const first = world();
    const live = await begin(first, [ship, after]);
    first.journal.crash();
    const second = world({}, first.journal.open());
    await second.orchestrator.approve(live.id, 'ship', { reason: 'x' });
    const snapshot = await second.orchestrator.runtime.snapshot(runId(live.id));
    if (snapshot === undefined) throw new Error('the run is there');
    expect((await runDocument(snapshot, { now: 0, path: { steps: [], seconds: 0 } })).results.ship).toMatchObject({
      status: 'completed',
    });
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(['after']);
  });
});
