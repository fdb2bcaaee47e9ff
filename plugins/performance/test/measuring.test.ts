import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, it } from 'vitest';
import { performanceModule } from '../src/index.ts';
import { run } from './run.ts';

const { get_system_metrics: metrics, run_benchmark: benchmark } = performanceModule.actions;

describe('benchmarks of commands', () => {
  it('given a command that takes a known time, when it is measured, then all its runs are told, and warm-up and preparation are not among them', async () => {
    const workspace = await projectFolder();
    const result = await run(benchmark, workspace, {
      benchmark_name: 'nap',
      command: 'echo ran >> log; sleep 0.05',
      prepare: ['sh', '-c', 'echo prepared >> log; sleep 0.2'],
      iterations: 5,
      warmup: 2,
    });
    expect(result.samples).toHaveLength(5);
    expect(result.seconds).toMatchObject({ count: 5 });
    expect(result.seconds.min).toBeGreaterThanOrEqual(0.05);
    expect(result.seconds.median).toBeLessThan(0.2);
    expect(result.start_seconds).toBeGreaterThan(0);
    expect(readFileSync(join(workspace, 'log'), 'utf8')).toBe('prepared\nran\n'.repeat(7));
  });

  it('given commands that compute or hold memory, when GNU time is there, then it tells what they used', async () => {
    const workspace = await projectFolder();
    const busy = 'const end = Date.now() + 150; while (Date.now() < end);';
    const large = 'Buffer.alloc(150 * 1024 * 1024, 1)';
    const computing = await run(benchmark, workspace, {
      command: [process.execPath, '-e', busy],
      iterations: 2,
      warmup: 0,
    });
    const holding = await run(benchmark, workspace, {
      command: [process.execPath, '-e', large],
      iterations: 2,
      warmup: 0,
    });
    if (computing.cpu === null || holding.peak_memory_bytes === null) {
      expect([computing.cpu, holding.peak_memory_bytes]).toEqual([null, null]);
      return;
    }
    expect(computing.cpu.user_seconds).toBeGreaterThan(0.1);
    expect(holding.peak_memory_bytes.max).toBeGreaterThan(150 * 1024 * 1024);
  });

  it('given a command that does nothing, when it is measured, then a remark says that starting it is what was measured', async () => {
    // So many that another process in between does not change the middle one.
    const result = await run(benchmark, await projectFolder(), { command: ['true'], iterations: 21, warmup: 0 });
    expect(result.remarks.join('\n')).toMatch(/starting any process/);
  });

  it('given two measurements, then a remark says that they are few', async () => {
    const result = await run(benchmark, await projectFolder(), { command: ['true'], iterations: 2, warmup: 0 });
    expect(result.remarks.join('\n')).toMatch(/2 measurements are few/);
  });

  it('given a value that looks like a script or a flag, when it is an argument, then it is passed as it is', async () => {
    const workspace = await projectFolder();
    await run(benchmark, workspace, {
      command: ['sh', '-c', 'printf %s "$1" > got', 'sh', '$(touch evil); --output=x'],
      iterations: 1,
      warmup: 0,
    });
    expect(readFileSync(join(workspace, 'got'), 'utf8')).toBe('$(touch evil); --output=x');
    await expect(
      run(benchmark, workspace, { command: ['--output=evil', 'true'], iterations: 1 }),
    ).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND' });
  });

  it.each([
    ['fails', ['sh', '-c', 'echo sorry >&2; exit 3'], 'COMMAND_FAILED', /exit code 3: sorry/],
    ['is not there', ['no-such-program-at-all'], 'COMMAND_NOT_FOUND', /no-such-program-at-all/],
  ] as const)(
    'given a command that %s, when it is measured, then that is said and no figures are',
    async (_what, [program, ...args], code, message) => {
      const measured = run(benchmark, await projectFolder(), { command: [program, ...args], iterations: 3 });
      await expect(measured).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    },
  );

  it('given a benchmark that runs, when it is aborted, then it ends with its command', async () => {
    const abort = new AbortController();
    const workspace = await projectFolder();
    const measured = run(
      benchmark,
      workspace,
      { command: 'echo $$ > pid; sleep 60', iterations: 1, warmup: 0 },
      { signal: abort.signal },
    );
    await expect.poll(() => pidIn(workspace), { timeout: 10_000 }).toBeGreaterThan(0);
    const pid = pidIn(workspace);
    abort.abort(new Error('enough'));
    await expect(measured).rejects.toThrow('enough');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });
});

/** One that has ended and that nobody has taken note of yet is a zombie, not alive. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z]/.test(stdout.trim());
}

function pidIn(workspace: string): number {
  try {
    return Number(readFileSync(join(workspace, 'pid'), 'utf8'));
  } catch {
    // The command has not written it yet.
    return 0;
  }
}

describe('the machine', () => {
  it('given this machine, when it is measured, then the figures fit together', async () => {
    const { cpu, memory, disk, uptime_seconds } = await run(metrics, await projectFolder(), { interval_seconds: 0.1 });
    expect(cpu.percent_each).toHaveLength(cpu.count);
    for (const percent of [cpu.percent, ...cpu.percent_each, memory.used_percent, disk.used_percent]) {
      expect(percent).toBeGreaterThanOrEqual(0);
      expect(percent).toBeLessThanOrEqual(100);
    }
    expect(memory.available_bytes).toBeLessThanOrEqual(memory.total_bytes);
    expect(disk.available_bytes).toBeLessThanOrEqual(disk.total_bytes);
    expect(uptime_seconds).toBeGreaterThan(0);
  });
});
