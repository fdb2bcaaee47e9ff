import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loggingMonitoring } from '../src/index.ts';
import { run } from './run.ts';

const {
  analyze_logs: analyze,
  tail_log: tail,
  rotate_logs: rotate,
  log_with_context: log,
  new_correlation_id: newId,
} = loggingMonitoring.actions;

const at = (minute: number, second: number): string => new Date(Date.UTC(2026, 0, 2, 3, minute, second)).toISOString();

describe('logs summed up', () => {
  it('given logs of several kinds, when they are analysed, then levels, kinds of messages, times and bursts are told', async () => {
    const quiet = Array.from(
      { length: 30 },
      (_, minute) => `${at(minute, 0)} INFO request ${minute} took ${minute * 3} ms`,
    );
    const burst = Array.from(
      { length: 12 },
      (_, second) => `${at(20, second)} ERROR cannot reach 10.0.0.${second}:5432\n    at connect (db.js:${second}:1)`,
    );
    const workspace = await projectFolder({
      'logs/app.log': [...quiet, `${at(5, 1)} ERROR disk 1 is full`, ...burst, ''].join('\n'),
      'logs/app.log.1.gz': gzipSync(
        '{"level":40,"time":1767323000000,"msg":"slow 5"}\r\n{"level":40,"time":1767323000001,"msg":"slow 6"}\r\n',
      ),
    });
    const result = await run(analyze, workspace, { path: ['logs/app.log', 'logs/app.log.1.gz'], top: 3 });
    expect(result).toMatchObject({
      lines: 30 + 1 + 24 + 2,
      entries: 45,
      errors: 13,
      by_level: { info: 30, error: 13, warning: 2 },
      by_format: { text: 43, json: 2 },
      bursts: [{ from: at(20, 0), to: at(21, 0), errors: 12 }],
      uncounted_messages: 0,
    });
    expect(result.top_messages.map(({ template, count }) => [template, count])).toEqual([
      ['request <n> took <n> ms', 30],
      ['cannot reach <ip>:<n>', 12],
      ['slow <n>', 2],
    ]);
    expect(result.top_errors).toMatchObject([
      { template: 'cannot reach <ip>:<n>', level: 'error', first: at(20, 0), last: at(20, 11) },
      { template: 'disk <n> is full', count: 1 },
    ]);
    expect(result.time_range).toEqual({ from: at(0, 0), to: at(29, 0), seconds: 29 * 60 });
    expect(result.files.map(({ lines, truncated }) => [lines, truncated])).toEqual([
      [55, false],
      [2, false],
    ]);
  });

  it('given as many errors all the time, when they are analysed, then there is no burst', async () => {
    const steady = Array.from(
      { length: 600 },
      (_, second) => `${at(Math.floor(second / 60), second % 60)} ERROR again`,
    );
    const workspace = await projectFolder({ 'a.log': steady.join('\n') });
    expect((await run(analyze, workspace, { path: 'a.log' })).bursts).toEqual([]);
  });

  it('given one endless line, a small limit, or nothing, when they are analysed, then memory and figures stay small', async () => {
    const workspace = await projectFolder({
      'long.log': 'x'.repeat(5_000_000),
      'empty.log': '',
      'bomb.log.gz': gzipSync(Buffer.alloc(20_000_000, 'a\n')),
    });
    expect(await run(analyze, workspace, { path: 'long.log' })).toMatchObject({ entries: 1, time_range: null });
    expect(await run(analyze, workspace, { path: 'empty.log' })).toMatchObject({
      entries: 0,
      error_percent: 0,
      top_messages: [],
    });
    const bomb = await run(analyze, workspace, { path: 'bomb.log.gz', max_bytes: 1_000 });
    expect(bomb).toMatchObject({ entries: 500, files: [{ bytes: 1_000, truncated: true }] });
  });

  it('given what is no file, outside, or no sound gzip, when it is analysed, then that is said', async () => {
    const outside = await projectFolder({ 'secret.log': 'x' });
    const workspace = await projectFolder({ 'bad.gz': 'this is not gzip' });
    await mkdir(join(workspace, 'folder'));
    await symlink(join(outside, 'secret.log'), join(workspace, 'link.log'));
    for (const [path, code] of [
      ['none.log', 'NOT_FOUND'],
      ['folder', 'NOT_A_FILE'],
      ['../x.log', 'PATH_REFUSED'],
      ['link.log', 'PATH_REFUSED'],
      ['bad.gz', 'NOT_GZIP'],
    ]) {
      await expect(run(analyze, workspace, { path: path ?? '' })).rejects.toMatchObject({ code });
    }
  });
});

