import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateOf } from '../src/analysis/template.ts';
import { parseLine } from '../src/parse/parse-line.ts';

const now = Date.UTC(2026, 2, 1);

describe('lines of logs', () => {
  it.each([
    ['pino', '{"level":50,"time":1767323045678,"msg":"gone"}', 'json', 'error', '2026-01-02T03:04:05.678Z', 'gone'],
    [
      'structlog',
      '{"event":"gone","level":"warning","timestamp":"2026-01-02T03:04:05Z"}',
      'json',
      'warning',
      '2026-01-02T03:04:05.000Z',
      'gone',
    ],
    ['zap', '{"level":"fatal","ts":1767323045.5,"msg":"gone"}', 'json', 'critical', '2026-01-02T03:04:05.500Z', 'gone'],
    ['the cloud', '{"severity":"NOTICE","message":"gone"}', 'json', 'info', null, 'gone'],
    ['an error as an object', '{"level":"error","err":{"message":"gone","stack":"x"}}', 'json', 'error', null, 'gone'],
    [
      'Python',
      '2026-01-02 03:04:05,678 - app.db - ERROR - gone',
      'python',
      'error',
      '2026-01-02T03:04:05.678Z',
      'app.db: gone',
    ],
    ['Python, short', 'WARNING:app.db:gone', 'python', 'warning', null, 'app.db: gone'],
    [
      'a time and a level',
      '2026-01-02T03:04:05+01:00 [WARN] gone',
      'text',
      'warning',
      '2026-01-02T02:04:05.000Z',
      'gone',
    ],
    ['brackets', '[2026-01-02 03:04:05] [main] ERROR: gone', 'text', 'error', '2026-01-02T03:04:05.000Z', 'gone'],
    ['log4j', '2026-01-02 03:04:05,678 [worker-1] FATAL gone', 'text', 'critical', '2026-01-02T03:04:05.678Z', 'gone'],
    ['Go', '2026/01/02 03:04:05 gone', 'text', null, '2026-01-02T03:04:05.000Z', 'gone'],
    ['a level alone', 'error: gone', 'text', 'error', null, 'gone'],
    [
      'logfmt',
      'time=2026-01-02T03:04:05Z level=error msg="gone \\"away\\"" n=1',
      'logfmt',
      'error',
      '2026-01-02T03:04:05.000Z',
      'gone \\"away\\"',
    ],
    [
      'an access log',
      '1.2.3.4 - bob [02/Jan/2026:03:04:05 +0000] "GET /a HTTP/1.1" 503 12 "-" "curl"',
      'access',
      'error',
      '2026-01-02T03:04:05.000Z',
      '503 GET /a HTTP/1.1',
    ],
    ['syslog', 'Jan  2 03:04:05 host sshd[123]: gone', 'syslog', null, '2026-01-02T03:04:05.000Z', 'sshd: gone'],
    [
      'syslog of last year',
      '<11>Dec 31 03:04:05 host app: gone',
      'syslog',
      'error',
      '2025-12-31T03:04:05.000Z',
      'app: gone',
    ],
    [
      'syslog, newer',
      '<34>1 2026-01-02T03:04:05.678Z host su - ID47 - gone',
      'syslog',
      'critical',
      '2026-01-02T03:04:05.678Z',
      'su: gone',
    ],
    ['klog', 'W0102 03:04:05.678901   12 file.go:7] gone', 'klog', 'warning', '2026-01-02T03:04:05.000Z', 'gone'],
    ['prose', 'nothing that is known', 'unknown', null, null, 'nothing that is known'],
    ['JSON that is cut', '{"level":"error","msg":"go', 'unknown', null, null, '{"level":"error","msg":"go'],
    ['an impossible time', '2026-13-45 03:04:05 ERROR gone', 'text', 'error', null, 'gone'],
  ] as const)(
    'given %s, when a line is read, then format, level, time and message are told',
    (_what, line, ...expected) => {
      const [format, level, time, message] = expected;
      const entry = parseLine(line, now);
      expect(entry).toMatchObject({ format, message });
      expect(entry.level ?? null).toBe(level);
      expect(entry.time === undefined ? null : new Date(entry.time).toISOString()).toBe(time);
    },
  );

  it('given any text, when it is read, then it is an entry and no error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: fc.constantFrom('[', ']', '"', '=', '\\', '<', '1', ':', ' ', '-', 'ERROR', '{', '}') }),
        ),
        (line) => {
          expect(parseLine(line, now).message).toBeTypeOf('string');
        },
      ),
    );
  });

  it('given long lines made to be slow to read, when they are read, then they are not', () => {
    const started = performance.now();
    for (const piece of ['a="', 'a=\\"', '[', '1 ', '- ', ' ', 'a.', '<1', '2026-01-02 ', 'x'.repeat(50)])
      parseLine(piece.repeat(65_536 / piece.length), now);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('given messages that differ in numbers, ids and addresses, when they are folded, then they are one', () => {
    const [first, second] = [
      'user 123e4567-e89b-42d3-a456-426614174000 from 10.0.0.1 took 12.5 ms at 0xBEEF, commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
      'user 00000000-e89b-42d3-a456-426614174999 from 192.168.1.20 took 7 ms at 0xA, commit 0000b02d0ae598e95dc970b74767f19372d61af8',
    ].map(templateOf);
    expect(first).toBe('user <uuid> from <ip> took <n> ms at <hex>, commit <hex>');
    expect(second).toBe(first);
  });
});
