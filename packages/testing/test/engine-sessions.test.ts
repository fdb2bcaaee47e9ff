import type { OrchestrationMode } from '@codomyrmex/core';
import { OrchestrationEngine, type SessionOptions } from '@codomyrmex/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../src/index.ts';
import { composed } from './acting.ts';
import { type Script, scripted } from './scripted.ts';

const CORES = 4;

/** An engine in virtual time whose workflows are given whole: nothing is read, so time is turned by the test alone. */
function engineOf(script: Partial<Script> = {}) {
  const clock = new VirtualClock();
  const actions = scripted(clock, script);
  const { orchestrator } = composed([actions.plugin], { clock });
  const engine = new OrchestrationEngine({ orchestrator, workspace: '/' });
  return { actions, clock, engine, ledger: orchestrator.capacity.ledger, orchestrator };
}

interface Task {
  readonly name: string;
  readonly cores?: number;
  readonly priority?: string;
  readonly dependencies?: readonly string[];
}

const workflow = (tasks: readonly Task[]) => ({
  name: 'given',
  steps: tasks.map(({ cores, ...task }) => ({
    ...task,
    module: 'scripted',
    action: 'work',
    maxRetries: 0,
    ...(cores !== undefined && { resources: [{ type: 'cpu', amount: { cores } }] }),
  })),
});

const named = (...names: readonly string[]): Task[] => names.map((name) => ({ name }));

const startsOf = (calls: readonly { readonly task: string }[]): string => calls.map(({ task }) => task).join(' ');

describe('modes of a session', () => {
  /** Two workflows at once, each of two tasks that may run side by side. */
  async function twoRuns(options: SessionOptions) {
    const given = engineOf();
    const session = given.engine.createSession(options);
    const both = Promise.all([
      given.engine.executeComplexWorkflow(workflow(named('a1', 'a2')), session),
      given.engine.executeComplexWorkflow(workflow(named('b1', 'b2')), session),
    ]);
    expect(await given.clock.runUntil(both)).toMatchObject([{ success: true }, { success: true }]);
    return given.actions;
  }

  it('given mode sequential, then one workflow goes after the other, and one task at a time', {
    meta: { specification: ['3.OrchestrationMode.SEQUENTIAL', '1.feature.parallel_and_sequential'] },
  }, async () => {
    const actions = await twoRuns({ mode: 'sequential', maxParallelTasks: 4, maxParallelWorkflows: 2 });
    expect(startsOf(actions.calls)).toBe('a1 a2 b1 b2');
    expect(actions.mostRunning).toBe(1);
  });

  it('given mode sequential, then tasks go as they are declared, whatever they need and when they became ready', async () => {
    const { actions, clock, engine } = engineOf();
    const session = engine.createSession({ mode: 'sequential' });
    const tasks: Task[] = [
      { name: 'a', cores: 1 },
      { name: 'b', priority: 'low' },
      { name: 'c', dependencies: ['a'], cores: 2 },
      { name: 'd', priority: 'critical' },
      { name: 'e', cores: 1 },
    ];
    await clock.runUntil(engine.executeComplexWorkflow(workflow(tasks), session));
    expect(startsOf(actions.calls)).toBe('a b c d e');
  });

  it('given mode parallel, then as many tasks as it may have go on over all of its workflows, in order of arrival', {
    meta: {
      specification: [
        '3.OrchestrationMode.PARALLEL',
        '3.OrchestrationEngine.create_session.max_parallel_tasks',
        '4.OrchestrationEngine.create_session.max_parallel_tasks',
        '3.performance.parallel_mode',
        '2.performance.concurrency_limits',
      ],
    },
  }, async () => {
    const actions = await twoRuns({ mode: 'parallel', maxParallelTasks: 3, maxParallelWorkflows: 2 });
    expect(actions.mostRunning).toBe(3);
    expect(startsOf(actions.calls)).toBe('a1 a2 b1 b2');
  });

  it('given mode priority, then the first goes first, even when it waits for resources and others would fit', {
    meta: { specification: ['3.OrchestrationMode.PRIORITY'] },
  }, async () => {
    const { actions, clock, engine } = engineOf();
    const session = engine.createSession({ mode: 'priority', maxParallelTasks: 2 });
    await clock.runUntil(engine.executeComplexWorkflow(workflow(contended), session));
    expect(startsOf(actions.calls)).toBe('holds wide small');
  });

  it('given mode resource_aware, then what fits passes one that waits for resources', {
    meta: {
      specification: [
        '3.OrchestrationMode.RESOURCE_AWARE',
        '2.contract.resource_awareness',
        '2.performance.resource_aware_scheduling',
      ],
    },
  }, async () => {
    const { actions, clock, engine } = engineOf();
    const session = engine.createSession({ mode: 'resource_aware', maxParallelTasks: 2 });
    await clock.runUntil(engine.executeComplexWorkflow(workflow(contended), session));
    expect(startsOf(actions.calls)).toBe('holds small wide');
  });

  /** `wide` and `small` come after the first; `holds` keeps one core, so that `wide` cannot have all of them at once. */
  const contended: Task[] = [
    { name: 'holds', cores: 1, priority: 'critical' },
    { name: 'wide', cores: CORES, priority: 'high' },
    { name: 'small', cores: 1, priority: 'low' },
  ];
});

