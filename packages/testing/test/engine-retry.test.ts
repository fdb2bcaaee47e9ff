import { defineAction, definePlugin, runId } from '@codomyrmex/core';
import {
  createOrchestrator,
  definitionFrom,
  explanation,
  type RetryOptions,
  type RunDocument,
} from '@codomyrmex/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { createMemoryJournal, VirtualClock } from '../src/index.ts';
import { begin, called, run, statuses, step, type World, world } from './run-world.ts';

/** Retries a run to its end; what it called is in the world's calls, after what was called before. */
async function retry(given: World, id: string, options?: RetryOptions): Promise<RunDocument> {
  const live = await given.orchestrator.retry(id, options);
  await given.clock.runUntil(live.ended);
  return given.orchestrator.document(live.id);
}

/** What ran since `before`. */
const since = (given: World, before: number): string[] => called(given).slice(before);

const value = (text: string) => ({ parameters: { value: text } });

describe('retrying a run', () => {
  it('given a run in which a step failed, then it and what was skipped for it run, and what completed is carried over with its output', async () => {
    let isMended = false;
    const given = world({ ending: (task) => (task === 'b' && !isMended ? 'fails' : 'succeeds') });
    const steps = [
      step('a', [], value('from a')),
      step('b', ['a']),
      step('c', ['b'], value('{{ a.output.value }}')),
      step('apart'),
    ];
    const first = await run(given, steps, { finally: [step('tidy')] });
    expect(first.status).toBe('failed');
    isMended = true;
    const before = called(given).length;
    const second = await retry(given, first.execution_id);
    expect(since(given, before)).toEqual(['b', 'c', 'tidy']);
    expect(second).toMatchObject({ status: 'completed', retry_of: first.execution_id, steps_executed: 3 });
    expect(second.execution_id).not.toBe(first.execution_id);
    expect(second.results).toMatchObject({
      a: { status: 'completed', carried: true, attempts: 0, cached: false, output: { task: 'a', value: 'from a' } },
      b: { status: 'completed', attempts: 1 },
      c: { output: { value: 'from a' } },
      apart: { carried: true },
    });
    expect(second.results.b).not.toHaveProperty('carried');
    expect(first).not.toHaveProperty('retry_of');
    expect(await given.orchestrator.document(first.execution_id)).toEqual(first);
  });

  it('given an outcome for every reason, then explain says why each step was carried over or ran again', async () => {
    const given = world({ ending: (task) => (task === 'bad' ? 'fails' : 'succeeds') });
    const steps = [
      step('bad'),
      step('after', ['bad']),
      step('reads', [], value('{{ p }}')),
      step('edited'),
      step('uses', ['edited']),
      step('kept'),
      step('chosen'),
    ];
    const first = await run(given, steps, { parameters: { p: { default: 1 } } });
    const { execution_id: id } = await retry(given, first.execution_id, {
      from: 'chosen',
      parameters: { p: 2 },
      outputs: { edited: { task: 'edited', value: 'mine' } },
    });
    const told = await explanation(given.orchestrator.runtime, runId(id));
    const of = first.execution_id;
    expect(Object.fromEntries(Object.entries(told ?? {}).map(([name, [only]]) => [name, only?.reason]))).toEqual({
      bad: `runs again: failed in run ${of}; first attempt: it waits for no other step`,
      after: 'dependency_failed: bad',
      reads: 'runs again: parameter p changed; first attempt: it waits for no other step',
      edited: `its output was given with the retry of run ${of}`,
      uses: 'runs again: follows edited, whose output was given; first attempt: edited completed',
      kept: `completed before, carried over from run ${of}`,
      chosen: 'runs again: from chosen; first attempt: it waits for no other step',
    });
    expect(told?.kept).toMatchObject([{ attempt: 0, decision: 'carried' }]);
  });

  it('given --from, then that step and everything after it run, through steps that only wait', async () => {
    const given = world();
    const first = await run(given, [
      step('a'),
      step('b', ['a']),
      step('c', ['b']),
      step('d', ['c']),
      step('other', ['a']),
    ]);
    const before = called(given).length;
    const second = await retry(given, first.execution_id, { from: 'b' });
    expect(since(given, before)).toEqual(['b', 'c', 'd']);
    expect(second.status).toBe('completed');
  });

  it.each([
    ['one by name', '{{ p }}', ['reads', 'after']],
    ['one by params.name', '{{ params.p }}', ['reads', 'after']],
    ['all of them', '{{ params }}', ['reads', 'after']],
    ['another one', '{{ q }}', []],
  ])(
    'given a changed parameter, then a step that reads %s runs again exactly when it is the changed one',
    async (_, text, again) => {
      const given = world();
      const steps = [step('reads', [], value(text)), step('after', ['reads']), step('plain')];
      const parameters = { p: { default: 1 }, q: { default: 1 } };
      const first = await run(given, steps, { parameters });
      const before = called(given).length;
      await retry(given, first.execution_id, { parameters: { p: 2 } });
      expect(since(given, before)).toEqual(again);
    },
  );

  it('given a changed parameter that only a condition reads, then the condition is evaluated anew', async () => {
    const given = world();
    const steps = [step('deploy', [], { when: "{{ env == 'production' }}" }), step('kept')];
    const first = await run(given, steps, { parameters: { env: { default: 'ci' } } });
    expect(statuses(first)[0]).toEqual(['deploy', 'skipped']);
    const before = called(given).length;
    const second = await retry(given, first.execution_id, { parameters: { env: 'production' } });
    expect(since(given, before)).toEqual(['deploy']);
    const back = await retry(given, second.execution_id, { parameters: { env: 'ci' } });
    expect(statuses(back)[0]).toEqual(['deploy', 'skipped']);
  });

  it('given an output for a step, then it counts in place of the old one, what reads it runs again, and the step itself does not', async () => {
    const given = world();
    const first = await run(given, [
      step('a', [], value('old')),
      step('b', [], value('{{ a.output.value }}')),
      step('c', [], value('{{ b.output.value }}')),
    ]);
    const before = called(given).length;
    const outputs = { a: { task: 'a', value: 'new' } };
    const second = await retry(given, first.execution_id, { outputs });
    expect(since(given, before)).toEqual(['b', 'c']);
    expect(second.results).toMatchObject({
      a: { carried: true, output: { value: 'new' } },
      c: { output: { value: 'new' } },
    });
    const third = await retry(given, second.execution_id, { from: 'a', outputs: { c: { task: 'c', value: 'held' } } });
    expect(since(given, before)).toEqual(['b', 'c', 'a', 'b']);
    expect(third.results.c).toMatchObject({ carried: true, output: { value: 'held' } });
  });

  it('given a crash of the retry, then a resume keeps what was carried over', async () => {
    const given = world({ ending: (task) => (task === 'b' ? 'fails' : 'succeeds') });
    const first = await run(given, [
      step('a', [], value('kept')),
      step('b', ['a']),
      step('c', ['b'], value('{{ a.output.value }}')),
    ]);
    const live = await given.orchestrator.retry(first.execution_id);
    await given.clock.settle();
    const next = world({}, given.journal.crash());
    const resumed = await next.orchestrator.resume(live.id);
    await next.clock.runUntil(resumed.ended);
    expect(called(next)).toEqual(['b', 'c']);
    const document = await next.orchestrator.document(live.id);
    expect(document).toMatchObject({ status: 'completed', retry_of: first.execution_id });
    expect(document.results).toMatchObject({
      a: { carried: true },
      b: { attempts: 2 },
      c: { output: { value: 'kept' } },
    });
  });

  it('given a retry of a retry that failed again, then what either completed is carried over', async () => {
    const broken = new Set(['b', 'c']);
    const given = world({ ending: (task) => (broken.has(task) ? 'fails' : 'succeeds') });
    const first = await run(given, [step('a'), step('b', ['a']), step('c', ['b'])]);
    broken.delete('b');
    const second = await retry(given, first.execution_id);
    broken.clear();
    const before = called(given).length;
    const third = await retry(given, second.execution_id);
    expect(since(given, before)).toEqual(['c']);
    expect(third.retry_of).toBe(second.execution_id);
  });

  it('given a run that was cancelled, then what had not completed runs', async () => {
    const given = world({ ending: (task, attempt) => (task === 'b' && attempt === 1 ? 'never ends' : 'succeeds') });
    const live = await begin(given, [step('a'), step('b', ['a'])]);
    await given.clock.advance(2_000);
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
    const again = await given.orchestrator.retry(live.id);
    await given.clock.advance(2_000);
    again.cancel('enough of this too');
    await again.ended;
    expect(called(given)).toEqual(['a', 'b', 'b']);
  });

  it('given outputs in the payload store, then they are carried by reference, and thousands of middling ones go there', async () => {
    const given = world();
    const large = 'x'.repeat(100_000);
    const steps = Array.from({ length: 300 }, (_, index) =>
      step(`s${index}`, [], value(`${index} ${'y'.repeat(20_000)}`)),
    );
    const first = await run(given, [
      step('large', [], value(large)),
      ...steps,
      step('last', ['s0'], value('{{ large.output.value }}')),
    ]);
    const second = await retry(given, first.execution_id, { from: 'last' });
    expect(second.results).toMatchObject({ large: { carried: true }, last: { output: { value: large } } });
    expect(second.results.s299).toEqual({
      ...first.results.s299,
      carried: true,
      attempts: 0,
      execution_time: undefined,
      parameters_used: undefined,
    });
    const [event] = await given.orchestrator.runtime.events(runId(second.execution_id));
    expect(JSON.stringify(event).length).toBeLessThan(200_000);
  });

  it('given a definition that was changed by a hook when it was loaded, then the retry begins with what the run began with', async () => {
    const given = world({ ending: () => 'fails' });
    given.orchestrator.hooks.workflowLoaded.tap('adds a step', (definition) => ({
      ...definition,
      steps: [...definition.steps, { ...definition.steps[0]!, name: 'added' }],
    }));
    const first = await run(given, [step('a')]);
    const second = await retry(given, first.execution_id);
    expect(Object.keys(second.results)).toEqual(['a', 'added']);
  });
});

