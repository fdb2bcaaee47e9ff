import { describe, expect, it } from 'vitest';
import { begin, called, step, type World, world } from './run-world.ts';

const three = [step('a'), step('b', ['a']), step('c')];

async function statusOf({ orchestrator }: World, id: string): Promise<string> {
  return (await orchestrator.document(id)).status;
}

describe('pausing a run', () => {
  it('given running steps, when it is paused, then they finish, nothing starts, and it goes on when it is continued', async () => {
    const given = world();
    const live = await begin(given, three);
    live.ask({ kind: 'pause', stop: false });
    await given.clock.advance(100_000);
    expect(called(given)).toEqual(['a', 'c']);
    expect(await statusOf(given, live.id)).toBe('paused');
    live.ask({ kind: 'continue' });
    await given.clock.runUntil(live.ended);
    expect(called(given)).toEqual(['a', 'c', 'b']);
    expect(await statusOf(given, live.id)).toBe('completed');
  });

  it('given running steps, when it is paused with stop, then their work ends, holds nothing, and is made again without counting', async () => {
    const given = world();
    const live = await begin(given, [step('a', [], { max_retries: 0 })]);
    live.ask({ kind: 'pause', stop: true });
    await given.clock.settle();
    expect([...given.actions.running]).toEqual([]);
    expect(given.orchestrator.capacity.line.size).toBe(0);
    live.ask({ kind: 'continue' });
    await given.clock.runUntil(live.ended);
    const { status, results } = await given.orchestrator.document(live.id);
    expect(status).toBe('completed');
    expect(results).toMatchObject({ a: { status: 'completed', attempts: 2 } });
  });

  it('given a pause with stop that is taken back before the work has ended, then the attempt is made again all the same', async () => {
    const given = world();
    const live = await begin(given, [step('a')]);
    live.ask({ kind: 'pause', stop: true });
    live.ask({ kind: 'continue' });
    await given.clock.runUntil(live.ended);
    expect(await statusOf(given, live.id)).toBe('completed');
  });

  it('given a paused run whose process dies, then it is still paused where it is taken over, and loses nothing', async () => {
    const first = world();
    const live = await begin(first, three);
    live.ask({ kind: 'pause', stop: false });
    await first.clock.advance(100_000);
    first.journal.crash();
    const second = world({}, first.journal.open());
    const again = await second.orchestrator.resume(live.id);
    await second.clock.advance(100_000);
    expect(called(second)).toEqual([]);
    expect(await statusOf(second, live.id)).toBe('paused');
    again.ask({ kind: 'continue' });
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(['b']);
  });

  it('given a limit of time, then it does not pass while the run is paused', async () => {
    const given = world({ duration: () => 5_000 });
    const live = await begin(given, [step('a'), step('b', ['a'])], { timeout: 12 });
    await given.clock.advance(4_000);
    live.ask({ kind: 'pause', stop: false });
    await given.clock.advance(1_000_000);
    live.ask({ kind: 'continue' });
    await given.clock.runUntil(live.ended);
    expect(await statusOf(given, live.id)).toBe('completed');
  });

  it('given a paused run, when it is cancelled, then it ends', async () => {
    const given = world();
    const live = await begin(given, three);
    live.ask({ kind: 'pause', stop: false });
    await given.clock.advance(10_000);
    live.cancel('enough');
    await live.ended;
    const { status, results } = await given.orchestrator.document(live.id);
    expect(status).toBe('cancelled');
    expect(results).toMatchObject({ a: { status: 'completed' }, b: { status: 'cancelled' } });
  });

  it('given a step between two attempts, when the run is paused, then its retry waits', async () => {
    const given = world({ ending: (_, attempt) => (attempt === 1 ? 'fails' : 'succeeds') });
    const live = await begin(given, [step('a', [], { max_retries: 1, retry_delay: 2 })]);
    await given.clock.advance(1_500);
    live.ask({ kind: 'pause', stop: false });
    await given.clock.advance(60_000);
    expect(called(given)).toEqual(['a']);
    live.ask({ kind: 'continue' });
    await given.clock.runUntil(live.ended);
    expect(called(given)).toEqual(['a', 'a']);
  });
});
