import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

function marks(line: CommandLine): string[] {
  const file = join(line.folder, 'marks');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean) : [];
}

const steps = [
  shell('a', 'echo a >> marks; echo from a'),
  shell('b', 'echo b >> marks; test -e go', { dependencies: ['a'] }),
  shell('c', 'echo c >> marks; echo "{{ a.output.stdout }}"', { dependencies: ['b'] }),
];

describe('run retry', () => {
  it('given a failed run, then its next lines offer the retry, which keeps what completed, also where the file has changed since', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps });
    const failed = await line.run('workflow', 'run', file);
    const [, id = ''] = /next:\n\s+codomyrmex run retry (\S+)/.exec(failed.stderr) ?? [];
    line.file('w.yaml', { name: 'w', steps: [shell('z', 'echo z >> marks')] });
    line.file('go', '');
    const { code, document } = await line.json('run', 'retry', id);
    expect(code).toBe(0);
    expect(document).toMatchObject({ status: 'completed', retry_of: id, workflow_name: 'w' });
    expect(document.results).toMatchObject({
      a: { carried: true, attempts: 0, output: { stdout: 'from a\n' } },
      b: { attempts: 1 },
      c: { output: { stdout: 'from a\n\n' } },
    });
    expect(marks(line)).toEqual(['a', 'b', 'b', 'c']);
    expect((await line.json('run', 'list')).document.map((run: object) => Object.keys(run).length)).toEqual([5, 5]);
    const { steps: told } = (await line.json('run', 'explain', document.execution_id)).document;
    expect(told.a).toMatchObject([{ attempt: 0, decision: 'carried', reason: expect.stringContaining(id) }]);
    expect(told.b).toMatchObject([{ decision: 'ran', reason: expect.stringContaining(`failed in run ${id}`) }]);
    const [first] = (await line.json('run', 'events', document.execution_id)).document;
    expect(first).toMatchObject({ type: 'run_started', retry_of: id, carried: ['a'] });
    expect((await line.run('run', 'show', document.execution_id)).stdout).toContain(`1 carried over from run ${id}`);
  });

  it('given a step of items of which one failed, then it alone runs again', async () => {
    const line = new CommandLine();
    const each = shell('each', 'echo {{ item }} >> marks; test {{ item }} != b -o -e go', { foreach: ['a', 'b', 'c'] });
    const file = line.file('w.yaml', { name: 'w', steps: [{ ...each, max_parallel: 1 }] });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    line.file('go', '');
    const { code, document } = await line.json('run', 'retry', id);
    expect(code).toBe(0);
    expect(document.results.each.items).toMatchObject([
      { status: 'completed', carried: true, attempts: 0 },
      { status: 'completed', attempts: 1 },
      { status: 'completed', carried: true, attempts: 0 },
    ]);
    expect(marks(line)).toEqual(['a', 'b', 'c', 'b']);
  });

  it('given that only what is inside of steps was carried over, then the beginning and the end of the retry say so', async () => {
    const line = new CommandLine();
    const inner = { name: 'inner', steps: [shell('x', 'echo x'), shell('y', 'test -e go', { dependencies: ['x'] })] };
    const outer = { name: 'outer', steps: [{ name: 'in', workflow: 'inner' }], workflows: { inner } };
    const each = shell('each', 'test {{ item }} != b -o -e go', { foreach: ['a', 'b', 'c'] });
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [{ name: 'sub', workflow: 'outer' }, each, shell('last', 'true', { dependencies: ['sub', 'each'] })],
      workflows: { outer },
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    line.file('go', '');
    const { code, stdout, stderr } = await line.run('run', 'retry', id);
    expect(code).toBe(0);
    expect(stderr).toContain(`run ${id} again: 0 carried over, 3 to run; what completed inside 2 of them is kept\n`);
    expect(stdout).toContain(`3 completed; 0 carried over from run ${id}, and 3 inside steps that ran again\n`);
  });

  it('given that nothing completed inside of steps, then the beginning of the retry speaks of nothing that is kept there', async () => {
    const line = new CommandLine();
    const inner = { name: 'inner', steps: [shell('x', 'test -e go')] };
    const outer = { name: 'outer', steps: [{ name: 'in', workflow: 'inner' }], workflows: { inner } };
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [{ name: 'sub', workflow: 'outer' }, shell('each', 'test -e go', { foreach: ['a', 'b'] })],
      workflows: { outer },
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    line.file('go', '');
    const { code, stderr } = await line.run('run', 'retry', id);
    expect(code).toBe(0);
    expect(stderr).toContain(`run ${id} again: 0 carried over, 2 to run\n`);
  });

  it('given kill -9 of the retry, then resume keeps what was carried over', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        ...steps.slice(0, 2),
        shell('c', 'echo "{{ a.output.stdout }}" >> marks; test -e end || sleep 300', { dependencies: ['b'] }),
      ],
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    line.file('go', '');
    const { child, ended } = line.begin('run', 'retry', id);
    await eventually(() => (marks(line).length >= 4 ? true : undefined));
    child.kill('SIGKILL');
    await ended;
    const [listed] = (await line.json('run', 'list')).document;
    expect(listed.status).toBe('interrupted');
    expect((await line.json('run', 'retry', listed.execution_id)).code).toBe(4);
    line.file('end', '');
    const { code, document } = await line.json('run', 'resume', listed.execution_id);
    expect(code).toBe(0);
    expect(document.retry_of).toBe(id);
    expect(document.results).toMatchObject({ a: { carried: true }, b: { attempts: 1 }, c: { attempts: 2 } });
    expect(marks(line)).toEqual(['a', 'b', 'b', 'from a', 'from a']);
  });

  it('given a parameter, an output and a step to begin from, then what they touch runs again', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      parameters: { count: { type: 'integer', default: 1 } },
      steps: [
        shell('number', ['echo', '{{ count }}']),
        shell('shown', ['echo', 'got {{ number.output.stdout }}']),
        shell('apart', 'echo apart >> marks'),
      ],
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    const changed = await line.json('run', 'retry', id, '--param', 'count=2');
    expect(changed.document.results).toMatchObject({
      shown: { output: { stdout: 'got 2\n\n' } },
      apart: { carried: true },
    });
    line.file('output.json', '{ "exit_code": 0, "stdout": "mine", "stderr": "" }');
    const edited = await line.json('run', 'retry', id, '--output', 'number=@output.json');
    expect(edited.document.results).toMatchObject({
      number: { carried: true },
      shown: { output: { stdout: 'got mine\n' } },
    });
    const { code, stdout } = await line.run('run', 'retry', id, '--from', 'shown', '--jsonl');
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text).type),
    ).toEqual(['run_started', 'attempt_started', 'attempt_succeeded', 'run_ended']);
    expect(marks(line)).toEqual(['apart']);
  });

  it('given what cannot be, then the exit code says whose fault it is, and what to do', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      parameters: { p: { default: 1 } },
      steps: [shell('first', 'true')],
      finally: [shell('tidy', 'true')],
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    const refused = async (...words: string[]) => {
      const { code, document } = await line.json('run', 'retry', ...words);
      return [code, document.error_code, (document.suggestions ?? []).join(' ')];
    };
    expect(await refused('nowhere')).toEqual([3, 'RUN_NOT_FOUND', expect.anything()]);
    expect(await refused(id)).toEqual([4, 'NOTHING_TO_RETRY', expect.stringContaining('--from')]);
    expect(await refused(id, '--from', 'frist')).toEqual([3, 'STEP_NOT_FOUND', 'did you mean "first"?']);
    expect(await refused(id, '--from', 'tidy')).toEqual([2, 'LATE_STEP', expect.anything()]);
    expect(await refused(id, '--output', 'first={"stdout":1}')).toEqual([2, 'INVALID_OUTPUT', expect.anything()]);
    expect(await refused(id, '--output', 'first={')).toEqual([2, 'INVALID_PARAMETERS', expect.anything()]);
    expect(await refused(id, '--output', 'first')).toEqual([2, 'INVALID_OUTPUT', expect.anything()]);
    expect(await refused(id, '--param', 'nope=1')).toEqual([2, 'INVALID_WORKFLOW', expect.anything()]);
    expect((await line.json('run', 'list')).document).toHaveLength(1);
  });
});

