import { createOrchestrator } from '@codomyrmex/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { begin, called, run, statuses, step, world } from './run-world.ts';

describe('a run', () => {
  it('given a diamond, then its arms run side by side after the first step and before the last', {
    meta: { specification: ['1.capability.task_orchestration', '2.capability.task_coordination'] },
  }, async () => {
    const given = world();
    const document = await run(given, [step('a'), step('b', ['a']), step('c', ['a']), step('d', ['b', 'c'])]);
    expect(document).toMatchObject({ status: 'completed', execution_time: 3, steps_executed: 4, errors: [] });
    expect(called(given)).toEqual(['a', 'b', 'c', 'd']);
    expect(given.actions.mostRunning).toBe(2);
  });

  it('given a failing step, then what depends on it is skipped with the reason, and the rest goes on', {
    meta: { specification: ['1.contract.error_containment', '4.errors.workflow_level'] },
  }, async () => {
    const given = world({ ending: (task) => (task === 'a' ? 'fails' : 'succeeds') });
    const document = await run(given, [step('a'), step('b', ['a']), step('c', ['b']), step('d')]);
    expect(document.status).toBe('failed');
    expect(document.results).toMatchObject({
      a: { success: false, status: 'failed', attempts: 1, error: 'a fails', error_code: 'ACTION_FAILED' },
      b: { status: 'skipped', attempts: 0, skipped_because: 'dependency_failed: a' },
      c: { status: 'skipped', skipped_because: 'dependency_failed: a' },
      d: { success: true, status: 'completed' },
    });
    expect(document.errors).toEqual(['Step a failed: a fails']);
  });

  it('given an action that does not apply, then its step is skipped with the reason and the run completes', async () => {
    const given = world({ ending: (task) => (task === 'a' ? 'declines' : 'succeeds') });
    const document = await run(given, [step('a'), step('b', ['a']), step('c', ['b'], { run_on: 'always' })]);
    expect(document).toMatchObject({
      status: 'completed',
      results: {
        a: { status: 'skipped', skipped_because: 'not_applicable: nothing to do here' },
        b: { status: 'skipped', skipped_because: 'dependency_skipped: a' },
        c: { status: 'completed' },
      },
    });
  });

  it('given retries, then attempts come after 1, 2 and 4 seconds, and the last failure counts', {
    meta: { specification: ['2.guideline.tasks.timeout_and_retry', '4.errors.task_level'] },
  }, async () => {
    const given = world({ ending: () => 'fails', duration: () => 0 });
    const document = await run(given, [step('a', [], { max_retries: 3, retry_delay: 1 })]);
    const [first, ...later] = given.actions.calls.map(({ at }) => at);
    expect(later.map((at) => at - first!)).toEqual([1_000, 3_000, 7_000]);
    expect(document.results.a).toMatchObject({ status: 'failed', attempts: 4 });
  });

  it('given a step that succeeds at its third attempt, then the run completes', async () => {
    const given = world({ ending: (_, attempt) => (attempt < 3 ? 'fails' : 'succeeds') });
    const document = await run(given, [step('a', [], { max_retries: 5 }), step('b', ['a'], { max_retries: 5 })]);
    expect(document).toMatchObject({
      status: 'completed',
      results: { a: { attempts: 3 }, b: { status: 'completed' } },
    });
  });

  it('given a step timeout, then the attempt is aborted and fails with TIMEOUT_EXCEEDED', {
    meta: { specification: ['1.guideline.execution.timeouts'] },
  }, async () => {
    const given = world({ ending: () => 'never ends' });
    const document = await run(given, [step('a', [], { timeout: 5 })]);
    expect(document.results.a).toMatchObject({ status: 'failed', error_code: 'TIMEOUT_EXCEEDED', execution_time: 5 });
  });

  it('given a run timeout, then what runs is aborted, the run fails and says so', async () => {
    const given = world({ ending: (task) => (task === 'b' ? 'never ends' : 'succeeds') });
    const document = await run(given, [step('a'), step('b', ['a']), step('c', ['b'])], { timeout: 30 });
    expect(document).toMatchObject({ status: 'failed', execution_time: 30 });
    expect(statuses(document)).toEqual([
      ['a', 'completed'],
      ['b', 'cancelled'],
      ['c', 'cancelled'],
    ]);
    expect(document.errors[0]).toContain('TIMEOUT_EXCEEDED');
  });

  it('given on_failure: stop, then nothing more starts, and what runs may finish', async () => {
    const given = world({
      ending: (task) => (task === 'a' ? 'fails' : 'succeeds'),
      duration: (task) => (task === 'b' ? 5_000 : 1_000),
    });
    const document = await run(given, [step('a'), step('b'), step('c', ['b'])], { on_failure: 'stop' });
    expect(document.results).toMatchObject({
      b: { status: 'completed' },
      c: { status: 'skipped', skipped_because: 'run_stopped: a' },
    });
  });

  it('given sequential mode, then steps run one by one in declared order', {
    meta: { specification: ['1.feature.parallel_and_sequential'] },
  }, async () => {
    const given = world();
    await run(given, [step('c'), step('a'), step('b')], { mode: 'sequential' });
    expect(called(given)).toEqual(['c', 'a', 'b']);
    expect(given.actions.mostRunning).toBe(1);
  });

  it('given one slot and priorities, then critical steps go before low ones', async () => {
    const given = world();
    const steps = [
      step('low', [], { priority: 'low' }),
      step('normal'),
      step('critical', [], { priority: 'critical' }),
    ];
    await run(given, steps, { max_parallel: 1 });
    expect(called(given)).toEqual(['critical', 'normal', 'low']);
  });

  it('given two steps that hold one lock, then they never run at once, though slots are free', {
    meta: {
      specification: [
        '1.contract.resource_safety',
        '1.integration.resources',
        '2.performance.resource_aware_scheduling',
        '2.troubleshooting.resource_conflicts',
      ],
    },
  }, async () => {
    const given = world();
    const lock = { resources: [{ type: 'lock', identifier: 'db' }] };
    const live = await begin(given, [step('a', [], lock), step('b', [], lock)]);
    expect(live.waitsFor(1).join()).toContain(`run ${live.id} / a`);
    await given.clock.runUntil(live.ended);
    expect(given.actions.mostRunning).toBe(1);
  });

  it('given more cores than the machine has, then the run is refused before anything runs', async () => {
    const given = world();
    const greedy = { resources: [{ type: 'cpu', amount: { cores: 64 } }] };
    await expect(run(given, [step('a', [], greedy)])).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' });
    expect(given.actions.calls).toEqual([]);
  });

  it('given a lone reference, then the value keeps its type; given one in text, then it is written out', {
    meta: { specification: ['4.WorkflowManager.step_output_reference'] },
  }, async () => {
    const given = world();
    const document = await run(given, [
      step('a', [], { parameters: { value: { list: [1, 2.5, true, null], text: '\\{{ not evaluated twice }}' } } }),
      step('b', [], { parameters: { value: '{{ a.output.value.list }}' } }),
      step('c', [], { parameters: { value: 'item {{ a.output.value.list[1] }} {{ a.output.value.text }}' } }),
    ]);
    expect(document.results.b).toMatchObject({ output: { value: [1, 2.5, true, null] } });
    expect(document.results.c).toMatchObject({ output: { value: 'item 2.5 {{ not evaluated twice }}' } });
    expect(called(given)[0]).toBe('a');
  });
});

