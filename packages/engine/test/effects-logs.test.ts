import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inert } from '../src/logs/inert.ts';
import { readStepLog, StepLogReader, type TaskLogLine, tailStepLog } from '../src/logs/read-step-log.ts';
import { openStepLog, type StepLogOptions } from '../src/logs/step-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codomyrmex-logs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (options: Partial<StepLogOptions> = {}) =>
  openStepLog({ folder, run: 'r1', task: 'build', attempt: 1, now: () => 5, ...options });
const file = (task = 'build'): string => join(folder, 'r1', 'logs', `${task}.log`);
const read = async (task?: string): Promise<readonly TaskLogLine[]> => {
  const lines: TaskLogLine[] = [];
  for await (const line of readStepLog(folder, 'r1', task)) lines.push(line);
  return lines;
};

describe('a step log', () => {
  test('given lines of two attempts, then both are there in order, with their times and levels', async () => {
    let time = 1_000;
    for (const attempt of [1, 2]) {
      const log = open({ attempt, now: () => time++ });
      log.info(`begin ${attempt}`);
      log.error('a\nb\u001b[31m');
      await log.end();
    }
    expect(await read('build')).toEqual([
      { task: 'build', t: 1_000, level: 'info', attempt: 1, message: 'begin 1' },
      { task: 'build', t: 1_001, level: 'error', attempt: 1, message: 'a\nb\u001b[31m' },
      { task: 'build', t: 1_002, level: 'info', attempt: 2, message: 'begin 2' },
      { task: 'build', t: 1_003, level: 'error', attempt: 2, message: 'a\nb\u001b[31m' },
    ]);
  });

  test('given no line, then no file is made', async () => {
    await open().end();
    await expect(stat(folder).then(() => stat(file()))).rejects.toThrow('ENOENT');
    expect(await read()).toEqual([]);
  });

  test('given a line after the end, then it is dropped', async () => {
    const log = open();
    log.info('in time');
    await log.end();
    log.info('late');
    await log.end();
    expect((await read()).map((line) => line.message)).toEqual(['in time']);
  });

  test('given methods taken off the log, then they work', async () => {
    const log = open();
    const { warn } = log;
    warn('taken');
    await log.end();
    expect((await read()).map((line) => line.level)).toEqual(['warn']);
  });

  test('given more than the limit over several attempts, then the file is bounded and says what is missing', async () => {
    const limitBytes = 20_000;
    for (const attempt of [1, 2, 3]) {
      const log = open({ attempt, limitBytes });
      for (let n = 0; n < 1_000; n++) log.info(`line ${n}`);
      await log.end();
    }
    expect((await stat(file())).size).toBeLessThan(limitBytes + 3 * 250);
    const notices = (await read()).filter((line) => line.level === 'warn');
    expect(notices.map((line) => line.attempt)).toEqual([1, 2, 3]);
    expect(notices[2]?.message).toBe(
      `1000 lines (${notices[2]?.message.match(/\((\d+)/)?.[1]} bytes) of this attempt are not kept from here on: the log of a step holds 20000 bytes`,
    );
  });

  test('given a flood and one enormous message, then memory and file stay bounded', async () => {
    const log = open({ limitBytes: 3_000_000 });
    log.info('x'.repeat(10_000_000));
    for (let n = 0; n < 300_000; n++) log.info(`line ${n}`);
    await log.end();
    expect((await stat(file())).size).toBeLessThan(3_001_000);
    const [first] = await read();
    expect(first?.message).toMatch(/^x{65536} … \(9934464 more characters\)$/);
  });

  test('given a line torn by a killed process, then the next attempt begins a new line and the torn one is named', async () => {
    const first = open();
    first.info('whole');
    first.info('torn');
    await first.end();
    await truncate(file(), (await stat(file())).size - 10);
    expect((await read()).map((line) => line.message)).toEqual(['whole']);
    const second = open({ attempt: 2 });
    second.info('again');
    await second.end();
    expect((await read()).map((line) => [line.attempt, line.message])).toEqual([
      [1, 'whole'],
      [0, expect.stringMatching(/^\[damaged line of \d+ characters\]$/)],
      [2, 'again'],
    ]);
  });

  test('given a place that cannot be written, then the attempt goes on and the failure is told once', async () => {
    await mkdir(join(folder, 'r1'));
    await writeFile(join(folder, 'r1', 'logs'), 'a file in its place');
    const failures: Error[] = [];
    const log = open({ onFailure: (error) => failures.push(error) });
    log.info('one');
    await log.end();
    log.info('two');
    await log.end();
    expect(failures).toHaveLength(1);
  });

  test('given names that leave the folder, then nothing is opened', () => {
    for (const name of ['..', '.', 'a/b', '', 'a\0', '../x', 'r1~..', 'r1~', '~each', 'r1~each@0', 'r1~each~../x']) {
      expect(() => open({ task: name })).toThrow('cannot name a file of a run');
      expect(() => open({ run: name })).toThrow('cannot name a file of a run');
    }
  });

  test('given runs in runs to any depth, then each has files of its own, below those of the run that it is in', async () => {
    const step = 'a'.repeat(64);
    const deepest = ['r1', ...Array.from({ length: 16 }, () => `${step}@2`)].join('~');
    for (const run of ['r1', 'r1~each', 'r1~each~3', deepest]) {
      const log = open({ run });
      log.info(run);
      await log.end();
    }
    const found: string[] = [];
    const inner = (run: string, task: string): string => `${run}/${task}`;
    for await (const line of new StepLogReader({ folder, run: 'r1', inner }).read()) {
      expect(line.task).toBe(`${line.message}/build`);
      found.push(line.message);
    }
    expect(new Set(found)).toEqual(new Set(['r1', 'r1~each', 'r1~each~3', deepest]));
    await rm(join(folder, 'r1'), { recursive: true });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('reading a run', () => {
  test('given any interleaving of tasks, then all lines come in order of time and the tail is the end of that', async () => {
    const logged = fc.array(fc.record({ task: fc.constantFrom('a', 'b', 'c.d', 'e-f'), size: fc.nat(400) }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(logged, fc.nat(70), async (lines, count) => {
        await rm(folder, { recursive: true, force: true });
        let time = 0;
        const logs = new Map(['a', 'b', 'c.d', 'e-f'].map((task) => [task, open({ task, now: () => time })]));
        for (const { task, size } of lines) {
          time++;
          logs.get(task)?.info(`${time} ${'ü'.repeat(size)}`);
        }
        await Promise.all([...logs.values()].map((log) => log.end()));
        const all = await read();
        expect(all.map((line) => line.t)).toEqual(lines.map((_, index) => index + 1));
        expect(all.map((line) => line.task)).toEqual(lines.map((line) => line.task));
        expect(await tailStepLog(folder, 'r1', { count })).toEqual(count === 0 ? [] : all.slice(-count));
        const ofA = all.filter((line) => line.task === 'a');
        expect(await read('a')).toEqual(ofA);
        expect(await tailStepLog(folder, 'r1', { task: 'a', count })).toEqual(count === 0 ? [] : ofA.slice(-count));
      }),
      { numRuns: 40 },
    );
  });

  test('given a long log, then its blocks fit together', async () => {
    const log = open();
    for (let n = 0; n < 20_000; n++) log.info(`line ${n} ${'漢'.repeat(n % 7)}`);
    await log.end();
    const all = await read('build');
    expect(all.map((line) => line.message)).toEqual(
      Array.from({ length: 20_000 }, (_, n) => `line ${n} ${'漢'.repeat(n % 7)}`),
    );
    expect(await tailStepLog(folder, 'r1', { task: 'build', count: 5_000 })).toEqual(all.slice(-5_000));
  });

  test('given foreign files and rubbish, then they are named or left alone', async () => {
    await mkdir(join(folder, 'r1', 'logs'), { recursive: true });
    await writeFile(join(folder, 'r1', 'logs', 'notes.txt'), 'mine');
    await appendFile(
      file('x'),
      '{"t":1,"level":"loud"}\n[]\n\nnull\n{"t":7,"level":"info","attempt":1,"message":"good"}\n',
    );
    expect((await read()).map((line) => line.attempt)).toEqual([0, 0, 0, 0, 1]);
    expect(await readFile(join(folder, 'r1', 'logs', 'notes.txt'), 'utf8')).toBe('mine');
  });

  test('given a run without logs, then there is nothing', async () => {
    expect(await read()).toEqual([]);
    expect(await read('build')).toEqual([]);
    expect(await tailStepLog(folder, 'r1', { count: 5 })).toEqual([]);
  });
});

describe('text for a terminal', () => {
  test.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a title', '\u001b]0;title\u0007text', 'text'],
    ['a link', '\u001b]8;;http://x\u0007text\u001b]8;;\u0007', 'text'],
    ['the clipboard', '\u001b]52;c;aGk=\u001b\\text', 'text'],
    ['a device control string', '\u001bP1;2|payload\u001b\\text', 'text'],
    ['a private message', '\u001b^payload\u001b\\\u001b_more\u001b\\text', 'text'],
    ['8-bit controls', '\u009b31mred\u0090payload\u009ctext', 'redtext'],
    ['a reset', '\u001bctext\u001b(0', 'text'],
    ['an opening without an end', '\u001b]0;title', '0;title'],
    ['overprinting', 'safe\r\b\b\b\bevil', 'safeevil'],
    ['reading direction', 'a\u202eb\u2066c\u200fd', 'abcd'],
    ['plain text', 'tab\t and\nline, 漢😀 ü', 'tab\t and\nline, 漢😀 ü'],
  ])('given %s, then only what is to be read is left', (_what, text, shown) => {
    expect(inert(text)).toBe(shown);
  });

  test('given any text, then no control is left, and once is enough', () => {
    const parts = fc.constantFrom(
      '\u001b',
      '[',
      ']',
      'P',
      '0',
      ';',
      'm',
      '\u0007',
      '\\',
      '\u009b',
      '\u0090',
      '\u009c',
      '\r',
      'x',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(parts).map((list) => list.join('')),
        ),
        (text) => {
          const shown = inert(text);
          expect(shown).not.toMatch(/(?![\t\n])\p{Cc}/u);
          expect(inert(shown)).toBe(shown);
        },
      ),
    );
  });

  test('given two hundred thousand openings without an end, then it takes no longer than reading them', () => {
    const openings = [
      '\u001bP',
      '\u001b]',
      '\u001b]8;;a',
      '\u001b[',
      '\u001b[1;',
      '\u0090',
      '\u009b1',
      '\u001b ',
      '\u001b',
    ];
    const before = performance.now();
    for (const opening of openings) inert(opening.repeat(200_000));
    inert(`\u001b[${'1;'.repeat(500_000)}`);
    inert(`\u001b]${'x'.repeat(1_000_000)}`);
    // 0.2 s on an idle machine; what grows with the square takes minutes.
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
