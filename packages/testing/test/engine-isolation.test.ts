import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { begin, composed, step } from './acting.ts';
import apart from './fixtures/apart-plugin.mjs';

vi.setConfig({ testTimeout: 120_000 });

describe('a run with steps in processes', () => {
  it('given results, deaths and steps that depend on them, then they are told as those of any step', async () => {
    const given = composed([apart]);
    const live = await begin(given, [
      step('first', 'apart.pid'),
      step('dies', 'apart.die'),
      step('second', 'apart.pid', { dependencies: ['first'], limits: { memory_mb: 128 } }),
      step('after', 'apart.pid', { dependencies: ['dies'] }),
    ]);
    await live.ended;
    const { status, results } = await given.orchestrator.document(live.id);
    expect(status).toBe('failed');
    const pids = [results.first?.output, results.second?.output];
    expect(pids).toEqual([{ pid: expect.any(Number) }, { pid: expect.any(Number) }]);
    expect(pids).not.toContainEqual({ pid: process.pid });
    expect(results.dies).toMatchObject({ status: 'failed', attempts: 1, error_code: 'PROCESS_SIGNALLED' });
    expect(results.after?.status).toBe('skipped');
  });

  it('given an endless loop beyond its timeout, then it is ended and the attempt has timed out', async () => {
    const given = composed([apart]);
    const spinning = new Promise<number>((resolve) => {
      given.orchestrator.feed.subscribe((item) => {
        if (item.kind === 'log' && item.message.startsWith('spinning')) resolve(Number(item.message.split(' ')[1]));
      });
    });
    const live = await begin(given, [step('spins', 'apart.spin', { timeout: 3600 })]);
    const pid = await spinning;
    await given.clock.advance(3_600_000);
    await live.ended;
    const { results } = await given.orchestrator.document(live.id);
    expect(results.spins).toMatchObject({ status: 'failed', error_code: 'TIMEOUT_EXCEEDED' });
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});
