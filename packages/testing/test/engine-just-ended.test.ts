import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, run, step, world } from './run-world.ts';

const inner = { name: 'inner', steps: [step('build'), step('ship', ['build'])] };

/** A step among others, in the words in which people write them: what stands for something else is read as that. */
const aStep = fc.record(
  {
    priority: fc.constantFrom('low', 'URGENT', 3, 'normal'),
    max_retries: fc.constantFrom(0, 2),
    retry: fc.constantFrom({ delay: 0 }, { max: 1, factor: 3 }),
    timeout: fc.constantFrom(null, 60),
    foreach: fc.constantFrom([1, 2], '{{ [1, 2, 3] }}'),
    compensate: fc.constant({ module: 'scripted', action: 'work' }),
    run_on: fc.constantFrom('always', 'all_success'),
    resources: fc.constant([{ type: 'cpu', amount: { cores: 1 } }]),
    when: fc.constantFrom('{{ true }}', '{{ 1 > 2 }}', '{{ 1 + 1 == 2 }}'),
  },
  { requiredKeys: [] },
);

const options = fc.record(
  {
    mode: fc.constantFrom('sequential', 'priority'),
    on_failure: fc.constantFrom('stop', 'rollback', 'continue'),
    outputs: fc.constantFrom({ all: '{{ s0.output }}' }, {}),
    finally: fc.constant([step('last')]),
    on_failure_steps: fc.constant([step('told', [], { when: '{{ size(failures) > 0 }}' })]),
    max_parallel: fc.constantFrom(1, 3),
    timeout: fc.constantFrom(null, 600),
  },
  { requiredKeys: [] },
);

describe('a run that has just ended', () => {
  it('given any workflow, then what its engine tells of it is what the journal tells to another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aStep, { minLength: 1, maxLength: 4 }),
        options,
        fc.constantFrom('none', 's0', 's1', 's0.compensate'),
        async (parts, more, failing) => {
          const script = {
            ending: (task: string) => (task === failing ? ('fails for good' as const) : ('succeeds' as const)),
          };
          const given = world(script);
          const steps = parts.map((part, index) => step(`s${index}`, index > 1 ? [`s${index - 2}`] : [], part));
          const all = [...steps, { name: 'sub', workflow: 'inner' }];
          const live = await begin(given, all, { ...more, workflows: { inner } }).catch(() => undefined);
          fc.pre(live !== undefined); // some words do not go together
          await given.clock.runUntil(live.ended);
          const told = await given.orchestrator.document(live);
          const stored = await world({}, given.journal).orchestrator.document(live.id);
          expect(told).toEqual(stored);
          expect(JSON.parse(JSON.stringify(told))).toEqual(JSON.parse(JSON.stringify(stored)));
        },
      ),
    );
  });

  it('given one whose end the journal refuses, then it is told as the journal has it', async () => {
    const given = world();
    const live = await begin(given, [step('a')]);
    const append = given.journal.append.bind(given.journal);
    given.journal.append = (run, position, events) => {
      if (events.some(({ type }) => type === 'run_ended')) throw new Error('the disk is full');
      return append(run, position, events);
    };
    await expect(given.clock.runUntil(live.ended)).rejects.toThrow('the disk is full');
    expect(await given.orchestrator.document(live)).toMatchObject({ status: 'interrupted', end_time: null });
  });

  it('given another run since, then both are told as before', async () => {
    const given = world();
    const live = await begin(given, [step('a')]);
    await given.clock.runUntil(live.ended);
    const first = await given.orchestrator.document(live);
    const second = await run(given, [step('b')]);
    expect(await given.orchestrator.document(live.id)).toEqual(first);
    expect(await given.orchestrator.document(second.execution_id)).toEqual(second);
    expect(Object.keys(second.results)).toEqual(['b']);
  });
});
