import { OrchestrationEngine } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { acting, composed, run, step } from './acting.ts';

describe('what the configuration hands to the engine', () => {
  it('given a session timeout, then sessions that name no time end after it, and those that name one after theirs', async () => {
    const { orchestrator, clock } = composed([]);
    const engine = new OrchestrationEngine({ orchestrator, sessionTimeout: 60 });
    const plain = engine.createSession();
    const longer = engine.createSession({ timeoutSeconds: 600 });
    const endless = engine.createSession({ timeoutSeconds: null });
    await clock.advance(61_000);
    const statuses = [plain, longer, endless].map((id) => engine.getSession(id)?.status);
    expect(statuses).toEqual(['failed', 'active', 'active']);
    await clock.advance(600_000);
    expect(engine.getSession(endless)?.status).toBe('active');
    await engine.shutdown();
  });

  it('given a cleanup interval, then nothing is looked for before the first run, and nothing after the close', async () => {
    const given = composed([acting('m', { a: () => null })], { cleanupInterval: 30 });
    expect(given.clock.pending).toBe(0);
    expect((await run(given, [step('one', 'm.a')])).status).toBe('completed');
    expect(given.clock.pending).toBe(1);
    await given.clock.advance(95_000);
    expect(given.clock.pending).toBe(1);
    await given.orchestrator.close();
    expect(given.clock.pending).toBe(0);
  });

  it('given a resource of the machine’s own id, then what was given takes its place', () => {
    const { orchestrator } = composed([], {
      resources: [{ id: 'system_cpu', type: 'cpu', capacity: { cores: 64 } }],
    });
    const found = orchestrator.capacity.ledger.list().filter(({ type }) => type === 'cpu');
    expect(found).toMatchObject([{ id: 'system_cpu', capacity: { cores: 64 } }]);
  });
});