describe('a retry that is refused', () => {
  const steps = [step('first'), step('second', ['first'])];
  const late = { finally: [step('tidy')] };

  it.each<[string, RetryOptions, string, string]>([
    ['a step that is not there', { from: 'secnod' }, 'STEP_NOT_FOUND', 'did you mean "second"?'],
    ['an output of a step that is not there', { outputs: { frist: {} } }, 'STEP_NOT_FOUND', 'did you mean "first"?'],
    ['a late stage', { from: 'tidy' }, 'LATE_STEP', 'anew in every run'],
    ['an output of a late stage', { outputs: { tidy: {} } }, 'LATE_STEP', 'anew in every run'],
    ['an output that the action cannot have', { outputs: { first: { task: 1 } } }, 'INVALID_OUTPUT', 'action show'],
    [
      'a step that failed and an output for it',
      { outputs: { second: { task: '', value: 1 } } },
      'STEP_NOT_COMPLETED',
      'leave',
    ],
  ])('given %s, then it says so and begins nothing', async (_, options, code, hint) => {
    const given = world({ ending: (task) => (task === 'second' ? 'fails' : 'succeeds') });
    const { execution_id: id } = await run(given, steps, late);
    await expect(given.orchestrator.retry(id, options)).rejects.toMatchObject({
      code,
      suggestions: [expect.stringContaining(hint)],
    });
    expect(given.journal.snapshot()).toHaveLength(1);
  });

  it('given an unknown parameter, or one of the wrong type, then it is refused like at a start', async () => {
    const given = world({ ending: () => 'fails' });
    const { execution_id: id } = await run(given, steps, { parameters: { count: { type: 'integer', default: 1 } } });
    await expect(given.orchestrator.retry(id, { parameters: { cuont: 1 } })).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW',
      problems: [{ code: 'unknown_parameter' }],
    });
    const text = { parameters: { count: 'many' }, textParameters: ['count'] };
    await expect(given.orchestrator.retry(id, text)).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
  });

  it('given a step that runs again and an output for it at once, then it is refused', async () => {
    const given = world();
    const { execution_id: id } = await run(given, steps);
    const both = { from: 'first', outputs: { first: { task: 'first', value: 1 } } };
    await expect(given.orchestrator.retry(id, both)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('given a run that completed and nothing that is to be otherwise, then nothing is left to run again', async () => {
    const given = world();
    const { execution_id: id } = await run(given, steps);
    await expect(given.orchestrator.retry(id)).rejects.toMatchObject({ code: 'NOTHING_TO_RETRY' });
  });

  it.each(['running', 'paused', 'interrupted'])(
    'given a run that is %s, then it is refused and says what to do',
    async (status) => {
      const given = world({ ending: () => 'never ends' });
      const live = await begin(given, steps);
      if (status === 'paused') live.ask({ kind: 'pause', stop: true });
      await given.clock.settle();
      const { orchestrator } = status === 'interrupted' ? world({}, given.journal.crash()) : given;
      await expect(orchestrator.retry(live.id)).rejects.toMatchObject({
        code: 'RUN_NOT_ENDED',
        message: expect.stringContaining(status),
        suggestions: [expect.any(String), expect.stringContaining('run cancel')],
      });
      await expect(orchestrator.retry('nowhere')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    },
  );
});

describe('an output that is given', () => {
  it('is what the action’s schema makes of it', async () => {
    const clock = new VirtualClock();
    const journal = createMemoryJournal();
    const make = defineAction({
      title: 'Makes a number',
      input: z.object({}),
      output: z.object({ number: z.number(), unit: z.string().default('m') }),
      effects: [],
      idempotent: true,
      run: () => ({ number: 1, unit: 'm' }),
    });
    const plugin = definePlugin({
      module: 'made',
      version: '0.0.0',
      description: '',
      entry: import.meta.url,
      actions: { make },
    });
    const orchestrator = createOrchestrator({
      plugins: [plugin],
      journal,
      clock,
      machine: { cores: 1, memoryBytes: 1e9 },
    });
    onTestFinished(() => orchestrator.close());
    const definition = definitionFrom({ name: 'w', steps: [{ name: 'a', module: 'made', action: 'make' }] }, 'w');
    const first = await orchestrator.start(await orchestrator.prepare(definition, { workspace: '/' }));
    await clock.runUntil(first.ended);
    const second = await orchestrator.retry(first.id, { outputs: { a: { number: 2 } } });
    await clock.runUntil(second.ended);
    expect((await orchestrator.document(second.id)).results.a?.output).toEqual({ number: 2, unit: 'm' });
  });
});
