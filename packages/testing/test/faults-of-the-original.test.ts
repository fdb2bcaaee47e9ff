import { defineAction, definePlugin } from '@codomyrmex/core';
import { definitionFrom, type RunDocument } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { VirtualClock } from '../src/index.ts';
import { type Composed, composed, run, step } from './acting.ts';
import { type Script, scripted } from './scripted.ts';

// What the Python system gets wrong, one test each: docs/decisions/0007-specification-choices.md.

function world(script: Partial<Script> = {}) {
  const clock = new VirtualClock();
  const actions = scripted(clock, script);
  return { ...composed([actions.plugin], { clock }), clock, actions };
}

async function runWith(given: Composed, definition: object, parameters: Record<string, unknown>): Promise<RunDocument> {
  const prepared = await given.orchestrator.prepare(definitionFrom({ name: 'w', ...definition }, 'w'), {
    parameters,
    workspace: '/',
  });
  const live = await given.orchestrator.start(prepared);
  await given.clock.runUntil(live.ended);
  return given.orchestrator.document(live.id);
}

describe('faults of the original that are none of ours', () => {
  it('retries that never happen: given max_retries, then a failed step is tried again until it succeeds', async () => {
    const given = world({ ending: (_task, attempt) => (attempt < 3 ? 'fails' : 'succeeds') });
    const document = await run(given, [step('a', 'scripted.work', { max_retries: 3 })]);
    expect(document).toMatchObject({ status: 'completed', results: { a: { success: true, attempts: 3 } } });
    expect(given.actions.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('retries that never happen: given the old retry_count of a file, then it takes no attempt away', async () => {
    const given = world({ ending: () => 'fails' });
    const document = await run(given, [step('a', 'scripted.work', { retry_count: 3, max_retries: 2 })]);
    expect(document.results.a).toMatchObject({ status: 'failed', attempts: 3 });
  });

  it('a step timeout that is ignored: given a step that never ends, then its time ends it', async () => {
    const given = world({ ending: () => 'never ends' });
    const document = await run(given, [step('a', 'scripted.work', { timeout: 7 })]);
    expect(document).toMatchObject({
      status: 'failed',
      execution_time: 7,
      results: { a: { status: 'failed', error_code: 'TIMEOUT_EXCEEDED' } },
    });
    expect([...given.actions.running]).toEqual([]);
  });

  it('dependents that hang after a failure: given a failed step, then what needs it is skipped and the run ends', async () => {
    const given = world({ ending: (task) => (task === 'a' ? 'fails' : 'succeeds') });
    const document = await run(given, [
      step('a', 'scripted.work'),
      step('b', 'scripted.work', { dependencies: ['a'] }),
      step('c', 'scripted.work', { dependencies: ['b'] }),
      step('d', 'scripted.work'),
    ]);
    expect(document.status).toBe('failed');
    expect(Object.values(document.results).map(({ status }) => status)).toEqual([
      'failed',
      'skipped',
      'skipped',
      'completed',
    ]);
  });

  it('a failure reported as a cycle: given a failed step with dependents, then the errors name the failure alone', async () => {
    const given = world({ ending: (task) => (task === 'a' ? 'fails' : 'succeeds') });
    const steps = [step('a', 'scripted.work'), step('b', 'scripted.work', { dependencies: ['a'] })];
    expect((await run(given, steps)).errors).toEqual(['Step a failed: a fails']);
  });

  it('a failure reported as a cycle: given a real one, then it is refused before anything runs', async () => {
    const given = world();
    const steps = [
      step('a', 'scripted.work', { dependencies: ['b'] }),
      step('b', 'scripted.work', { dependencies: ['a'] }),
    ];
    await expect(run(given, steps)).rejects.toMatchObject({ problems: [{ code: 'cycle' }] });
    expect(given.actions.calls).toEqual([]);
  });

  it('a global parameter forced on every action: given an extra one, then it reaches only steps that ask for it', async () => {
    const seen: unknown[] = [];
    const strict = defineAction({
      title: 'Takes a path and nothing else',
      input: z.strictObject({ path: z.string() }),
      output: z.null(),
      effects: [],
      idempotent: true,
      run: (_context, input) => {
        seen.push(input);
        return null;
      },
    });
    const plugin = definePlugin({
      module: 'strict',
      version: '0.0.0',
      description: 'Refuses what it does not know.',
      entry: import.meta.url,
      actions: { strict },
    });
    const given = composed([plugin]);
    const steps = [
      step('own', 'strict.strict', { parameters: { path: '.' } }),
      step('asked', 'strict.strict', { parameters: { path: '{{ code_path }}' } }),
    ];
    const parameters = { code_path: './src', output_path: './analysis', include_visualization: true };
    expect((await runWith(given, { steps }, parameters)).status).toBe('completed');
    expect(seen).toEqual([{ path: '.' }, { path: './src' }]);
  });
});
