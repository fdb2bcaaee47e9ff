import { describe, expect, test } from 'vitest';
import { AttemptContext, type RunSurroundings } from '../src/effects/action-context.ts';
import { noLog } from '../src/logs/no-log.ts';
import { testAttempt } from './effects-attempt.ts';

const untouched = (): never => {
  throw new Error('made without being used');
};
const strict: RunSurroundings = {
  run: 'r1',
  workspace: '/w',
  clock: { now: () => 7 },
  random: () => 0.5,
  log: untouched,
  artifacts: untouched,
  progress: untouched,
};

describe('the context of an attempt', () => {
  test('given an action that uses nothing, then nothing is made and there is nothing to wait for', () => {
    const context = new AttemptContext(strict, 'step', 2);
    expect(context.idempotencyKey).toBe('r1/step/2');
    expect([context.run, context.task, context.attempt, context.workspace]).toEqual(['r1', 'step', 2, '/w']);
    expect(context.now()).toBe(7);
    expect(context.random()).toBe(0.5);
    expect(context.resolve('a/../b')).toBe('/w/b');
    expect(context.resolve('/x')).toBe('/x');
    expect(context.end()).toBeUndefined();
  });

  test('given an abort before the signal is asked for, then it is aborted with the first reason', () => {
    const context = new AttemptContext(strict, 'step', 1);
    const reason = new Error('first');
    context.abort(reason);
    context.abort(new Error('second'));
    expect(context.signal.aborted).toBe(true);
    expect(context.signal.reason).toBe(reason);
  });

  test('given an abort after the signal is asked for, then its listeners hear the first reason, once', () => {
    const context = new AttemptContext(strict, 'step', 1);
    const { signal } = context;
    const heard: unknown[] = [];
    signal.addEventListener('abort', () => heard.push(signal.reason));
    context.abort('first');
    context.abort('second');
    expect(heard).toEqual(['first']);
    expect(context.signal).toBe(signal);
  });

  test('given an undefined reason, then the signal is aborted all the same', () => {
    const context = new AttemptContext(strict, 'step', 1);
    context.abort(undefined);
    expect(context.signal.aborted).toBe(true);
  });

  test('given members taken apart, then they work', async () => {
    await using attempt = await testAttempt();
    const { exec, log, now, random, progress, resolve, artifacts } = attempt.context;
    log.info(`${now()} ${random()}`);
    progress(0.5, 'half');
    expect(await exec(['pwd'])).toMatchObject({ exitCode: 0 });
    expect(resolve('x')).toBe(`${attempt.context.workspace}/x`);
    expect(await artifacts.write('x', 'y')).toBe(`${await artifacts.folder()}/x`);
    expect(attempt.lines).toEqual([{ level: 'info', message: '1000 0.25' }]);
    expect(attempt.progress).toEqual([{ fraction: 0.5, message: 'half' }]);
  });

  test('given lines, then the end waits until they are written', async () => {
    const ended: string[] = [];
    const log = { ...noLog, end: () => Promise.resolve().then(() => void ended.push('written')) };
    const context = new AttemptContext({ ...strict, log: () => log }, 'step', 1);
    context.log.info('x');
    await context.end();
    expect(ended).toEqual(['written']);
  });
});
