import { runId } from '@codomyrmex/core';
import {
  definitionFrom,
  Looks,
  type RunDocument,
  recordUnchanged,
  systemClock,
  type UnchangedRun,
  unchangedRun,
} from '@codomyrmex/engine';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStepCache } from '../src/index.ts';
import { type Acts, acting, composed, step } from './acting.ts';

const workspace = import.meta.dirname;

function given(work: Acts = (_, input) => input) {
  const looks = new Looks();
  const { orchestrator, journal } = composed([acting('m', { work })], {
    clock: systemClock,
    stepCache: new MemoryStepCache(),
    looks,
  });
  const run = async (
    definition: object,
  ): Promise<{ readonly document: RunDocument; readonly kept: UnchangedRun | undefined }> => {
    const prepared = await orchestrator.prepare(definitionFrom(definition, 'w'), { workspace });
    const live = await orchestrator.start(prepared);
    await live.ended;
    const snapshot = await orchestrator.runtime.snapshot(live.id);
    const seen = looks.seen();
    const events = await orchestrator.runtime.events(live.id);
    const kept = snapshot && seen && unchangedRun(snapshot, events, seen);
    return { document: await orchestrator.document(live.id), kept };
  };
  return { run, orchestrator, journal };
}

/** A definition of so many cached steps, each with some of those before it in its parameters. */
const definitions = fc
  .array(fc.array(fc.nat({ max: 20 }), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map((all) => ({
    name: 'w',
    steps: all.map((of, index) => {
      const earlier = index === 0 ? [] : of.map((one) => one % index);
      const parameters = Object.fromEntries(earlier.map((one) => [`p${one}`, `{{ s${one}.output }}`]));
      return step(`s${index}`, 'm.work', { cache: true, parameters: { own: index, ...parameters } });
    }),
  }));

/** What a run has of its own is left out. */
const common = ({ workflow_name, status, steps_executed, results, errors, performance_metrics }: RunDocument) => ({
  workflow_name,
  status,
  steps_executed,
  results: Object.entries(results).map(([name, result]) => [name, { ...result, execution_time: 0 }]),
  errors,
  metrics: Object.entries(performance_metrics).map(([name, { module, action }]) => [name, module, action]),
});

describe('a run in which nothing has changed', () => {
  it('given any run whose steps are all answered, then what is recorded in its place is the same run at another time', async () => {
    await fc.assert(
      fc.asyncProperty(definitions, async (definition) => {
        const { run, orchestrator, journal } = given();
        expect((await run(definition)).kept).toBeUndefined();
        const { document, kept } = await run(definition);
        if (kept === undefined) throw new Error('it is to be kept');
        expect(kept.run).toBe(document.execution_id);
        const as = { id: runId('again'), workspace, startedAt: 1_000, endedAt: 1_060 };
        // As it comes back from the disk.
        await recordUnchanged(journal, JSON.parse(JSON.stringify(kept)), as);
        const again = await orchestrator.document('again');
        expect(common(again)).toEqual(common(document));
        expect([again.start_time, again.execution_time]).toEqual([new Date(1_000).toISOString(), 0.06]);
        const [head] = await orchestrator.runtime.list({ run: as.id });
        expect(head?.phase).toEqual({ kind: 'ended', status: 'completed' });
        await orchestrator.close();
      }),
      { numRuns: 30, seed: 5 },
    );
  });

  const cached = step('a', 'm.work', { cache: true });
  it.each<readonly [string, readonly object[], object]>([
    ['a step that is not cached', [cached, step('b', 'm.work')], {}],
    ['a condition', [cached, step('b', 'm.work', { cache: true, when: '{{ a.status == "completed" }}' })], {}],
    ['many items', [step('a', 'm.work', { cache: true, foreach: '{{ [1, 2] }}' })], {}],
    ['a wait', [cached, { name: 'b', wait_for: { until: '1970-01-01T00:00:00Z' } }], {}],
    ['a step for failures', [cached], { on_failure_steps: [step('tell', 'm.work', { cache: true })] }],
  ])('given %s, then it is not kept', async (_, steps, more) => {
    const { run } = given();
    const definition = { name: 'w', steps, ...more };
    await run(definition);
    const { document, kept } = await run(definition);
    expect(document.status).toBe('completed');
    expect(kept).toBeUndefined();
  });

  it('given an output that is kept apart, then what is recorded names the same', async () => {
    const { run, orchestrator, journal } = given();
    const text = 'x'.repeat(40_000);
    const definition = { name: 'w', steps: [step('a', 'm.work', { cache: true, parameters: { text } })] };
    await run(definition);
    const { kept } = await run(definition);
    expect(kept?.results[0]?.output).toMatchObject({ kind: 'payload' });
    if (kept !== undefined) {
      await recordUnchanged(journal, kept, { id: runId('again'), workspace, startedAt: 1_000, endedAt: 1_060 });
    }
    expect((await orchestrator.document('again')).results.a?.output).toEqual({ text });
  });

  it('given a step that failed first, then that run is not kept, and the next is', async () => {
    let calls = 0;
    const { run } = given(() => {
      if (calls++ === 0) throw new Error('not yet');
      return 1;
    });
    const definition = { name: 'w', steps: [step('a', 'm.work', { cache: true, max_retries: 0 })] };
    const kept: boolean[] = [];
    for (let time = 0; time < 3; time++) kept.push((await run(definition)).kept !== undefined);
    expect(kept).toEqual([false, false, true]);
  });
});
