import { explanation } from '@codomyrmex/engine';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pick, randomGraph, seeded } from '../../dag/test/random-graph.ts';
import { createMemoryJournal, VirtualClock } from '../src/index.ts';
import { begin, composed } from './acting.ts';
import { type Ending, scripted } from './scripted.ts';

const SEED = process.env.FC_SEED === 'random' ? {} : { seed: 5 };

it('given any graph, outcomes, cancel and crash, then every attempt of every step has one reason, and nothing else does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seeded(seed);
      const steps = randomGraph(random, 8).map(({ name, dependencies, runOn, retry }) => ({
        name,
        module: 'scripted',
        action: 'work',
        dependencies,
        run_on: runOn,
        max_retries: retry?.maxRetries ?? 0,
        retry_delay: 1,
      }));
      if (steps.length === 0) return;
      const clock = new VirtualClock();
      const endings: readonly Ending[] = ['succeeds', 'succeeds', 'fails', 'fails for good', 'declines'];
      const actions = scripted(clock, { ending: () => pick(random, endings), duration: () => 1 + random() * 3_000 });
      const journal = createMemoryJournal();
      const first = { ...composed([actions.plugin], { clock }, journal), clock };
      let live = await begin(first, steps, { max_parallel: 1 + Math.floor(random() * 3) });
      let { orchestrator } = first;
      await clock.advance(random() * 6_000);
      const isCut = random() < 0.4 && orchestrator.runtime.live.size > 0;
      if (isCut) {
        orchestrator = composed([actions.plugin], { clock }, journal.crash()).orchestrator;
        await agrees(orchestrator, live.id);
        live = await orchestrator.resume(live.id);
      }
      if (random() < 0.3) live.cancel('enough');
      await clock.settle();
      await agrees(orchestrator, live.id);
      await clock.runUntil(live.ended);
      await agrees(orchestrator, live.id);
    }),
    { ...SEED, numRuns: Number(process.env.FC_RUNS ?? 40) },
  );
});

type Asked = ReturnType<typeof composed>['orchestrator'];

async function agrees(orchestrator: Asked, run: Parameters<typeof explanation>[1]): Promise<void> {
  const document = await orchestrator.document(run);
  const steps = (await explanation(orchestrator.runtime, run)) ?? {};
  expect(Object.keys(steps)).toEqual(Object.keys(document.results));
  for (const [name, { attempts, status }] of Object.entries(document.results)) {
    const told = steps[name] ?? [];
    const begun = told.filter((one) => one.decision === 'ran' || one.reason.startsWith('not_applicable'));
    expect(begun.map((one) => one.attempt)).toEqual(Array.from({ length: attempts }, (_, index) => index + 1));
    expect(told.map((one) => one.attempt)).toEqual(told.map((_, index) => index + 1));
    const isOpen = status === 'pending' || status === 'ready';
    expect(told.at(-1)?.decision === 'blocked').toBe(isOpen);
    if (status === 'skipped') expect(told.at(-1)?.decision).toBe('skipped');
    if (status === 'completed') expect(told.at(-1)?.outcome).toBe('completed');
  }
}