describe('cancelling', () => {
  it('given a running step, when the run is cancelled, then the step is aborted and the run ends as cancelled', async () => {
    const given = world({ ending: () => 'never ends' });
    const live = await begin(given, [step('a'), step('b', ['a'])]);
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
    const document = await given.orchestrator.document(live.id);
    expect(document).toMatchObject({ status: 'cancelled', errors: ['The run was cancelled: enough'] });
    expect(statuses(document)).toEqual([
      ['a', 'cancelled'],
      ['b', 'cancelled'],
    ]);
  });

  it('given a run of another process, when it is cancelled there, then its process hears of it', {
    meta: { specification: ['2.coordination.status'] },
  }, async () => {
    const given = world({ ending: () => 'never ends' });
    const live = await begin(given, [step('a')]);
    const journal = given.journal.open();
    const other = createOrchestrator({ plugins: [], journal, inbox: journal.inbox, clock: given.clock });
    onTestFinished(() => other.close());
    await other.runtime.ask(live.id, { kind: 'cancel', reason: 'from elsewhere' });
    await given.clock.runUntil(live.ended);
    expect((await given.orchestrator.document(live.id)).errors).toEqual(['The run was cancelled: from elsewhere']);
  });

  it('given an interrupted run, when it is cancelled, then it ends without running anything', async () => {
    const given = world({ ending: () => 'never ends' });
    const live = await begin(given, [step('a'), step('b', ['a'])]);
    const next = world({}, given.journal.crash());
    await expect(next.orchestrator.document(live.id)).resolves.toMatchObject({ status: 'interrupted' });
    await next.orchestrator.runtime.ask(live.id, { kind: 'cancel', reason: 'never mind' });
    await expect(next.orchestrator.document(live.id)).resolves.toMatchObject({ status: 'cancelled' });
    expect(next.actions.calls).toEqual([]);
  });
});

describe('a journal that refuses', () => {
  it('given a full disk, then the run stops with the reason, holds nothing, and goes on when there is room', async () => {
    const given = world();
    given.journal.failWrite(3, 'refuse');
    await expect(run(given, [step('a'), step('b', ['a'])])).rejects.toMatchObject({ code: 'DISK_FULL' });
    const [stored] = given.journal.snapshot();
    const resumed = await given.orchestrator.resume(stored!.record.id);
    await given.clock.runUntil(resumed.ended);
    expect(await given.orchestrator.document(resumed.id)).toMatchObject({ status: 'completed' });
  });
});
