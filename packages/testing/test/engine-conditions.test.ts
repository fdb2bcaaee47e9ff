import { DefinitionError } from '@codomyrmex/core';
import { definitionFrom } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { begin, called, run, step, world } from './run-world.ts';

describe('a step with a condition', () => {
  it('given a condition that is false, then the step is skipped without a slot and so is what waits for it', async () => {
    const given = world();
    const document = await run(given, [
      step('a', [], { parameters: { value: 3 } }),
      step('b', [], { when: '{{ a.output.value > 5 }}' }),
      step('c', ['b']),
      step('d', [], { when: '{{ a.output.value > 2 }}' }),
    ]);
    expect(document).toMatchObject({
      status: 'completed',
      results: {
        b: { status: 'skipped', attempts: 0, skipped_because: 'condition_false' },
        c: { status: 'skipped', skipped_because: 'dependency_skipped: b' },
        d: { status: 'completed' },
      },
    });
    expect(called(given)).toEqual(['a', 'd']);
  });

  it('given a condition on how a step ended, then a handler runs only when it failed', async () => {
    const given = world({ ending: (task) => (task === 'a' ? 'fails' : 'succeeds') });
    const handler = { when: '{{ a.status == "failed" }}', run_on: 'always' };
    const document = await run(given, [step('a'), step('b', [], handler)]);
    expect(document.results).toMatchObject({ a: { status: 'failed' }, b: { status: 'completed' } });
  });

  it('given a condition without a value when its turn comes, then the step fails and says what is missing', async () => {
    const given = world();
    const document = await run(given, [step('a'), step('b', [], { when: '{{ a.output.value.deep == 1 }}' })]);
    expect(document.results).toMatchObject({ b: { status: 'failed', attempts: 0, error_code: 'INVALID_PARAMETERS' } });
    expect(document.results.b?.error).toContain('a.output.value is null');
  });

  it('given a condition that is no truth, then the step fails and says what it is', async () => {
    const given = world();
    const document = await run(given, [step('a'), step('b', [], { when: '{{ a.attempts }}' })]);
    expect(document.results).toMatchObject({ b: { status: 'failed', error_code: 'INVALID_CONDITION' } });
    expect(document.results.b?.error).toBe('"when" is neither true nor false: it is a number');
  });

  it('given a typo in a condition, then it is a problem at its place before anything runs', async () => {
    const { orchestrator } = world();
    const steps = [
      step('a'),
      step('b', [], { when: '{{ a.output.valeu == 1 }}' }),
      step('c', [], { when: 'a.attempts' }),
    ];
    const refused = await orchestrator
      .prepare(definitionFrom({ name: 'w', steps }, 'w'), { workspace: '/' })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DefinitionError);
    expect(refused).toMatchObject({
      problems: [
        { code: 'unknown_output', path: 'steps[1].when', suggestion: 'did you mean "value"?' },
        { code: 'not_a_condition', path: 'steps[2].when' },
      ],
    });
  });
});

describe('a step that is not required', () => {
  it('given its failure, then the run completes, and what waits for it runs and sees how it ended', async () => {
    const given = world({ ending: (task) => (task === 'a' ? 'fails' : 'succeeds') });
    const document = await run(given, [
      step('a', [], { required: false }),
      step('b', [], { parameters: { value: '{{ a.status }}' } }),
    ]);
    expect(document).toMatchObject({
      status: 'completed',
      results: { a: { status: 'failed' }, b: { status: 'completed', output: { value: 'failed' } } },
    });
  });

  it('given a run that stops at the first failure, then this one does not stop it', async () => {
    const given = world({ ending: (task) => (task === 'a' ? 'fails' : 'succeeds') });
    const steps = [step('a', [], { required: false }), step('b', ['a'])];
    const document = await run(given, steps, { on_failure: 'stop' });
    expect(document).toMatchObject({ status: 'completed', results: { b: { status: 'completed' } } });
  });
});

describe('the limits of a step', () => {
  it('given a time over all attempts, then no retry goes beyond it and the error names it', async () => {
    const given = world({ ending: () => 'fails' });
    const limits = { retry: { max: 100, delay: 2, factor: 1, jitter: 0 }, timeouts: { total: 7.5 } };
    const document = await run(given, [step('a', [], limits)]);
    expect(document).toMatchObject({
      status: 'failed',
      execution_time: 7.5,
      results: { a: { attempts: 3, error_code: 'TIMEOUT_EXCEEDED', details: { scope: 'total', timeout: 7.5 } } },
    });
  });

  it('given the time over all attempts passes during an attempt, then its work is ended first', async () => {
    const given = world({ ending: () => 'never ends' });
    const live = await begin(given, [step('a', [], { timeouts: { total: 3 } })]);
    await given.clock.advance(3_000);
    expect([...given.actions.running]).toEqual([]);
    await live.ended;
    const { results } = await given.orchestrator.document(live.id);
    expect(results).toMatchObject({ a: { status: 'failed', attempts: 1, error_code: 'TIMEOUT_EXCEEDED' } });
  });

  it('given a step that waits for a slot longer than it may, then it fails without being called', async () => {
    const given = world({ duration: () => 60_000 });
    const steps = [step('a'), step('b', [], { timeouts: { waiting: 10 } })];
    const document = await run(given, steps, { mode: 'sequential' });
    expect(document).toMatchObject({
      status: 'failed',
      results: { a: { status: 'completed' }, b: { status: 'failed', attempts: 0, details: { scope: 'waiting' } } },
    });
    expect(called(given)).toEqual(['a']);
  });

  it('given the time of one attempt in the longer form, then it is the same limit', async () => {
    const given = world({ ending: () => 'never ends' });
    const document = await run(given, [step('a', [], { timeouts: { attempt: 4 } })]);
    expect(document).toMatchObject({
      execution_time: 4,
      results: { a: { details: { scope: 'attempt', timeout: 4 } } },
    });
  });
});
