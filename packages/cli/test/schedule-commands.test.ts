import { describe, expect, it } from 'vitest';
import { CommandLine, shell } from './command-line.ts';

const workflow = { name: 'w', parameters: { who: { type: 'string' } }, steps: [shell('a', ['echo', '{{ who }}'])] };

// Several processes each, which begin slowly on a busy machine.
describe('codomyrmex schedule', { timeout: 90_000 }, () => {
  it('given a cron schedule across the change of clocks, then its next times are told in UTC', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', workflow);
    const add = ['schedule', 'add', 'nightly', '--workflow', file, '--param', 'who=you', '--timezone', 'Europe/Berlin'];
    const added = await line.json(...add, '--cron', '30 2 * * *', '--overlap', 'queue_one', '--jitter', '30s');
    expect(added).toMatchObject({
      code: 0,
      document: {
        name: 'nightly',
        workflow: file,
        cron: '30 2 * * *',
        overlap: 'queue_one',
        catch_up: 3600,
        jitter: 30,
      },
    });
    const next = (await line.json('schedule', 'next', 'nightly', '-n', '400')).document;
    expect(next).toHaveLength(400);
    expect(next[0]).toBe(added.document.next);
    const hours = new Set(next.map((time: string) => time.slice(11, 16)));
    expect(hours).toEqual(new Set(['00:30', '01:00', '01:30']));
    expect((await line.run(...add, '--cron', '@daily')).code).toBe(4);
    expect((await line.run('schedule', 'pause', 'nightly')).code).toBe(0);
    const listed = (await line.json('schedule', 'list')).document;
    expect(listed).toMatchObject([{ name: 'nightly', status: 'paused', next: null }]);
  });

  it.each([
    ['a date that never comes', 2, ['--cron', '0 0 30 2 *']],
    ['an unknown zone', 2, ['--cron', '@daily', '--timezone', 'Mars/Base']],
    ['two timings', 2, ['--cron', '@daily', '--every', '10m']],
    ['an unknown parameter', 2, ['--every', '10m', '--param', 'what=x']],
  ])('given %s, then the schedule is refused with %d and not added', async (_, code, words) => {
    const line = new CommandLine();
    const file = line.file('w.yaml', workflow);
    expect((await line.run('schedule', 'add', 's', '--workflow', file, '--param', 'who=x', ...words)).code).toBe(code);
    expect((await line.json('schedule', 'list')).document).toEqual([]);
  });

  it('given names that are not there, then 3', async () => {
    const line = new CommandLine();
    expect((await line.run('schedule', 'add', 's', '--workflow', 'nowhere', '--every', '1h')).code).toBe(3);
    expect((await line.run('schedule', 'next', 's')).code).toBe(3);
    expect((await line.run('schedule', 'remove', 's')).code).toBe(3);
  });
});
