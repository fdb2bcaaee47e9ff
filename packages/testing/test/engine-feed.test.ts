import { Feed, type FeedItem } from '@codomyrmex/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acting, composed, run, step } from './acting.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const line = (message: string): FeedItem => ({ kind: 'log', run: 'r', task: 't', level: 'info', message });

/** More than an observer's queue holds. */
const QUEUE_LIMIT = 100_000;

describe('a feed', () => {
  it('given an observer, then it gets items in order, later than they are published', async () => {
    const feed = new Feed();
    const seen: FeedItem[] = [];
    feed.subscribe((item) => seen.push(item));
    feed.publish(line('one'));
    feed.publish(line('two'));
    expect(seen).toEqual([]);
    await turn();
    expect(seen).toEqual([line('one'), line('two')]);
  });

  it('given an observer that throws, then the others get everything, and its failure is told once', async () => {
    const feed = new Feed();
    const seen: FeedItem[] = [];
    let calls = 0;
    feed.subscribe(() => {
      calls++;
      throw new Error('broken display');
    });
    feed.subscribe((item) => seen.push(item));
    for (const message of ['one', 'two', 'three']) feed.publish(line(message));
    feed.drain();
    feed.drain();
    const logged = seen.filter(({ kind }) => kind === 'log');
    expect(logged).toEqual([line('one'), line('two'), line('three')]);
    expect(seen.filter(({ kind }) => kind === 'warning')).toEqual([
      { kind: 'warning', message: 'an observer of the feed threw: broken display' },
    ]);
    expect(calls).toBe(4); // with the warning about itself
  });

  it('given more items than an observer takes, then it hears how many were dropped, and later ones come again', async () => {
    const feed = new Feed();
    const seen: FeedItem[] = [];
    feed.subscribe((item) => seen.push(item));
    for (let item = 0; item < QUEUE_LIMIT + 7; item++) feed.publish(line(String(item)));
    feed.drain();
    expect(seen.length).toBe(QUEUE_LIMIT + 1);
    expect(seen.at(-1)).toEqual({ kind: 'dropped', count: 7 });
    feed.publish(line('later'));
    feed.drain();
    expect(seen.at(-1)).toEqual(line('later'));
  });

  it('given an observer that is served between turns, then it hears of dropped items where they would have come', async () => {
    const feed = new Feed();
    const seen: FeedItem[] = [];
    feed.subscribe((item) => seen.push(item));
    for (let item = 0; item < QUEUE_LIMIT + 7; item++) feed.publish(line(String(item)));
    await turn();
    feed.publish(line('later'));
    feed.drain();
    expect(seen.slice(-3)).toEqual([line(String(QUEUE_LIMIT - 1)), { kind: 'dropped', count: 7 }, line('later')]);
  });

  it('given a subscription that ends, then what is queued is delivered, and nothing after that', async () => {
    const feed = new Feed();
    const seen: FeedItem[] = [];
    const end = feed.subscribe((item) => seen.push(item));
    feed.publish(line('queued'));
    end();
    expect(seen).toEqual([line('queued')]);
    expect(feed.isWatched).toBe(false);
    feed.publish(line('late'));
    await turn();
    end();
    expect(seen).toEqual([line('queued')]);
  });
});

type Move = 'subscribe' | 'subscribe thrower' | 'unsubscribe' | 'publish' | 'drain' | 'turn';

it('given any order of subscribing, publishing and leaving, then everybody gets all of their time, once and in order', async () => {
  const moves = fc.array(
    fc.constantFrom<Move>('subscribe', 'subscribe thrower', 'unsubscribe', 'publish', 'publish', 'drain', 'turn'),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(moves, async (made) => {
      const feed = new Feed();
      const open: { end: () => void; seen: FeedItem[]; due: FeedItem[] }[] = [];
      const left: typeof open = [];
      for (const [count, move] of made.entries()) {
        if (move === 'subscribe') {
          const seen: FeedItem[] = [];
          open.push({ seen, due: [], end: feed.subscribe((item) => seen.push(item)) });
        } else if (move === 'subscribe thrower') {
          feed.subscribe(() => {
            throw new Error('broken');
          });
        } else if (move === 'unsubscribe') {
          const one = open.shift();
          if (one === undefined) continue;
          one.end();
          left.push(one);
        } else if (move === 'publish') {
          feed.publish(line(String(count)));
          for (const { due } of open) due.push(line(String(count)));
        } else if (move === 'drain') feed.drain();
        else await turn();
      }
      feed.drain();
      await turn();
      for (const { seen, due } of [...open, ...left]) expect(seen.filter(({ kind }) => kind === 'log')).toEqual(due);
    }),
  );
});

describe('the feed of an engine', () => {
  const given = () =>
    composed([
      acting('talk', {
        tell: (context) => {
          context.log.warn('careful');
          context.progress(0.5, 'half');
          return null;
        },
      }),
    ]);

  it('given a run, then its facts, log lines and progress come to whoever watches', {
    meta: { specification: ['1.feature.realtime_progress', '1.integration.status', '2.contract.progress_tracking'] },
  }, async () => {
    const engine = given();
    const seen: FeedItem[] = [];
    engine.orchestrator.feed.subscribe((item) => seen.push(item));
    const { execution_id } = await run(engine, [step('a', 'talk.tell')]);
    engine.orchestrator.feed.drain();
    const facts = seen.flatMap((item) => (item.kind === 'events' ? item.events : []));
    expect(facts).toEqual(engine.journal.snapshot()[0]?.events);
    expect(seen).toContainEqual({ kind: 'log', run: execution_id, task: 'a', level: 'warn', message: 'careful' });
    expect(seen).toContainEqual({ kind: 'progress', run: execution_id, task: 'a', fraction: 0.5, message: 'half' });
  });

  it('given an observer that throws at everything, then the run ends as if nobody watched', async () => {
    const engine = given();
    engine.orchestrator.feed.subscribe(() => {
      throw new Error('broken display');
    });
    expect(await run(engine, [step('a', 'talk.tell')])).toMatchObject({ status: 'completed' });
  });
});
