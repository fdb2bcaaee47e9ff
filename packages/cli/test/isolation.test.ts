import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { CommandLine, shell } from './command-line.ts';

/** Whether `doctor` says that the machine can do it. */
async function canEnforce(line: CommandLine, check: string): Promise<boolean> {
  const { document } = await line.json('doctor');
  const found = document.findings.find((finding: { check: string }) => finding.check === check);
  expect(found).toMatchObject({ ok: true, message: expect.stringMatching(/^(enforced by|cannot be enforced: )/) });
  return found.message.startsWith('enforced');
}

describe('isolation', { timeout: 120_000 }, () => {
  it('given steps in a process and in a sandbox, then they run there, or are refused where that cannot be', async () => {
    const line = new CommandLine();
    const sandboxed = await canEnforce(line, 'sandbox');
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('apart', 'echo $CODOMYRMEX_ATTEMPT', { isolation: 'process', limits: { memory_mb: 256 } }),
        shell('alone', 'ls -a /; ls -a data', { isolation: 'sandbox' }),
      ],
    });
    const { document } = await line.json('workflow', 'run', file);
    const { apart, alone } = document.results;
    expect(apart.output.stdout).toBe(`${document.execution_id}/apart/1\n`);
    const { stdout } = await line.run('run', 'logs', document.execution_id);
    expect(stdout).toContain('isolation: process, memory 256 MiB');
    if (sandboxed) {
      expect(alone.output.stdout).not.toMatch(/^home$/m);
      expect(alone.output.stdout).not.toMatch(/journal/);
      expect(stdout).toContain('isolation: sandbox (bubblewrap');
    } else expect(alone).toMatchObject({ success: false, attempts: 1, error_code: 'SANDBOX_UNAVAILABLE' });
  });

  it('given a step that is kept apart less than its action asks, then validate says where', async () => {
    const line = new CommandLine();
    const step = { name: 'a', module: 'static_analysis', action: 'analyze_file', parameters: { file_path: 'x.ts' } };
    const file = line.file('w.yaml', { name: 'w', steps: [{ ...step, isolation: 'none' }] });
    const { code, document } = await line.json('workflow', 'validate', file);
    expect(code).toBe(2);
    expect(document.problems).toMatchObject([{ code: 'weaker_isolation', path: 'steps[0].isolation', line: 8 }]);
  });

  it('given kill -9 while a process and its commands run, then nothing of them is alive once the run is resumed', async () => {
    const line = new CommandLine();
    const mark = join(line.folder, 'ready');
    const command = `test -e ${mark} && exit 0; setsid sleep 1234 & echo $! > ${mark}; sleep 1234`;
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [shell('a', command, { isolation: 'process', max_retries: 1 })],
    });
    const { child, ended } = line.begin('workflow', 'run', file);
    await vi.waitUntil(() => existsSync(mark) && readFileSync(mark, 'utf8') !== '', { timeout: 120_000, interval: 20 });
    child.kill('SIGKILL');
    await ended;
    const [listed] = (await line.json('run', 'list')).document;
    const { code, document } = await line.json('run', 'resume', listed.execution_id);
    expect([code, document.status]).toEqual([0, 'completed']);
    expect(markedProcesses(`CODOMYRMEX_ATTEMPT=${listed.execution_id}/`)).toEqual([]);
    expect(isAlive(readFileSync(mark, 'utf8').trim())).toBe(false);
  });
});

/** What has died and was not yet taken note of by its parent is not alive. */
function isAlive(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

function markedProcesses(mark: string): readonly string[] {
  return readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/environ`, 'latin1').includes(mark);
    } catch {
      return false;
    }
  });
}
