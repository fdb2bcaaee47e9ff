import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FollowOptions, followStepLog } from '../src/logs/follow-step-log.ts';
import { logBytes } from '../src/logs/log-bytes.ts';
import { StepLogReader, type TaskLogLine } from '../src/logs/read-step-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codomyrmex-reading-'));
  await mkdir(join(folder, 'r', 'logs'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (task: string): string => join(folder, 'r', 'logs', `${task}.log`);
const line = (t: number, message: string, attempt = 1): string =>
  `${JSON.stringify({ t, level: 'info', attempt, message })}\n`;
const all = async (lines: AsyncIterable<TaskLogLine>): Promise<readonly string[]> => {
  const messages: string[] = [];
  for await (const { task, message } of lines) messages.push(`${task} ${message}`);
  return messages;
};

/** Follows while each step of the story is written between two looks. */
const followed = (story: readonly (() => Promise<void>)[], options: Partial<FollowOptions> = {}) => {
  let next = 0;
  return all(
    followStepLog({
      folder,
      run: 'r',
      isOver: async () => next === story.length,
      wait: async () => {
        await story[next]?.();
        next++;
      },
      ...options,
    }),
  );
};

describe('reading a log time and again', () => {
  test('given any writes between any looks, torn anywhere, then every line comes once and in the order of its task', async () => {
    const writes = fc.array(
      fc.record({
        task: fc.constantFrom('a', 'b', 'c'),
        text: fc.string({ unit: 'grapheme', maxLength: 20 }),
        look: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(writes, fc.nat(), async (given, seed) => {
        await Promise.all(['a', 'b', 'c'].map((task) => rm(file(task), { force: true })));
        const reader = new StepLogReader({ folder, run: 'r' });
        const seen: TaskLogLine[] = [];
        const look = async () => {
          for await (const entry of reader.read()) seen.push(entry);
        };
        for (const [at, { task, text, look: looks }] of given.entries()) {
          const bytes = Buffer.from(line(at, text));
          const cut = looks ? (seed + at) % bytes.length : 0;
          await appendFile(file(task), bytes.subarray(0, cut));
          if (looks) await look();
          await appendFile(file(task), bytes.subarray(cut));
        }
        await look();
        await look();
        for (const task of ['a', 'b', 'c']) {
          const written = given.flatMap((entry) => (entry.task === task ? [entry.text] : []));
          expect(seen.flatMap((entry) => (entry.task === task ? [entry.message] : []))).toEqual(written);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('given a file that was begun anew or went away, then it is read from its beginning', async () => {
    await writeFile(file('a'), line(1, 'one') + line(2, 'two'));
    const reader = new StepLogReader({ folder, run: 'r', task: 'a' });
    expect(await all(reader.read())).toEqual(['a one', 'a two']);
    await writeFile(file('a'), line(3, 'new'));
    expect(await all(reader.read())).toEqual(['a new']);
    await rm(file('a'));
    expect(await all(reader.read())).toEqual([]);
    await writeFile(file('a'), line(4, 'again'));
    expect(await all(reader.read())).toEqual(['a again']);
  });
});

describe('following a log', () => {
  test('given lines and files that come while it is followed, then each comes once, those before the end too', async () => {
    await writeFile(file('a'), line(1, 'one'));
    const story = [
      () => appendFile(file('a'), line(2, 'two')),
      async () => undefined,
      () => writeFile(file('b'), line(3, 'three')),
      () => appendFile(file('a'), line(4, 'last')),
    ];
    expect(await followed(story)).toEqual(['a one', 'a two', 'b three', 'a last']);
  });

  test('given a tail, then it cuts what was there and nothing that comes; given a wish, then it holds for both', async () => {
    await writeFile(file('a'), Array.from({ length: 50 }, (_, n) => line(n, `n${n}`, 1 + (n % 2))).join(''));
    const story = [() => appendFile(file('a'), line(60, 'x', 1) + line(61, 'y', 2) + line(62, 'z', 2))];
    expect(await followed(story, { tail: 2, isWanted: ({ attempt }) => attempt === 2 })).toEqual([
      'a n47',
      'a n49',
      'a y',
      'a z',
    ]);
  });
});

describe('a part of a log', () => {
  test('given any text and any cuts, then the parts give the whole text, none has half a character, and each says where it is', async () => {
    const messages = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(messages, fc.array(fc.nat(120), { maxLength: 8 }), async (texts, cuts) => {
        const lines = async function* () {
          for (const message of texts) yield { t: 0, level: 'info' as const, attempt: 1, message };
        };
        const whole = texts.map((text) => `${text}\n`).join('');
        const places = [0, ...cuts.sort((a, b) => a - b), Math.max(120, Buffer.byteLength(whole))];
        let text = '';
        for (const [at, from] of places.slice(0, -1).entries()) {
          const part = await logBytes(lines(), from, places[at + 1] ?? 0);
          expect(part.text).not.toContain('\ufffd');
          expect(part.to - part.from).toBe(Buffer.byteLength(part.text));
          if (part.text !== '') expect(part.from).toBe(Buffer.byteLength(text));
          text += part.text;
        }
        expect(text).toBe(whole);
      }),
      { numRuns: 200 },
    );
  });
});
