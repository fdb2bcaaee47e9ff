import { DefinitionError } from '@codomyrmex/core';
import { definitionFrom } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { begin, called, run, step, world } from './run-world.ts';

const work = (value?: unknown) => ({
  module: 'scripted',
  action: 'work',
  max_retries: 0,
  ...(value !== undefined && { parameters: { value } }),
});

const failing = (...names: string[]) => ({
  ending: (task: string) => (names.includes(task) ? ('fails' as const) : ('succeeds' as const)),
});

describe('the end of a run', () => {
  it('given a run that completes, then what is for its end runs after everything, and what is for failures does not', async () => {
    const given = world();
    const document = await run(given, [step('a'), step('b', ['a'])], {
      finally: [step('tidy', [], { parameters: { value: '{{ b.status }}' } })],
      on_failure_steps: [step('tell')],
    });
    expect(called(given)).toEqual(['a', 'b', 'tidy']);
    expect(document).toMatchObject({
      status: 'completed',
      results: {
        tidy: { output: { value: 'completed' } },
        tell: { status: 'skipped', skipped_because: 'run_did_not_fail' },
      },
    });
  });

  it('given a run that fails, then both run, see what failed, and the run has failed', async () => {
    const given = world(failing('a'));
    const document = await run(given, [step('a'), step('b', ['a'])], {
      on_failure_steps: [step('tell', [], { parameters: { value: '{{ failures }}' } })],
      finally: [step('tidy', [], { parameters: { value: '{{ failures[0].step }}' } })],
    });
    expect(called(given)).toEqual(['a', 'tell', 'tidy']);
    expect(document).toMatchObject({
      status: 'failed',
      results: {
        tell: { output: { value: [{ step: 'a', error: 'a fails', error_code: 'ACTION_FAILED' }] } },
        tidy: { output: { value: 'a' } },
      },
    });
  });

  it('given a run that is cancelled, then what runs is ended, and what is for its end is done before the run ends', async () => {
    const given = world({ duration: () => 60_000 });
    const live = await begin(given, [step('a'), step('b', ['a'])], { finally: [step('tidy')] });
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
    expect(called(given)).toEqual(['a', 'tidy']);
    expect(await given.orchestrator.document(live.id)).toMatchObject({
      status: 'cancelled',
      results: { a: { status: 'cancelled' }, b: { status: 'cancelled' }, tidy: { status: 'completed' } },
    });
  });

  it('given a run that is cancelled while it does what is for its end, then that is ended too', async () => {
    const given = world({ ending: (task) => (task === 'tidy' ? 'never ends' : 'succeeds') });
    const live = await begin(given, [step('a')], { finally: [step('tidy')] });
    await given.clock.advance(5_000);
    expect([...given.actions.running]).toEqual(['tidy']);
    live.cancel('enough');
    await live.ended;
    expect((await given.orchestrator.document(live.id)).status).toBe('cancelled');
  });

  it('given a process that dies during the end of a run, then the rest of it is done where the run is taken over', async () => {
    const first = world({ ending: (task) => (task === 'tidy' ? 'never ends' : 'succeeds') });
    const live = await begin(first, [step('a')], { finally: [step('tidy')] });
    await first.clock.advance(5_000);
    first.journal.crash();
    const second = world({}, first.journal.open());
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(['tidy']);
    expect((await second.orchestrator.document(live.id)).status).toBe('completed');
  });
});

describe('rolling a run back', () => {
  const undo = (value: string) => ({ compensate: work(value) });

  it('given a failure, then what completed is undone, the last first, with what each step left', async () => {
    const given = world(failing('c'));
    const document = await run(
      given,
      [
        step('a', [], { parameters: { value: 'x' }, ...undo('{{ a.output.value }}') }),
        step('b', ['a'], undo('undo b')),
        step('c', ['b'], undo('undo c')),
        step('d', ['c'], undo('undo d')),
      ],
      { on_failure: 'rollback', finally: [step('tidy')] },
    );
    expect(called(given)).toEqual(['a', 'b', 'c', 'b.compensate', 'a.compensate', 'tidy']);
    expect(document).toMatchObject({
      status: 'failed',
      results: {
        'a.compensate': { output: { value: 'x' } },
        'c.compensate': { status: 'skipped', skipped_because: 'nothing_to_undo' },
      },
    });
  });

  it('given a run that completes, then nothing is undone', async () => {
    const given = world();
    const document = await run(given, [step('a', [], undo('undo a'))], { on_failure: 'rollback' });
    expect(called(given)).toEqual(['a']);
    expect(document.status).toBe('completed');
  });

  it('given an undoing that fails at first, then it is tried again, and the others are undone all the same', async () => {
    let failures = 0;
    const given = world({
      ending: (task) => {
        if (task === 'b.compensate' && failures++ === 0) return 'fails';
        return task === 'c' || task === 'b.compensate' ? 'fails for good' : 'succeeds';
      },
    });
    await run(
      given,
      [
        step('a', [], undo('undo a')),
        step('b', ['a'], { compensate: { ...work('undo b'), max_retries: 1 } }),
        step('c', ['b']),
      ],
      { on_failure: 'rollback' },
    );
    expect(called(given)).toEqual(['a', 'b', 'c', 'b.compensate', 'b.compensate', 'a.compensate']);
  });

  it('given a process that dies while a run is rolled back, then nothing is undone twice that was undone', async () => {
    const first = world({
      ending: (task) => (task === 'a.compensate' ? 'never ends' : task === 'c' ? 'fails' : 'succeeds'),
    });
    const steps = [step('a', [], undo('undo a')), step('b', ['a'], undo('undo b')), step('c', ['b'])];
    const live = await begin(first, steps, { on_failure: 'rollback' });
    await first.clock.advance(20_000);
    first.journal.crash();
    const second = world({}, first.journal.open());
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(['a.compensate']);
  });
});

describe('what a workflow may say of its end', () => {
  it('given waits and references across stages that cannot be, then each is a problem at its place', async () => {
    const { orchestrator } = world();
    const steps = [step('a', [], { parameters: { value: '{{ tidy.output }} {{ failures }}' } })];
    const definition = { name: 'w', steps, finally: [step('tidy', ['a']), { ...step('more'), module: 'nowhere' }] };
    const refused = await orchestrator
      .prepare(definitionFrom(definition, 'w'), { workspace: '/' })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DefinitionError);
    expect(refused).toMatchObject({
      problems: [
        { code: 'reference_to_later_stage', path: 'steps[0].parameters.value' },
        { code: 'unknown_reference', path: 'steps[0].parameters.value' },
        { code: 'dependency_of_other_stage', path: 'finally[0].dependencies[0]' },
        { code: 'unknown_module', path: 'finally[1].module' },
      ],
    });
  });
});