describe('what a session requires', () => {
  it('given requirements, then they are held while it is open, and come back with its end', {
    meta: {
      specification: [
        '3.OrchestrationEngine.create_session.resource_requirements',
        '3.OrchestrationSession.resource_requirements',
        '3.performance.requirements',
        '3.performance.cleanup',
      ],
    },
  }, () => {
    const { engine, ledger } = engineOf();
    const id = engine.createSession('analyst', { resourceRequirements: { cpu: { cores: 3 }, memory: { gb: 4 } } });
    expect(engine.getSession(id)?.resourceRequirements).toEqual({ cpu: { cores: 3 }, memory: { gb: 4 } });
    expect(ledger.usage('system_cpu')).toMatchObject({ held: { cores: 3 }, holders: [`session ${id}`] });
    expect(ledger.usage('system_memory')).toMatchObject({ held: { gb: 4 } });
    expect(engine.closeSession(id)).toBe(true);
    expect(ledger.usage('system_cpu')).toMatchObject({ held: { cores: 0 } });
    expect(ledger.usage('system_memory')).toMatchObject({ held: { gb: 0 } });
  });

  it('given what is taken now, then nothing is kept of the attempt, and the holder is named', () => {
    const { engine, ledger } = engineOf();
    const first = engine.createSession('a', { resourceRequirements: { cpu: { cores: 3 } } });
    const second = () => engine.createSession('b', { resourceRequirements: { memory: { gb: 1 }, cpu: { cores: 2 } } });
    expect(second).toThrow(
      expect.objectContaining({ code: 'RESOURCE_UNAVAILABLE', message: expect.stringContaining(`session ${first}`) }),
    );
    expect(ledger.usage('system_memory')).toMatchObject({ held: { gb: 0 } });
    engine.closeSession(first);
    expect(second).not.toThrow();
  });

  it('given what this machine never has, then every such requirement is told', () => {
    const { engine } = engineOf();
    const impossible = { cpu: { cores: 99 }, gpu: { devices: 1 }, cup: { cores: 1 } };
    expect(() => engine.createSession('a', { resourceRequirements: impossible })).toThrow(
      expect.objectContaining({
        code: 'RESOURCE_UNAVAILABLE',
        details: { problems: [{}, {}, {}].map(() => expect.objectContaining({ message: expect.any(String) })) },
      }),
    );
    expect(engine.listSessions()).toEqual([]);
  });

  it('given a run that is being cancelled, then what its session holds comes back when it has let go', async () => {
    const { clock, engine, ledger } = engineOf({ ending: () => 'never ends' });
    const id = engine.createSession('a', { resourceRequirements: { cpu: { cores: 4 } } });
    const going = engine.executeComplexWorkflow(workflow(named('a')), id);
    await clock.settle();
    engine.closeSession(id);
    expect(ledger.usage('system_cpu')).toMatchObject({ held: { cores: 4 } });
    await clock.runUntil(going);
    await clock.settle();
    expect(ledger.usage('system_cpu')).toMatchObject({ held: { cores: 0 } });
  });
});

