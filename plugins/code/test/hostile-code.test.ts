import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { code } from '../src/index.ts';
import { executed, failure, machine } from './sandboxed.ts';

const few = { timeout: 30, memory_mb: 256, processes: 16, files_mb: 32 };

describe('code that wants more than it may have', { timeout: 120_000 }, () => {
  test.each([
    ['processes', 'python', 'import os\nwhile True: os.fork()'],
    ['processes', 'bash', 'bomb() { bomb | bomb & }; bomb; wait'],
    [
      'processes',
      'c',
      '#include <unistd.h>\n#include <stdio.h>\nint main() { for (;;) if (fork() < 0) { perror("fork"); return 1; } }',
    ],
    ['files', 'python', 'with open("big", "wb") as f:\n  for _ in range(100_000): f.write(bytes(1 << 20))'],
    ['files', 'python', 'import os\nopen("big", "w")\nos.truncate("big", 100 << 30)'],
    ['files', 'bash', 'head -c 100G /dev/zero > /tmp/big'],
    ['files', 'bash', 'head -c 100G /dev/zero > /dev/shm/big'],
    ['files', 'bash', 'for i in $(seq 20); do head -c 8M /dev/zero > part$i || exit; done'],
    ['memory', 'python', 'bytearray(50 << 30)'],
    ['memory', 'python', 'kept = []\nwhile True: kept.append(bytearray(1 << 20))'],
    ['memory', 'python', 'import mmap\n[mmap.mmap(-1, 1 << 28) for _ in range(200)]'],
    ['memory', 'javascript', 'const kept = []; for (;;) kept.push(new Array(1e5).fill(1.5));'],
    ['memory', 'javascript', 'const kept = []; for (;;) kept.push(Buffer.alloc(1e7, 1));'],
    ['cpu', 'python', 'while True: pass'],
  ])('given more %s in %s, then it reaches that limit', async (limit, language, source) => {
    const limits = limit === 'cpu' ? { ...few, cpu_seconds: 1 } : few;
    await executed({ language, code: source }, limits, (execution) =>
      expect(execution).toMatchObject({ status: 'limit', error_code: 'RESOURCE_LIMIT', limit }),
    );
  });

  test('given check, then a reached limit is the failure RESOURCE_LIMIT', async () => {
    const asked = { language: 'python', code: 'bytearray(50 << 30)', limits: few, check: true };
    const expected = machine.languages.includes('python')
      ? { code: 'RESOURCE_LIMIT', details: { limit: 'memory' } }
      : { code: 'SANDBOX_UNAVAILABLE' };
    expect(await failure(runAction(code.actions.execute_with_limits, asked))).toMatchObject(expected);
  });

  test('given output without end, then a part is kept, the rest is counted, and it ends in time', async () => {
    await executed({ language: 'bash', code: 'yes' }, { timeout: 1, output_bytes: 1_000 }, (execution) => {
      expect(execution).toMatchObject({ status: 'timeout', stdout: 'y\n'.repeat(500) });
      expect(execution.stdout_truncated_bytes).toBeGreaterThan(1_000);
    });
  });

  test('given processes that ignore every signal, then they end with their time or with the step', async () => {
    const source = "trap '' TERM HUP INT; (trap '' TERM; setsid sleep 600) & while :; do sleep 1; done";
    await executed({ language: 'bash', code: source }, { timeout: 1 }, ({ status, execution_time }) => {
      expect(status).toBe('timeout');
      expect(execution_time).toBeLessThan(15);
    });
    if (!machine.languages.includes('bash')) return;
    const stop = AbortSignal.timeout(500);
    const running = runAction(code.actions.execute_code, { language: 'bash', code: source }, { signal: stop });
    await expect(running).rejects.toThrow('aborted due to timeout');
  });
});

describe('code that looks around', { timeout: 120_000 }, () => {
  test('given files of the machine, then none can be read, and none written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'code-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'secret'), 'secret');
    const made = join(folder, 'made');
    const source = `
for path in /etc/passwd /etc/shadow /proc/1/environ ${homedir()}/. ${process.cwd()}/package.json ${folder}/secret; do
  cat "$path" 2>/dev/null && echo "read $path"; ls -d "$path" >/dev/null 2>&1 && echo "$path"
done
for path in ${made} /usr/made /etc/made /dev/made /made /proc/sys/kernel/hostname /proc/self/oom_score_adj; do
  { echo x > "$path"; } 2>/dev/null && echo "wrote $path"
done
true`;
    await executed({ language: 'bash', code: source }, few, ({ stdout }) => {
      // What its own first process has for an environment is its own.
      expect(
        stdout
          .replaceAll('\0', '\n')
          .split('\n')
          .filter((line) => /^(read|wrote) /.test(line)),
      ).toEqual(['read /proc/1/environ']);
      expect(stdout).not.toContain('secret');
    });
    expect(existsSync(made)).toBe(false);
  });

  test('given the environment of the engine, then nothing of it is there', async () => {
    await executed({ language: 'bash', code: 'env | sort; cat /proc/1/environ' }, few, ({ stdout }) => {
      expect(stdout).toContain('HOME=/work\n');
      expect(stdout).not.toMatch(/CODOMYRMEX|npm_|VITEST|PROXY/i);
    });
  });

  test('given a server on this machine, then it is not reached, and no name is', async () => {
    const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const source = `exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3; cat /proc/net/dev | grep -v lo:`;
    await executed({ language: 'bash', code: source }, few, ({ stdout }) => {
      expect(stdout).not.toContain('hello');
      expect(stdout).not.toMatch(/eth|wlan|en\w+\d:/);
    });
  });

  test('given other processes, then it sees none, and can be no other user', async () => {
    const source = 'ls /proc | grep -c "^[0-9]"; unshare --user --map-root-user true && echo root; id -u';
    await executed({ language: 'bash', code: source }, few, ({ stdout }) => {
      const [count, user] = stdout.trim().split('\n');
      expect(Number(count)).toBeLessThan(10);
      expect(user).not.toBe('0');
      expect(stdout).not.toContain('root');
    });
  });
});
