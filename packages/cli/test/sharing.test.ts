import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

const lock = { resources: [{ type: 'lock', identifier: 'db', mode: 'exclusive' }] };

/** A command line whose workflow notes when it enters and leaves what the lock guards. */
function guarded(between: string) {
  const line = new CommandLine();
  const log = join(line.folder, 'log');
  appendFileSync(log, '');
  const steps = ['a', 'b', 'c'].map((name) =>
    shell(name, `echo enter >> ${log}; ${between}; echo leave >> ${log}`, lock),
  );
  const entries = () => readFileSync(log, 'utf8').trim().split('\n');
  return { line, file: line.file('w.yaml', { name: 'w', steps }), entries };
}

describe('two processes on one data folder', () => {
  it('given a workflow with an exclusive lock that runs twice side by side, then its steps never overlap', {
    meta: { specification: ['2.coordination.resources'] },
    timeout: 120_000,
  }, async () => {
    const { line, file, entries } = guarded('sleep 0.05');
    const runs = await Promise.all([line.run('workflow', 'run', file), line.run('workflow', 'run', file)]);
    expect(runs.map(({ code, stderr }) => [code, stderr.includes('warning')])).toEqual([
      [0, false],
      [0, false],
    ]);
    expect(entries()).toEqual(Array.from({ length: 6 }, () => ['enter', 'leave']).flat());
  });

  it('given the process that holds the lock is killed, then the other goes on', { timeout: 120_000 }, async () => {
    const { line, file, entries } = guarded('sleep 0.2');
    const holds = shell('holds', `echo $$ >> ${join(line.folder, 'log')}; exec sleep 60`, lock);
    const slow = line.file('slow.yaml', { name: 'slow', steps: [holds] });
    const holder = line.begin('workflow', 'run', slow);
    const left = await eventually(() => entries()[0] || undefined);
    const other = line.begin('workflow', 'run', file);
    holder.child.kill('SIGKILL');
    expect((await holder.ended).signal).toBe('SIGKILL');
    expect((await other.ended).code).toBe(0);
    // Its command outlived it: what the lock guards can refuse it by its number.
    process.kill(Number(left));
    expect(entries().slice(1)).toEqual(['enter', 'leave', 'enter', 'leave', 'enter', 'leave']);
  });
});