describe('the end of a session', () => {
  it('given a timeout, then at that time its runs are cancelled, what waits is refused, and it takes no more', {
    meta: {
      specification: [
        '3.OrchestrationEngine.create_session.timeout_seconds',
        '3.OrchestrationSession.timeout_seconds',
        '3.SessionStatus.FAILED',
      ],
    },
  }, async () => {
    const { clock, engine, ledger } = engineOf({ ending: () => 'never ends' });
    const id = engine.createSession({ timeoutSeconds: 60, maxParallelWorkflows: 1, resourceRequirements: { cpu: 1 } });
    const running = engine.executeComplexWorkflow(workflow(named('a')), id);
    const waiting = Promise.allSettled([engine.executeComplexWorkflow(workflow(named('b')), id)]);
    await clock.advance(59_999);
    expect(engine.getSession(id)).toMatchObject({ status: 'active', timeoutSeconds: 60 });
    await clock.advance(1);
    expect(await running).toMatchObject({ success: false, error: expect.stringContaining('TIMEOUT_EXCEEDED') });
    expect(await waiting).toMatchObject([{ status: 'rejected', reason: { code: 'SESSION_CLOSED' } }]);
    expect(engine.getSession(id)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('60 s'),
      completedAt: new Date(Date.UTC(2026, 0, 1, 0, 1)),
    });
    await expect(engine.executeTask({ module: 'scripted', action: 'work' }, id)).rejects.toMatchObject({
      code: 'SESSION_CLOSED',
      message: expect.stringContaining('60 s'),
    });
    expect(ledger.usage('system_cpu')).toMatchObject({ held: { cores: 0 } });
    expect(engine.closeSession(id)).toBe(false);
  });

  it('given a timeout longer than a timer holds, then it is waited for whole', async () => {
    const { clock, engine } = engineOf();
    const days = 40;
    const id = engine.createSession({ timeoutSeconds: days * 86_400 });
    await clock.advance(days * 86_400_000 - 1);
    expect(engine.getSession(id)?.status).toBe('active');
    await clock.advance(1);
    expect(engine.getSession(id)?.status).toBe('failed');
    expect(clock.pending).toBe(0);
  });

  it('given a session that was closed in time, then no timer is left', () => {
    const { clock, engine } = engineOf();
    engine.closeSession(engine.createSession({ timeoutSeconds: 60 }));
    expect(clock.pending).toBe(0);
  });

  it('given more ended sessions than are remembered, then the oldest are forgotten', () => {
    const { engine, ledger } = engineOf();
    const ids = Array.from({ length: 1_002 }, () => engine.createSession());
    for (const id of ids) engine.closeSession(id);
    expect(ids.map((id) => engine.getSession(id)).filter((session) => session === undefined)).toHaveLength(2);
    expect(engine.listSessions()).toHaveLength(1_000);
    expect([...ledger.ids()].filter((id) => id.startsWith('session:'))).toEqual([]);
  });
});

/** Anything that somebody may do to an engine with sessions, in any order. */
type Act =
  | {
      readonly kind: 'open';
      readonly mode: OrchestrationMode;
      readonly tasks: number;
      readonly workflows: number;
      readonly timeout: number | null;
      readonly cores: number;
    }
  | { readonly kind: 'run'; readonly session: number; readonly sizes: readonly number[]; readonly cores: number }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'close'; readonly session: number };

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant('open' as const),
    mode: fc.constantFrom<OrchestrationMode>('sequential', 'parallel', 'priority', 'resource_aware'),
    tasks: fc.integer({ min: 1, max: 3 }),
    workflows: fc.integer({ min: 1, max: 2 }),
    timeout: fc.option(fc.integer({ min: 1, max: 20 })),
    cores: fc.integer({ min: 0, max: CORES - 1 }),
  }),
  fc.record({
    kind: fc.constant('run' as const),
    session: fc.nat(5),
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    cores: fc.integer({ min: 0, max: 1 }),
  }),
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ kind: fc.constant('close' as const), session: fc.nat(5) }),
);

