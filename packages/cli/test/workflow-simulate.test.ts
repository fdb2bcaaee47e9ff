import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

const wait = 'until [ -e go ]; do sleep 0.02; done';

describe('workflow simulate', () => {
  it('given a workflow that has run, then it tells times, chain, waits and use for other limits, and run show when it ends', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('a', 'sleep 0.3', { resources: [{ type: 'cpu', amount: { cores: 1 } }] }),
        shell('b', 'sleep 0.3', { resources: [{ type: 'cpu', amount: { cores: 1 } }] }),
        shell('c', wait, { dependencies: ['a', 'b'] }),
      ],
    });
    const unknown = await line.json('workflow', 'simulate', file);
    expect(unknown).toMatchObject({ code: 2, document: { error_code: 'NO_HISTORY' } });
    writeFileSync(join(line.folder, 'go'), '');
    const ran = (await line.json('workflow', 'run', file)).document;
    const { code, document } = await line.json('workflow', 'simulate', file, '--resource', 'cpu=2');
    expect(code).toBe(0);
    expect(document).toMatchObject({
      workflow_name: 'w',
      status: 'completed',
      critical_path: [expect.stringMatching(/^[ab]$/), 'c'],
      steps: { a: { start: 0, waited: 0, duration_from: 'history', run: ran.execution_id } },
      resources: { 'system_cpu.cores': { capacity: 2, peak: 2 } },
    });
    expect(document.total_time).toBe(document.critical_path_time);
    expect(document.total_time).toBeLessThanOrEqual(ran.execution_time);
    const text = await line.run('workflow', 'simulate', file, '--max-parallel', '1');
    expect(text.stdout).toContain('1 slots of the run, held by a');
    expect(text.stdout).toMatch(/w would take \d+\.\d s\nlongest chain: [ab] → c, /);
  });

  it('given items and a sub-workflow, then they are simulated, and what is not known of them is told', async () => {
    const line = new CommandLine();
    line.file('sub.yaml', { name: 'sub', steps: [shell('a', 'true'), shell('b', 'true')] });
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('each', ['true'], { foreach: [1, 2] }),
        shell('found', ['true'], { foreach: '{{ each.output }}' }),
        { name: 'in', workflow: './sub.yaml' },
      ],
    });
    const simulate = (...words: string[]) =>
      ['workflow', 'simulate', file, '--default-duration', '1', ...words] as const;
    const { code, document } = await line.json(...simulate('--max-parallel', '1', '--items', 'found=3'));
    expect(code).toBe(0);
    expect(document).toMatchObject({
      total_time: 7,
      steps: {
        each: { duration_from: 'simulation', items: { count: 2, count_from: 'definition' } },
        found: { items: { count: 3, count_from: 'given' } },
        in: { duration_from: 'simulation', steps: { a: { duration: 1, duration_from: 'default' }, b: {} } },
      },
    });
    const { stdout, stderr } = await line.run(...simulate());
    expect(stdout).toMatch(/each \(2 items\).*\n.*found \(1 items\).*\nin .*\nin\/a .*\nin\/b /);
    expect(stderr).toBe(
      'nothing is known of how many items found has, so it is taken to have one: --items found=N says it\n',
    );
  });

  it('given a run that goes on, then run show says when it is thought to end', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', wait), shell('b', 'sleep 0.4')] });
    writeFileSync(join(line.folder, 'go'), '');
    const first = (await line.json('workflow', 'run', file)).document;
    expect(first).not.toHaveProperty('remaining_seconds');
    const more = line.file('more.yaml', {
      name: 'w',
      steps: [shell('a', 'until [ -e stop ]; do sleep 0.02; done'), shell('b', 'true', { dependencies: ['a'] })],
    });
    const { child, ended } = line.begin('workflow', 'run', more, '--jsonl');
    let events = '';
    child.stdout?.on('data', (part: string) => {
      events += part;
    });
    const id = await eventually(() => /"execution_id":"([^"]+)"/.exec(events)?.[1]);
    const shown = (await line.json('run', 'show', id)).document;
    expect(shown.remaining_seconds).toBeGreaterThan(0.3);
    expect(Date.parse(shown.estimated_end_time)).toBeGreaterThan(Date.parse(shown.start_time));
    writeFileSync(join(line.folder, 'stop'), '');
    expect((await ended).code).toBe(0);
  });
});