describe('the end of a log', () => {
  it('given any text, when its last lines are read, then they are those of the whole text', async () => {
    const workspace = await projectFolder();
    const line = fc.oneof(
      fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, '_')),
      fc.constant('ä'.repeat(40_000)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (all, lines, ends) => {
          writeFileSync(join(workspace, 'a.log'), all.join('\n') + (ends && all.length > 0 ? '\n' : ''));
          const result = await run(tail, workspace, { path: 'a.log', lines });
          expect(result.lines.map(({ text }) => text)).toEqual(all.slice(-lines).map((text) => text.slice(0, 8_192)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('given levels and texts, when only some are wanted, then only they come, with what they say', async () => {
    const workspace = await projectFolder({
      'a.log': `${at(1, 0)} INFO a\n${at(2, 0)} ERROR b\nnothing\n${at(3, 0)} WARN c\n${at(4, 0)} FATAL b2\n`,
    });
    const bad = await run(tail, workspace, { path: 'a.log', level: 'error' });
    expect(bad.lines.map(({ level, time }) => [level, time])).toEqual([
      ['error', at(2, 0)],
      ['critical', at(4, 0)],
    ]);
    expect((await run(tail, workspace, { path: 'a.log', contains: ' b', lines: 1 })).lines).toMatchObject([
      { text: expect.stringContaining('b2') },
    ]);
    await expect(run(tail, workspace, { path: 'a.log', level: 'loud' })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });

  it('given a large file, when its end is read, then no more than the end is', async () => {
    const workspace = await projectFolder({ 'a.log': `${'x'.repeat(99)}\n`.repeat(50_000) });
    const result = await run(tail, workspace, { path: 'a.log', lines: 10 });
    expect(result).toMatchObject({ count: 10, reached_start: false });
    expect(result.bytes_read).toBeLessThan(200_000);
    expect(await run(tail, workspace, { path: 'a.log', contains: 'y', max_bytes: 100_000 })).toMatchObject({
      count: 0,
      bytes_read: 100_000,
    });
  });
});

describe('rotated logs', () => {
  it('given a log that grows, when it is rotated again and again, then so many old ones stay, in order, and the rest is removed', async () => {
    const workspace = await projectFolder();
    const removed: string[] = [];
    for (const text of ['one', 'two', 'three', 'four']) {
      await appendFile(join(workspace, 'a.log'), text);
      const result = await run(rotate, workspace, { path: 'a.log', max_bytes: 2, keep: 2 });
      expect(result).toMatchObject({ rotated: true, rotated_to: 'a.log.1.gz', size_bytes: text.length });
      removed.push(...result.removed);
      expect(existsSync(join(workspace, 'a.log'))).toBe(false);
    }
    const old = [1, 2].map((number) => gunzipSync(readFileSync(join(workspace, `a.log.${number}.gz`))).toString());
    expect(old).toEqual(['four', 'three']);
    expect(removed).toEqual(['a.log.2.gz', 'a.log.2.gz']);
  });

  it('given a log that is small, when it is to be rotated, then nothing happens', async () => {
    const workspace = await projectFolder({ 'a.log': 'small' });
    expect(await run(rotate, workspace, { path: 'a.log' })).toEqual({
      rotated: false,
      size_bytes: 5,
      rotated_to: null,
      removed: [],
    });
    expect(readFileSync(join(workspace, 'a.log'), 'utf8')).toBe('small');
  });

  it('given a program that keeps the file open, when it is copied and emptied, then the file is the same', async () => {
    const workspace = await projectFolder({ 'a.log': 'before' });
    await run(rotate, workspace, { path: 'a.log', max_bytes: 0, method: 'copy_truncate', compress: false });
    await appendFile(join(workspace, 'a.log'), 'after');
    expect(readFileSync(join(workspace, 'a.log.1'), 'utf8')).toBe('before');
    expect(readFileSync(join(workspace, 'a.log'), 'utf8')).toBe('after');
  });
});

describe('lines written by steps', () => {
  it('given a message with its context, when it is logged, then the step has it, and the file a line of its own that can be analysed', async () => {
    const workspace = await projectFolder();
    const input = {
      level: 'warn',
      message: 'disk is\nfilling',
      context: { used: 91, name: 'a"b' },
      log_file: 'logs/app.jsonl',
    };
    const { output, logs } = await runAction(log, input, { workspace, now: () => Date.UTC(2026, 0, 2) });
    expect(output).toEqual({
      timestamp: '2026-01-02T00:00:00.000Z',
      level: 'warning',
      message: 'disk is\nfilling',
      correlation_id: 'test',
      run: 'test',
      task: 'step',
      context: { used: 91, name: 'a"b' },
    });
    expect(logs).toEqual([{ level: 'warn', message: 'disk is\nfilling {"used":91,"name":"a\\"b"} (test)' }]);
    await run(log, workspace, {
      level: 'CRITICAL',
      message: 'full',
      log_file: 'logs/app.jsonl',
      correlation_id: 'c-1',
    });
    const written = readFileSync(join(workspace, 'logs/app.jsonl'), 'utf8').trimEnd().split('\n');
    expect(written).toHaveLength(2);
    expect(await run(analyze, workspace, { path: 'logs/app.jsonl' })).toMatchObject({
      by_level: { warning: 1, critical: 1 },
      by_format: { json: 2 },
    });
  });

  it('given a level that is none, too much context, or a file outside, when it is logged, then it is refused', async () => {
    const workspace = await projectFolder();
    await expect(run(log, workspace, { level: 'loud', message: 'x' })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
    await expect(run(log, workspace, { message: 'x', context: { a: 'x'.repeat(70_000) } })).rejects.toMatchObject({
      code: 'CONTEXT_TOO_LARGE',
    });
    await expect(run(log, workspace, { message: 'x', log_file: '../x.log' })).rejects.toMatchObject({
      code: 'PATH_REFUSED',
    });
  });

  it('given two ids, when they are made, then they differ and can be sent as trace context', async () => {
    const workspace = await projectFolder();
    const [one, other] = [await run(newId, workspace, { prefix: 'job-' }), await run(newId, workspace, {})];
    expect(one.correlation_id).toMatch(/^job-[0-9a-f-]{36}$/);
    expect(one.correlation_id.slice(4)).not.toBe(other.correlation_id);
    expect(one.traceparent).toBe(
      `00-${one.correlation_id.slice(4).replaceAll('-', '')}-${one.traceparent.slice(36, 52)}-01`,
    );
    expect(one.run).toBe('test');
  });
});
