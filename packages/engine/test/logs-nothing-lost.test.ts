import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AttemptContext } from '../src/effects/action-context.ts';
import { LineSplitter } from '../src/effects/line-splitter.ts';
import { readStepLog } from '../src/logs/read-step-log.ts';
import { LOG_LIMIT_BYTES, openStepLog } from '../src/logs/step-log.ts';

/** A line that came in pieces, whole again. */
function joined(messages: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const message of messages) {
    const before = lines.at(-1);
    if (before?.endsWith('…') === true && message.startsWith('…')) {
      lines[lines.length - 1] = before.slice(0, -1) + message.slice(1);
    } else lines.push(message);
  }
  return lines;
}

const linesOf = (bytes: Buffer): readonly string[] => {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
};

function split(bytes: Buffer, cuts: readonly number[]): readonly string[] {
  const messages: string[] = [];
  const splitter = new LineSplitter((line) => messages.push(line));
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const end of [...places, bytes.length]) {
    splitter.push(bytes.subarray(start, end));
    start = end;
  }
  splitter.end();
  return messages;
}

/** An attempt whose log is a file, as the engine makes it. */
async function attemptWithLog() {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-lost-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const log = openStepLog({ folder, run: 'r', task: 'step', attempt: 1, now: () => 1 });
  const context = new AttemptContext(
    {
      run: 'r',
      workspace: folder,
      clock: { now: () => 1 },
      random: () => 0,
      log: () => log,
      artifacts: () => ({ folder: async () => folder, write: async () => folder }),
      progress: () => undefined,
      graceMs: 500,
    },
    'step',
    1,
  );
  const messages = async (): Promise<readonly string[]> => {
    await log.end();
    const read: string[] = [];
    for await (const { message } of readStepLog(folder, 'r', 'step')) read.push(message);
    return joined(read);
  };
  return { context, messages };
}

describe('the output of a command in its log', () => {
  test('given any bytes that come in any chunks, then every line is there, whatever is no UTF-8 as the decoder has it', () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('\n', '\r\n', '\r', 'ü', '漢', '😀', 'plain').map((text) => Buffer.from(text)),
      fc
        .constantFrom([0xf0, 0x9f], [0xe6, 0xbc], [0xc3], [0xff], [0xed, 0xa0, 0x80])
        .map((bytes) => Buffer.from(bytes)),
      fc.integer({ min: 8_185, max: 20_000 }).map((count) => Buffer.from('😀x'.repeat(count).slice(0, count & ~1))),
    );
    const bytes = fc.array(part, { maxLength: 30 }).map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(), { maxLength: 40 }), (whole, cuts) => {
        const messages = split(whole, cuts);
        expect(joined(messages)).toEqual(linesOf(whole));
        for (const message of messages) expect(message.length).toBeLessThanOrEqual(8_194);
        expect(messages.every((message) => !/[\ud800-\udbff](?![\udc00-\udfff])/.test(message))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('given a child that writes 3 MB as fast as it can and is killed, then all that it wrote is in the file', async () => {
    const { context, messages } = await attemptWithLog();
    const script = `
      let text = '';
      for (let n = 0; n < 60000; n++) text += 'line ' + n + ' ' + '漢'.repeat(n % 13) + '\\n';
      require('node:fs').writeSync(1, Buffer.from(text + 'last words'));
      process.kill(process.pid, 'SIGKILL');`;
    const blocking = `require('node:fs'); process.stdout._handle.setBlocking(true); ${script}`;
    const result = await context.exec([process.execPath, '-e', blocking], { logLines: true });
    expect(result.signal).toBe('SIGKILL');
    const lines = await messages();
    expect(lines).toHaveLength(60_001);
    expect(lines.slice(0, -1)).toEqual(Array.from({ length: 60_000 }, (_, n) => `line ${n} ${'漢'.repeat(n % 13)}`));
    expect(lines.at(-1)).toBe('last words');
  });

  test('given more than the log holds, then what is kept has no gap, and its end says how much is missing', async () => {
    const { context, messages } = await attemptWithLog();
    await context.exec({ shell: 'seq 1 400000' }, { logLines: true });
    const lines = await messages();
    const kept = lines.slice(0, -1);
    expect(kept.findIndex((text, n) => text !== String(n + 1))).toBe(-1);
    expect(lines.at(-1)).toMatch(
      /^\d+ lines \(\d+ bytes\) of this attempt are not kept from here on: .* 10485760 bytes$/,
    );
    expect(kept.length).toBeGreaterThan(LOG_LIMIT_BYTES / 80);
  });
});
