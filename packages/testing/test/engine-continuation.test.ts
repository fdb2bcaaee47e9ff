import { type Continuation, continuations, definitionFrom } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { begin, step, type World, world } from './run-world.ts';

const value = (text: unknown) => ({ parameters: { value: text } });

/** A completed, `b` runs, `c` and what comes at the end are still to come. */
const steps = [step('a', [], value(1)), step('b', ['a'], value(2)), step('c', ['b'], value(3))];

async function inFlight(more: object = {}): Promise<{ readonly given: World; readonly id: string }> {
  const given = world({ ending: (task) => (task === 'b' ? 'never ends' : 'succeeds') });
  const live = await begin(given, steps, more);
  await given.clock.advance(2_000);
  return { given, id: live.id };
}

async function against(
  { orchestrator }: World,
  changed: object[],
  more: object = {},
): Promise<readonly Continuation[]> {
  const workflow = await orchestrator.check(definitionFrom({ name: 'w', steps: changed, ...more }, 'w'));
  return continuations(orchestrator.runtime, workflow);
}

const [a, b, c] = steps as [object, object, object];

describe('whether a run could go on under a changed definition', () => {
  it.each<[string, object[], object, unknown[]]>([
    ['the same', steps, {}, []],
    [
      'other parameters of a step not begun',
      [a, b, step('c', ['b'], value(9))],
      {},
      [{ step: 'c', change: 'changed', keys: ['parameters'] }],
    ],
    ['a step not begun removed', [a, b], {}, [{ step: 'c', change: 'removed', keys: [] }]],
    ['a new step after all', [...steps, step('d', ['c'])], {}, [{ step: 'd', change: 'added', keys: [] }]],
    [
      'a new step before one not begun',
      [a, b, step('d'), step('c', ['b', 'd'], value(3))],
      {},
      [
        { step: 'c', change: 'changed', keys: ['dependencies'] },
        { step: 'd', change: 'added', keys: [] },
      ],
    ],
    [
      'other retries of a step that completed',
      [step('a', [], { ...value(1), max_retries: 7 }), b, c],
      {},
      [{ step: 'a', change: 'changed', keys: ['max_retries'] }],
    ],
    ['another order of keys and steps', [c, a, b], {}, []],
    [
      'another mode, and a last step',
      steps,
      { mode: 'sequential', finally: [step('tidy')] },
      [
        { step: null, change: 'changed', keys: ['mode'] },
        { step: 'tidy', change: 'added', keys: [] },
      ],
    ],
  ])('given %s, then it could, and what changed is told', async (_, changed, more, told) => {
    const { given, id } = await inFlight();
    expect(await against(given, changed, more)).toEqual([
      { execution_id: id, status: 'running', can_continue: true, reasons: [], changed: told },
    ]);
  });

  it.each<[string, object[], string[]]>([
    [
      'other parameters of a step that completed',
      [step('a', [], value(9)), b, c],
      ['"a" completed, and its parameters changed'],
    ],
    [
      'other parameters of a step that runs',
      [a, step('b', ['a'], value(9)), c],
      ['"b" runs, and its parameters changed'],
    ],
    [
      'a completed step removed',
      [step('b', [], value(2)), c],
      ['"a" completed, and is removed or renamed', '"b" runs, and its dependencies changed'],
    ],
    [
      'a completed step renamed',
      [step('first', [], value(1)), step('b', ['first'], value(2)), c],
      [
        '"a" completed, and is removed or renamed ("first" does the same)',
        '"b" runs, and would wait for first, which is new',
      ],
    ],
    [
      'a new step before one that completed',
      [step('n'), step('a', ['n'], value(1)), b, c],
      ['"a" completed, and would wait for n, which is new'],
    ],
    [
      'a new step before one that runs',
      [a, step('n', ['a']), step('b', ['a', 'n'], value(2)), c],
      ['"b" runs, and would wait for n, which is new'],
    ],
    [
      'fewer dependencies of one that runs',
      [a, step('b', [], value(2)), c],
      ['"b" runs, and its dependencies changed'],
    ],
    [
      'a condition of one that completed',
      [step('a', [], { ...value(1), when: false }), b, c],
      ['"a" completed, and its when changed'],
    ],
  ])('given %s, then it could not, and every reason is told', async (_, changed, reasons) => {
    const { given } = await inFlight();
    expect(await against(given, changed)).toMatchObject([{ can_continue: false, reasons }]);
  });

  it('given parameters that the run was given and that do not fit any more, then it could not', async () => {
    const { given } = await inFlight({ parameters: { p: { default: 'text' }, old: { default: 1 } } });
    expect(await against(given, steps, { parameters: { p: { type: 'integer', default: 1 } } })).toMatchObject([
      { can_continue: false, reasons: [expect.stringContaining('its parameters do not fit')] },
    ]);
    expect(await against(given, steps, { parameters: { p: { type: 'string' }, fresh: { default: 2 } } })).toMatchObject(
      [{ can_continue: true, changed: [{ step: null, keys: ['parameters'] }] }],
    );
    expect(await against(given, steps, { parameters: { p: {}, needed: {} } })).toMatchObject([
      { can_continue: false, reasons: [expect.stringContaining('"needed" must be given')] },
    ]);
  });

  it('given a run at its end, then nothing can come to the part that is over, and what was skipped for another may change', async () => {
    const given = world({
      ending: (task) => (task === 'b' ? 'fails' : task === 'tidy' ? 'never ends' : 'succeeds'),
    });
    const tidy = { finally: [step('tidy')] };
    await begin(given, steps, tidy);
    await given.clock.advance(5_000);
    expect(await against(given, [a, b, step('c', ['b'], value(9))], tidy)).toMatchObject([{ can_continue: true }]);
    expect(await against(given, [...steps, step('d')], tidy)).toMatchObject([
      { can_continue: false, reasons: ['"d" is new, and that part of the run is over'] },
    ]);
    expect(await against(given, [a, b, step('c', ['b'], { ...value(3), run_on: 'always' })], tidy)).toMatchObject([
      { can_continue: false, reasons: ['"c" was skipped, and its run_on changed'] },
    ]);
    expect(await against(given, steps, { ...tidy, on_failure: 'rollback' })).toMatchObject([
      { can_continue: false, reasons: ['a step has failed, and on_failure changed'] },
    ]);
  });

  it('given runs that have ended, of other workflows, paused and interrupted, then the last two are told', async () => {
    const given = world({ ending: (task) => (task === 'b' ? 'never ends' : 'succeeds') });
    const over = await begin(given, [step('only')]);
    await given.clock.runUntil(over.ended);
    const other = await begin(given, [step('b')], { name: 'other' });
    const paused = await begin(given, steps);
    paused.ask({ kind: 'pause', stop: true });
    await given.clock.advance(2_000);
    expect(await against(given, steps)).toMatchObject([{ execution_id: paused.id, status: 'paused' }]);
    const next = world({}, given.journal.crash());
    const told = await against(next, [a, b]);
    expect(told.map(({ status, can_continue }) => [status, can_continue])).toEqual([['paused', true]]);
    const alone = definitionFrom({ name: 'other', steps: [step('b')] }, 'other');
    expect(await continuations(next.orchestrator.runtime, await next.orchestrator.check(alone))).toEqual([
      { execution_id: other.id, status: 'interrupted', can_continue: true, reasons: [], changed: [] },
    ]);
  });
});

it('given a workflow in a workflow that completed, then how its steps are undone may be another, whatever undoes it', async () => {
  const withUndo = (by: string) => ({ ...step('x'), compensate: { module: 'scripted', action: 'work', ...value(by) } });
  const workflows = (by: string) => {
    const deep = { name: 'deep', steps: [withUndo(by)] };
    return { sub: { name: 'sub', steps: [{ name: 'deep', workflow: 'deep' }], workflows: { deep } } };
  };
  const outer = [
    { name: 's', workflow: 'sub' },
    { ...step('b'), dependencies: ['s'] },
  ];
  const given = world({ ending: (task) => (task === 'b' ? 'never ends' : 'succeeds') });
  await begin(given, outer, { workflows: workflows('once') });
  await given.clock.advance(3_000);
  const [answer] = await against(given, outer, { on_failure: 'rollback', workflows: workflows('twice') });
  expect(answer).toMatchObject({
    can_continue: true,
    changed: [
      { step: null, change: 'changed', keys: ['on_failure'] },
      { step: 's.compensate', change: 'added' },
    ],
  });
});