describe('workflow validate --against-running', () => {
  it('given a run in flight, then it says whether that run could go on under the file, and the run does with what it began', async () => {
    const line = new CommandLine();
    const content = (first: string, last: string) => ({
      name: 'w',
      steps: [
        shell('a', first),
        shell('b', 'echo b >> marks; while ! test -e go; do sleep 0.02; done', { dependencies: ['a'] }),
        shell('c', last, { dependencies: ['b'] }),
      ],
    });
    const file = line.file('w.yaml', content('true', 'echo old >> marks'));
    expect((await line.json('workflow', 'validate', file, '--against-running')).document).toEqual({
      valid: true,
      problems: [],
      warnings: [],
      runs: [],
    });
    const { ended } = line.begin('workflow', 'run', file);
    await eventually(() => (marks(line).includes('b') ? true : undefined));

    line.file('w.yaml', content('true', 'echo new >> marks'));
    const fine = await line.json('workflow', 'validate', file, '--against-running');
    expect(fine.code).toBe(0);
    expect(fine.document.runs).toEqual([
      {
        execution_id: expect.any(String),
        status: 'running',
        can_continue: true,
        reasons: [],
        changed: [{ step: 'c', change: 'changed', keys: ['parameters'] }],
      },
    ]);
    line.file('w.yaml', content('echo other', 'echo new >> marks'));
    const refused = await line.run('workflow', 'validate', file, '--against-running');
    expect(refused.code).toBe(4);
    expect(refused.stdout).toContain('could not go on under it\n  "a" completed, and its parameters changed');
    expect(refused.stderr).toContain('keeps the definition that it began with');
    expect((await line.run('workflow', 'validate', file)).code).toBe(0);

    line.file('w.yaml', { name: 'w', steps: [{ name: 'a', module: 'shel', action: 'run' }] });
    const invalid = await line.json('workflow', 'validate', file, '--against-running');
    expect(invalid.code).toBe(2);
    expect(invalid.document).toMatchObject({ valid: false, problems: [{}], runs: [] });
    line.file('go', '');
    expect((await ended).code).toBe(0);
    expect(marks(line)).toEqual(['b', 'old']);
  });
});