describe('any sessions in any order', () => {
  it('given random acts, then no limit is ever passed, every session ends once, and everything comes back', async () => {
    await fc.assert(fc.asyncProperty(fc.array(acts, { minLength: 1, maxLength: 25 }), holds), { numRuns: 60 });
  });

  async function holds(given: readonly Act[]): Promise<void> {
    // Names say whose a task is and how long it takes: session, run, task, seconds.
    const duration = (task: string) => Number(task.split('.')[3]) * 1_000;
    const { actions, clock, engine, ledger, orchestrator } = engineOf({ duration });
    const sessions: { readonly id: string; readonly tasks: number; readonly workflows: number }[] = [];
    const ends = new Map<string, number>();
    engine.registerEventHandler('session_closed', (_, { sessionId }) => {
      ends.set(sessionId, (ends.get(sessionId) ?? 0) + 1);
    });
    const answers: Promise<unknown>[] = [];
    let runs = 0;
    const withinLimits = () => {
      const running = Array.from(actions.running, (task) => task.split('.'));
      for (const [at, { tasks, workflows }] of sessions.entries()) {
        const own = running.filter(([session]) => session === `s${at}`);
        expect(own.length).toBeLessThanOrEqual(tasks);
        expect(new Set(own.map(([, run]) => run)).size).toBeLessThanOrEqual(workflows);
      }
      for (const { held, capacity } of ledger.list()) {
        for (const [unit, amount] of Object.entries(held)) expect(amount).toBeLessThanOrEqual(capacity[unit] ?? 0);
      }
    };
    const perform = (act: Act): Promise<void> | void => {
      switch (act.kind) {
        case 'open': {
          const { mode, tasks, workflows, timeout, cores } = act;
          const options = { mode, maxParallelTasks: tasks, maxParallelWorkflows: workflows, timeoutSeconds: timeout };
          try {
            const id = engine.createSession({
              ...options,
              ...(cores > 0 && { resourceRequirements: { cpu: { cores } } }),
            });
            const isOne = mode === 'sequential';
            sessions.push({ id, tasks: isOne ? 1 : tasks, workflows: isOne ? 1 : workflows });
          } catch (error) {
            expect(error).toMatchObject({ code: 'RESOURCE_UNAVAILABLE' });
          }
          return;
        }
        case 'run': {
          const session = sessions[act.session];
          if (session === undefined) return;
          const run = runs++;
          const tasks = act.sizes.map((seconds, task) => ({
            name: `s${act.session}.r${run}.t${task}.${seconds}`,
            ...(act.cores > 0 && { cores: act.cores }),
          }));
          const answer = engine.executeComplexWorkflow(workflow(tasks), session.id);
          answers.push(answer.catch((error: unknown) => expect(error).toMatchObject({ code: 'SESSION_CLOSED' })));
          return clock.settle();
        }
        case 'pass':
          return passing(act.seconds);
        case 'close': {
          const session = sessions[act.session];
          if (session !== undefined) engine.closeSession(session.id);
          return clock.settle();
        }
      }
    };
    const passing = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        await clock.advance(1_000);
        withinLimits();
      }
    };
    for (const act of given) {
      await perform(act);
      withinLimits();
    }
    await passing(30);
    for (const { id } of sessions) engine.closeSession(id);
    await clock.runUntil(Promise.all(answers));
    await clock.settle();
    expect(sessions.map(({ id }) => ends.get(id))).toEqual(sessions.map(() => 1));
    expect(sessions.map(({ id }) => engine.getSession(id)?.completedAt)).toEqual(sessions.map(() => expect.any(Date)));
    const left = ledger.list().filter(({ held }) => Object.values(held).some((amount) => amount > 0));
    expect(left.map(({ id }) => id)).toEqual([]);
    expect([...ledger.ids()].filter((id) => /^(session|run):/.test(id))).toEqual([]);
    expect(orchestrator.capacity.line.size).toBe(0);
    expect(clock.pending).toBe(0);
    await engine.shutdown();
  }
});
