import { OrchestrationMode, SessionStatus } from '@codomyrmex/core';
import { sessionDocument, sessionFrom } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { given } from './engine-given.ts';

describe('sessions of the OrchestrationEngine', () => {
  it('given every option, then the session has them all', {
    meta: {
      specification: [
        '3.OrchestrationEngine',
        '3.OrchestrationEngine.create_session',
        '3.OrchestrationEngine.create_session.user_id',
        '3.OrchestrationEngine.create_session.mode',
        '3.OrchestrationEngine.create_session.metadata',
        '3.OrchestrationEngine.get_session',
        '3.OrchestrationEngine.get_session.session_id',
        '3.OrchestrationSession',
        '3.OrchestrationSession.session_id',
        '3.OrchestrationSession.user_id',
        '3.OrchestrationSession.mode',
        '3.OrchestrationSession.max_parallel_tasks',
        '3.OrchestrationSession.max_parallel_workflows',
        '3.OrchestrationSession.metadata',
        '3.OrchestrationSession.status',
        '3.SessionStatus.ACTIVE',
        '4.OrchestrationEngine.create_session',
        '4.OrchestrationEngine.create_session.user_id',
        '4.OrchestrationEngine.create_session.mode',
        '4.OrchestrationEngine',
        '4.OrchestrationEngine.feature.sessions',
      ],
    },
  }, async () => {
    const { engine, clock } = await given();
    const options = {
      mode: OrchestrationMode.PARALLEL,
      maxParallelTasks: 8,
      maxParallelWorkflows: 3,
      timeoutSeconds: 60,
      resourceRequirements: { cpu: { cores: 2 } },
      metadata: { team: 'a' },
      name: 'nightly',
      description: 'what it is for',
    };
    const id = engine.createSession('analyst', options);
    expect(engine.getSession(id)).toEqual({
      ...options,
      sessionId: id,
      userId: 'analyst',
      status: SessionStatus.ACTIVE,
      createdAt: new Date(clock.now()),
      startedAt: null,
      updatedAt: new Date(clock.now()),
      completedAt: null,
      reason: null,
    });
    const other = engine.createSession({ userId: 'other', mode: 'priority' });
    expect(engine.getSession(other)).toMatchObject({ userId: 'other', mode: 'priority', maxParallelTasks: 4 });
    expect(engine.getSession(engine.createSession())).toMatchObject({ userId: 'system', mode: 'resource_aware' });
    expect(engine.getSession('session-none')).toBeUndefined();
    expect(engine.listSessions().map(({ userId }) => userId)).toEqual(['analyst', 'other', 'system']);
  });

  it('given options that are wrong, then all of them are told and nothing is opened', async () => {
    const { engine } = await given();
    const wrong = { maxParallelTasks: 0, timeoutSeconds: -1, maxParallelWorkflows: 1.5 };
    expect(() => engine.createSession('me', wrong)).toThrow(
      expect.objectContaining({
        code: 'INVALID_PARAMETERS',
        message: expect.stringMatching(/maxParallelTasks.*maxParallelWorkflows.*timeoutSeconds/),
      }),
    );
    expect(engine.listSessions()).toEqual([]);
  });

  it('given a session that is closed, then how it stood can still be asked, and closing it again is false', {
    meta: {
      specification: [
        '3.OrchestrationEngine.close_session',
        '3.OrchestrationEngine.close_session.session_id',
        '3.SessionStatus.COMPLETED',
        '3.SessionStatus.CANCELLED',
      ],
    },
  }, async () => {
    const { engine, inTime, orchestrator } = await given({ duration: () => 60_000 });
    const idle = engine.createSession('me');
    expect([engine.closeSession(idle), engine.closeSession(idle), engine.closeSession('none')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(engine.getSession(idle)).toMatchObject({ status: SessionStatus.COMPLETED, completedAt: expect.any(Date) });
    const busy = engine.createSession('me');
    const going = engine.executeWorkflow('pair', busy);
    await expect.poll(() => orchestrator.runtime.live.size).toBe(1);
    engine.closeSession(busy);
    expect(engine.getSession(busy)).toMatchObject({ status: SessionStatus.CANCELLED, startedAt: expect.any(Date) });
    expect(await inTime(going)).toMatchObject({ success: false, result: { status: 'cancelled' } });
  });

  it('given more workflows than a session may have, then they wait in line, first come first served', {
    meta: {
      specification: ['3.OrchestrationEngine.create_session.max_parallel_workflows', '3.limit.workflow_execution'],
    },
  }, async () => {
    const { actions, engine, inTime } = await given();
    const id = engine.createSession('me', { maxParallelWorkflows: 1 });
    const words = ['a', 'b', 'c'];
    const answers = await inTime(Promise.all(words.map((word) => engine.executeWorkflow('pair', { word }, id))));
    expect(answers.map(({ results }) => results.second?.output)).toEqual(
      words.map((word) => ({ task: 'second', value: `${word}!` })),
    );
    const begins = answers.map(({ result }) => result.startTime?.getTime() ?? 0);
    expect(begins).toEqual([...begins].sort((a, b) => a - b));
    expect(actions.mostRunning).toBe(1);
  });

  it('given the form of the existing system, then a session is read and written in it', {
    meta: { specification: ['3.SessionStatus', '3.SessionStatus.PENDING', '3.OrchestrationMode'] },
  }, async () => {
    const now = new Date(0);
    const written = {
      session_id: 'session-1',
      name: '',
      description: '',
      user_id: 'system',
      max_parallel_tasks: 4,
      max_parallel_workflows: 2,
      timeout_seconds: null,
      resource_requirements: { cpu: { cores: 4 } },
      metadata: {},
      status: 'executing_workflow',
      created_at: '2026-01-01T00:00:00+00:00',
      started_at: null,
      updated_at: 'yesterday',
      completed_at: null,
    };
    const session = sessionFrom(written, now);
    expect(session).toMatchObject({
      mode: OrchestrationMode.RESOURCE_AWARE,
      status: SessionStatus.PENDING,
      createdAt: new Date(Date.UTC(2026, 0, 1)),
      updatedAt: now,
    });
    expect(Object.values(SessionStatus)).toEqual(['pending', 'active', 'completed', 'cancelled', 'failed']);
    expect(Object.values(OrchestrationMode)).toEqual(['sequential', 'parallel', 'priority', 'resource_aware']);
    expect(sessionDocument(session)).toEqual({
      ...written,
      mode: 'resource_aware',
      status: 'pending',
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '1970-01-01T00:00:00.000Z',
    });
    expect(sessionFrom(sessionDocument(session), now)).toEqual(session);
    expect(() => sessionFrom({ ...written, mode: 'chaotic' }, now)).toThrow(/mode/);
    expect(() => sessionFrom({ ...written, max_parallel_tasks: 0 }, now)).toThrow(/maxParallelTasks/);
  });
});
