import { isOrchestrationError, runId } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import { describe, expect, it } from 'vitest';
import { inboxConformance } from '../src/conformance/inbox.ts';
import { journalConformance } from '../src/conformance/journal.ts';
import { payloadsConformance } from '../src/conformance/payloads.ts';
import { attempts, sampleRecord, started } from '../src/conformance/sample-runs.ts';
import { createMemoryJournal, type MemoryJournalOptions } from '../src/memory-journal.ts';

const place = (options: MemoryJournalOptions) => async () => {
  const first = createMemoryJournal(options);
  return { open: async () => first.open(), remove: async () => undefined };
};

journalConformance('a memory journal that answers at once', place({ answers: 'at_once' }));
journalConformance('a memory journal that answers later', place({ answers: 'later' }));
payloadsConformance('memory', async () => {
  const journal = createMemoryJournal();
  return { open: async () => journal.open().payloads, remove: async () => undefined };
});
inboxConformance('memory', async () => {
  const journal = createMemoryJournal();
  return { open: async () => journal.open().inbox, remove: async () => undefined };
});

const a = runId('a');

async function codeOf(call: () => unknown): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return isOrchestrationError(error) ? error.code : String(error);
  }
}

describe('crashes of a memory journal', () => {
  it('given a crash, then the dead process can do nothing and the next one finds its run interrupted', async () => {
    const dead = createMemoryJournal();
    await dead.begin(sampleRecord('a'), [started]);
    const next = dead.crash();
    expect(await codeOf(() => dead.append(a, 1, attempts(1)))).toBe('CRASHED');
    expect((await next.list())[0]?.phase.kind).toBe('interrupted');
    await next.adopt(a);
    await next.append(a, 1, attempts(1));
    expect(await codeOf(() => dead.append(a, 2, attempts(1)))).toBe('CRASHED');
    expect(next.snapshot()).toEqual([{ record: sampleRecord('a'), events: [started, ...attempts(1)] }]);
  });

  it.each([
    { fault: 'crash_before', stored: [started, ...attempts(1)] },
    { fault: 'crash_after', stored: [started, ...attempts(2)] },
  ] as const)(
    'given $fault at the second append, then that one is stored or not, and the process is dead',
    async ({ fault, stored }) => {
      const journal = createMemoryJournal();
      await journal.begin(sampleRecord('a'), [started]);
      journal.failWrite(2, fault);
      await journal.append(a, 1, attempts(1));
      expect(await codeOf(() => journal.append(a, 2, attempts(1, 1)))).toBe('CRASHED');
      expect(await codeOf(() => journal.append(a, 2, attempts(1, 1)))).toBe('CRASHED');
      expect(await journal.open().read(a)).toEqual(stored);
    },
  );

  it.each(['at_once', 'later'] as const)(
    'given a refused append (answers %s), then nothing of it is stored and the run must be adopted to go on',
    async (answers) => {
      const journal = createMemoryJournal({ answers });
      await journal.begin(sampleRecord('a'), [started]);
      journal.failWrite(1, 'refuse');
      expect(await codeOf(() => journal.append(a, 1, attempts(2)))).toBe('DISK_FULL');
      expect(await codeOf(() => journal.append(a, 1, attempts(2)))).toBe('DISK_FULL');
      expect(await journal.read(a)).toEqual([started]);
      await journal.adopt(a);
      await journal.append(a, 1, attempts(2));
      expect(await journal.read(a)).toEqual([started, ...attempts(2)]);
    },
  );
});

describe('events in a memory journal', () => {
  const failure = { type: 'TaskExecutionError', code: 'BROKEN', message: 'it broke', retryable: false };
  const source = { kind: 'ran', fingerprint: 'f' } as const;
  const all: readonly RunEvent[] = [started, ...Array.from({ length: 700 }, (_, task) => eventsOf(task)).flat()];

  /** Those that are kept as numbers, and such as look like them. */
  function eventsOf(task: number): RunEvent[] {
    const of = { at: 1_700_000_000_000.5 + task, task, attempt: 1 + (task % 3) };
    const output = { kind: 'inline', value: task % 7 === 0 ? undefined : { task } } as const;
    return [
      { type: 'attempt_started', ...of },
      { type: 'attempt_succeeded', ...of, output },
      { type: 'attempt_succeeded', ...of, output, source },
      { type: 'attempt_succeeded', ...of, output: { kind: 'payload', hash: 'h', bytes: 3 }, signal: 's' },
      { type: 'attempt_failed', ...of, failure, retryAt: null },
    ];
  }

  it('given more than are kept in one piece, then each is read back as it was, from every position', async () => {
    const journal = createMemoryJournal();
    await journal.begin(sampleRecord('a'), all.slice(0, 1));
    for (let position = 1; position < all.length; position += 350) {
      await journal.append(a, position, all.slice(position, position + 350));
    }
    for (const position of [0, 1, 1_023, 1_024, 1_025, 2_048, 3_000, all.length - 1, all.length]) {
      expect(await journal.read(a, position)).toEqual(all.slice(position));
    }
    expect(journal.snapshot()).toEqual([{ record: sampleRecord('a'), events: all }]);
  });
});

describe('a memory journal that only counts', () => {
  it('given 200,000 appends, then positions are checked as ever and the memory does not grow with them', async () => {
    const journal = createMemoryJournal({ events: 'count' });
    await journal.begin(sampleRecord('a'), [started]);
    const batch: readonly RunEvent[] = attempts(2);
    for (let turn = 0; turn < 1_000; turn++) await journal.append(a, 1 + turn * 2, batch);
    const before = process.memoryUsage().heapUsed;
    for (let turn = 1_000; turn < 200_000; turn++) await journal.append(a, 1 + turn * 2, batch);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(40_000_000);
    expect(await codeOf(() => journal.append(a, 5, batch))).toBe('JOURNAL_CONFLICT');
    expect(await codeOf(() => journal.read(a))).toBe('USAGE');
  });
});
