import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Churn } from '../src/history/churn.ts';
import { numstatFormat, parseNumstat } from '../src/history/numstat.ts';
import { byPeriod } from '../src/history/periods.ts';
import { isReferenceName } from '../src/reference-name.ts';
import { parseRemote } from '../src/remote-url.ts';
import { sinceDate } from '../src/since-date.ts';

describe('names of branches and tags', () => {
  test('given any name, when we take it, then git takes it', () => {
    const part = fc.constantFrom(
      'a',
      'B',
      '-',
      '.',
      '..',
      '/',
      '@',
      '{',
      '}',
      '~',
      '^',
      ':',
      '?',
      '*',
      '[',
      '\\',
      ' ',
      'ü',
      '.lock',
      '\u007f',
      '\u0001',
      '@{',
      'HEAD',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 5 }).map((parts) => parts.join('')),
        (name) => {
          const git = spawnSync('git', ['check-ref-format', `refs/heads/${name}`]).status === 0;
          const stricter = name.startsWith('-') || name === 'HEAD' || name === '@';
          expect(isReferenceName(name)).toBe(git && !stricter && name !== '');
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('addresses', () => {
  test.each([
    'https://example.org/a/b.git',
    'HTTPS://example.org:8443/a',
    'ssh://git@example.org/a.git',
    'ssh://git@example.org:2222/a.git',
    'ssh://[::1]/a.git',
    'git@example.org:a/b.git',
  ])('given %s, when parsed, then it may be cloned', (url) => {
    expect(parseRemote(url, 'refused')).toMatchObject({ url });
  });

  test.each([
    'ext::sh -c touch% x',
    'ext::sh',
    'EXT::sh',
    'Ext::sh',
    'fd::3',
    'file:///etc',
    'http://example.org/a',
    'git://example.org/a',
    'ftp://example.org/a',
    'javascript://example.org/a',
    'ssh://-oProxyCommand=id/a',
    'ssh://-oX@example.org/a',
    'ssh://git@-oProxyCommand=id/a',
    'ssh://git@%2doProxyCommand=id/a',
    '-oProxyCommand=id:a',
    'git@-oProxyCommand=id:a',
    '-o@example.org:a',
    'git@example.org:-a',
    'git@example.org::a',
    'https://example.org',
    'https:///a',
    'https://user:secret@example.org/a',
    'https://token@example.org/a',
    'ssh://git:secret@example.org/a',
    'https://example.org/a\nb',
    'https://example.org/a b',
    '--upload-pack=id',
    '/etc',
    '../x',
    '.',
    'C:\\x',
    '',
  ])('given %j, when parsed, then it is refused, and no password is repeated', (url) => {
    const parse = () => parseRemote(url, 'refused');
    expect(parse).toThrow(expect.objectContaining({ code: 'UNSAFE_URL' }));
    expect(parse).not.toThrow(/secret|token/);
  });

  test.each(['ext::sh -c id', 'ext::id', '-x', 'http://example.org/a', 'file://other/x'])(
    'given %j, when local paths are allowed, then it is refused all the same',
    (url) => {
      expect(() => parseRemote(url, 'allowed')).toThrow(expect.objectContaining({ code: 'UNSAFE_URL' }));
    },
  );
});

describe('dates', () => {
  const now = Date.parse('2026-03-31T10:00:00Z');
  test.each([
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    ['2026-01-31 12:30', '2026-01-31T12:30:00Z'],
    ['2026-01-31T12:30:05+02:00', '2026-01-31T10:30:05Z'],
    ['3 days ago', '2026-03-28T10:00:00Z'],
    ['1 week ago', '2026-03-24T10:00:00Z'],
    ['2 years ago', '2024-03-31T10:00:00Z'],
    ['2 months ago', '2026-01-31T10:00:00Z'],
    ['999999 years ago', '1970-01-01T00:00:00Z'],
    ['90 minutes ago', '2026-03-31T08:30:00Z'],
  ])('given "%s", when read, then it is %s', (written, date) => {
    expect(sinceDate(written, now)).toBe(date);
  });

  test.each(['yesterday', '2026-13-01', '--all', '3 days ago; id', '2026-02-30T25:00'])(
    'given "%s", when read, then there is no such date',
    (written) => {
      expect(sinceDate(written, now)).toBeUndefined();
    },
  );
});

describe('history', () => {
  const path = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !text.includes('\0'));
  const change = fc.record({
    file: path,
    from: fc.option(path, { nil: undefined }),
    added: fc.nat(99),
    deleted: fc.nat(99),
  });
  const commit = fc.record({
    hash: fc.constant('a'.repeat(40)),
    time: fc.nat(2_000_000_000),
    author: fc.constantFrom('Ada', 'Bo', 'commit', ''),
    changes: fc.array(change, { maxLength: 4 }),
  });

  test('given any commits with any names, when written as git writes them, then they are read as they were', () => {
    fc.assert(
      fc.property(fc.array(commit, { maxLength: 5 }), (commits) => {
        const output = commits
          .map(({ hash, time, author, changes }) => {
            const header = numstatFormat
              .replaceAll('%x00', '\0')
              .replace('%H', hash)
              .replace('%at', String(time))
              .replace('%aN', author);
            const lines = changes.map(({ file, from, added, deleted }) =>
              from === undefined ? `${added}\t${deleted}\t${file}\0` : `${added}\t${deleted}\t\0${from}\0${file}\0`,
            );
            return `${header}\0\n${lines.join('')}`;
          })
          .join('');
        expect(parseNumstat(output)).toEqual(commits);
      }),
    );
  });

  test('given any commits, when folded, then lines and touches are neither lost nor made', () => {
    fc.assert(
      fc.property(fc.array(commit, { maxLength: 8 }), (commits) => {
        const churn = new Churn();
        for (const each of commits) churn.add(each);
        const files = [...churn.files];
        const changes = commits.flatMap((each) => each.changes);
        const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
        expect(sum(files.map(({ added }) => added))).toBe(sum(changes.map(({ added }) => added)));
        expect(sum(files.map(({ deleted }) => deleted))).toBe(sum(changes.map(({ deleted }) => deleted)));
        expect(sum(files.map((file) => file.commits))).toBe(changes.length);
      }),
    );
  });

  test('given any times, when summed by month and week, then the periods are in order, without gaps, and hold all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }), { maxLength: 20 }),
        fc.constantFrom('month' as const, 'week' as const),
        (times, unit) => {
          const periods = byPeriod(
            times.map((time) => ({ time, added: 1, deleted: 2 })),
            unit,
            10_000,
          );
          const labels = periods.map(({ period }) => period);
          expect(labels).toEqual([...new Set(labels)].sort());
          expect(periods.reduce((total, { commits }) => total + commits, 0)).toBe(times.length);
          expect((periods[0]?.commits ?? 1) > 0 && (periods.at(-1)?.commits ?? 1) > 0).toBe(true);
        },
      ),
    );
  });

  test('given the days around new year, when summed by week, then they bear the ISO year', () => {
    const week = (date: string) =>
      byPeriod([{ time: Date.parse(date) / 1000, added: 0, deleted: 0 }], 'week', 1)[0]?.period;
    expect(['2024-12-30', '2021-01-03', '2020-12-31', '2026-01-01', '2027-01-03'].map(week)).toEqual([
      '2025-W01',
      '2020-W53',
      '2020-W53',
      '2026-W01',
      '2026-W53',
    ]);
  });
});
