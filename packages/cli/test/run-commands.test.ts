import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, isAlive, shell } from './command-line.ts';

describe('a run that its process did not end', () => {
  it('given kill -9 in the middle, then the run is interrupted, and resume keeps what was done and runs the rest', {
    meta: {
      specification: [
        '1.capability.error_recovery',
        '1.contract.workflow_integrity',
        '1.gate.error_recovery',
        '2.contract.error_recovery',
        '4.feature.error_handling',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('a', 'echo a >> marks; echo from a'),
        shell('b', 'echo b >> marks; test -e go || sleep 300', { dependencies: ['a'] }),
        shell('c', 'echo "{{ a.output.stdout }}"', { dependencies: ['b'] }),
      ],
    });
    const { child, ended } = line.begin('workflow', 'run', file);
    await eventually(() => (marks(line).includes('b') ? true : undefined));
    child.kill('SIGKILL');
    await ended;
    const [listed] = (await line.json('run', 'list')).document;
    expect(listed).toMatchObject({ workflow_name: 'w', status: 'interrupted' });
    expect((await line.run('run', 'show', listed.execution_id)).stdout).toMatch(/^b +interrupted +1/m);
    line.file('go', '');
    const { code, document } = await line.json('run', 'resume', listed.execution_id);
    expect(code).toBe(0);
    expect(document.results).toMatchObject({
      a: { attempts: 1 },
      b: { attempts: 2 },
      c: { output: { stdout: 'from a\n\n' } },
    });
    expect(marks(line)).toEqual(['a', 'b', 'b']);
    expect((await line.run('run', 'resume', listed.execution_id)).code).toBe(4);
  });

  it.each([
    ['run cancel', ['cancel']],
    ['run pause', ['pause']],
    ['run pause --stop', ['pause', '--stop']],
  ])(
    'given kill -9 and then %s, then the commands that it left are ended before it is told',
    async (_, [word, ...options]) => {
      const line = new CommandLine();
      const file = line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo $$ > pid; echo a >> marks; sleep 300')] });
      const { child, ended } = line.begin('workflow', 'run', file);
      await eventually(() => (marks(line).includes('a') ? true : undefined));
      child.kill('SIGKILL');
      await ended;
      const pid = readFileSync(join(line.folder, 'pid'), 'utf8').trim();
      expect(isAlive(pid)).toBe(true);
      const [{ execution_id: id }] = (await line.json('run', 'list')).document;
      expect((await line.run('run', String(word), id, ...options)).code).toBe(0);
      expect(isAlive(pid)).toBe(false);
    },
  );

  it('given a cancel from another process, then the run ends as cancelled with exit code 130', {
    meta: { specification: ['2.guideline.workflow.cancel', '2.coordination.status'] },
  }, async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo a >> marks; sleep 300')] });
    const { ended } = line.begin('workflow', 'run', file, '--json');
    await eventually(() => (marks(line).includes('a') ? true : undefined));
    const [listed] = (await line.json('run', 'list')).document;
    expect(listed.status).toBe('running');
    expect((await line.run('run', 'resume', listed.execution_id)).code).toBe(4);
    expect((await line.run('run', 'cancel', listed.execution_id, '--reason', 'enough')).code).toBe(0);
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled', results: { a: { status: 'cancelled' } } });
  });

  it('given Ctrl-C, then what runs is ended and the run is cancelled', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo $$ >> marks; sleep 300')] });
    const { child, ended } = line.begin('workflow', 'run', file);
    const [pid] = await eventually(() => (marks(line).length > 0 ? marks(line) : undefined));
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(isAlive(pid ?? '')).toBe(false);
  });

  it('given --detach, then the id comes at once and the run goes on by itself', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo a >> marks')] });
    const { code, document } = await line.json('workflow', 'run', file, '--detach');
    expect(code).toBe(0);
    const done = await eventually(async () => {
      const shown = (await line.json('run', 'show', document.execution_id)).document;
      return shown.status === 'completed' ? shown : undefined;
    });
    expect(done.results.a.status).toBe('completed');
  });
});

describe('looking into runs', () => {
  it('given a run, then list, show, events and logs tell of it, by the beginning of its id too', {
    meta: {
      specification: [
        '1.capability.progress_tracking',
        '1.contract.progress_transparency',
        '2.guideline.workflow.logs_and_status',
        '2.contract.progress_tracking',
        '2.troubleshooting.execution_failures',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [shell('a', 'echo one; echo two >&2'), shell('b', 'echo three')],
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    expect((await line.run('run', 'list')).stdout).toContain(id);
    expect((await line.run('run', 'show', id.slice(0, -2))).stdout).toContain('completed');
    expect((await line.json('run', 'events', id)).document.at(-1)).toMatchObject({
      type: 'run_ended',
      status: 'completed',
    });
    const logs = (await line.json('run', 'logs', id, 'a')).document;
    expect(logs.map((entry: { message: string }) => entry.message)).toEqual(expect.arrayContaining(['one', 'two']));
    expect((await line.run('run', 'logs', id)).stdout).toContain('three');
  });

  it('given a run of several steps, then show tells the chain that determined its time, and what it waited for', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      max_parallel: 1,
      steps: [
        shell('first', 'sleep 0.5', { priority: 'high' }),
        shell('second', 'sleep 0.1'),
        shell('third', 'sleep 0.1', { dependencies: ['second'] }),
      ],
      mode: 'priority',
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    const { critical_path: path, execution_time: whole } = (await line.json('run', 'show', id)).document;
    expect(path.steps).toEqual(['second', 'third']);
    const wait = path.waits.find(({ for: why }: { for: string }) => why === 'slot');
    expect(wait).toMatchObject({ step: 'second', held_by: 'first' });
    expect(wait.seconds).toBeGreaterThan(0.4);
    const waited = path.waits.reduce((sum: number, { seconds }: { seconds: number }) => sum + seconds, 0);
    expect(path.seconds + waited).toBeCloseTo(whole, 6);
    const { stdout } = await line.run('run', 'show', id);
    expect(stdout).toMatch(/^critical path: second → third \(\d\.\d s of \d\.\d s\)$/m);
    expect(stdout).toMatch(/^ {2}waited \d\.\d s before second for a slot of the run, held by first$/m);
  });

  it('given a long chain and a narrow terminal, then its line fits, with both ends and the number of steps between', async () => {
    const line = new CommandLine({ columns: 40 });
    const names = ['check-out-sources', 'b', 'c', 'd', 'e', 'f', 'g', 'upload-everything'];
    const file = line.file('w.yaml', {
      name: 'w',
      steps: names.map((name, place) =>
        shell(name, 'true', { dependencies: names.slice(Math.max(0, place - 1), place) }),
      ),
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    const { stdout } = await line.run('run', 'show', id);
    const [shown = ''] = stdout.split('\n').filter((text) => text.startsWith('critical path: '));
    expect(shown).toMatch(/^critical path: ch\S*… → …6… → up\S*… \(\d\.\d s\)$/);
    expect(shown.length).toBeLessThanOrEqual(40);
  });

  it.each([
    ['run show', ['run', 'show', 'nowhere']],
    ['run resume', ['run', 'resume', 'nowhere']],
    ['run cancel', ['run', 'cancel', '../../etc/passwd']],
    ['workflow run', ['workflow', 'run', 'nothing']],
    ['a missing file', ['workflow', 'run', './nothing.yaml']],
    ['action show', ['action', 'show', 'shell.rum']],
    ['plugin info', ['plugin', 'info', 'shel']],
  ])('given a name that is not there, then %s exits with 3 and an error response', async (_, words) => {
    const { code, document } = await new CommandLine().json(...words);
    expect(code).toBe(3);
    expect(document).toMatchObject({ success: false, error_code: expect.stringContaining('NOT_FOUND') });
  });
});

describe('how the command line is called', () => {
  it.each([
    { given: 'npx', environment: { npm_command: 'exec' }, called: 'npx codomyrmex' },
    {
      given: 'pnpm exec',
      environment: { npm_command: 'exec', npm_config_user_agent: 'pnpm/12.21.0 npm/? node/v24.1.0 linux x64' },
      called: 'pnpm exec codomyrmex',
    },
    { given: 'a script of npm', environment: { npm_command: 'run-script' }, called: 'codomyrmex' },
    { given: 'a name of its own', environment: { npm_command: 'exec', CODOMYRMEX_COMMAND: 'cdm' }, called: 'cdm' },
  ])('given $given, then hints call it so', async ({ environment, called }) => {
    const line = new CommandLine({ environment });
    const said = async (...words: string[]) => (await line.run(...words)).stderr;
    expect(await said('workflow', 'create', 'hello')).toContain(`run it: ${called} workflow run hello\n`);
    expect(await said('run', 'shwo')).toContain(`\n  ${called} run --help tells what it takes.\n`);
    expect(await said('run', 'show', 'nowhere')).toContain(
      `\n  ${called} run list shows the runs of this data folder.\n`,
    );
    expect(await said('project', 'status', 'nothing')).toContain(`: ${called} project create nothing\n`);
    // What is called by a path, and a package, is not called so.
    line.file('w.yaml', {
      name: 'w',
      steps: [shell('a', 'echo "./codomyrmex run list @x/codomyrmex run list" >&2; exit 1', { max_retries: 0 })],
    });
    expect(await said('workflow', 'run', 'w.yaml')).toContain('./codomyrmex run list @x/codomyrmex run list');
  });
});

describe('runs that are listed and shown', () => {
  it('given none, then it is said beside stdout, with what begins one; given one, then show does not recommend itself', async () => {
    const line = new CommandLine();
    const none = await line.run('run', 'list');
    expect(none).toMatchObject({ code: 0, stdout: '' });
    expect(none.stderr).toMatch(/^there is no run in .*\n {2}codomyrmex workflow run NAME begins one\n$/);
    expect((await line.run('run', 'list', '--workflow', 'w')).stderr).toContain('no run of the workflow "w"');
    line.file('w.yaml', { name: 'w', steps: [shell('a', 'true')] });
    const { document } = await line.json('workflow', 'run', 'w.yaml');
    const shown = await line.run('run', 'show', document.execution_id);
    expect(shown.stderr).toContain(`codomyrmex run logs ${document.execution_id}`);
    expect(shown.stderr).not.toContain('run show');
  });
});

describe('help', () => {
  it.each([
    [['-h']],
    [['workflow', '-h']],
    [['workflow', 'run', '-h']],
    [['run', 'logs', '-h']],
    [['task', 'run', '-h']],
    [['action', 'show', '-h']],
    [['orchestration', 'health', '-h']],
    [['doctor', '-h']],
  ])(
    'given %j, then it comes on stdout with an example, and the exit code is 0',
    { meta: { specification: ['2.feature.command_line'] } },
    async (words) => {
      const { code, stdout } = await new CommandLine().run(...words);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Example:\n {2}codomyrmex /);
    },
  );
});

describe('task run', () => {
  it('given an action, then its output is printed; given braces in a parameter, then they are text', async () => {
    const line = new CommandLine();
    const { code, stdout } = await line.run('task', 'run', 'shell.run', '--param', 'command=["echo","{{ x }}"]');
    expect(code).toBe(0);
    expect(stdout).toContain('"stdout": "{{ x }}\\n"');
    const failed = await line.json('task', 'run', 'shell.run', '--params', '{"command": "exit 3"}');
    expect(failed.code).toBe(1);
    expect(failed.document).toMatchObject({ success: false, error_code: 'COMMAND_FAILED', result: { data: null } });
  });
});

describe('wrong words', () => {
  it.each([
    ['an unknown command', ['workflow', 'rum'], 'run'],
    ['an unknown group', ['worklow', 'run'], 'workflow'],
    ['an unknown flag', ['workflow', 'run', 'x', '--parm', 'a=b'], '--param'],
    ['a flag without its value', ['workflow', 'run', 'x', '--max-parallel', 'many'], 'whole number'],
  ])('given %s, then the exit code is 2 and the nearest is suggested', async (_, words, suggestion) => {
    const { code, stderr, stdout } = await new CommandLine().run(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(suggestion);
    expect(stdout).toBe('');
  });
});

describe('wrong words, told with what to do', () => {
  it.each([
    {
      given: 'a missing argument',
      words: ['run', 'show'],
      message: "missing required argument 'id'",
      suggestions: ['codomyrmex run show --help tells what it takes.'],
    },
    {
      given: 'a mistyped option',
      words: ['workflow', 'run', 'x', '--moed', 'parallel'],
      message: "unknown option '--moed'",
      suggestions: ['Did you mean --mode?', 'codomyrmex workflow run --help tells what it takes.'],
    },
    {
      given: 'an option that is near to none',
      words: ['workflow', 'run', 'x', '--nope'],
      message: "unknown option '--nope'",
      suggestions: ['codomyrmex workflow run --help tells what it takes.'],
    },
    {
      given: 'an option before its command',
      words: ['--data-dir', 'x', 'workflow', 'list'],
      message: "unknown option '--data-dir'",
      suggestions: [
        '--data-dir stands after the command that takes it: codomyrmex COMMAND --data-dir ...',
        'codomyrmex --help tells what it takes.',
      ],
    },
    {
      given: 'a limit that is none',
      words: ['run', 'list', '--limit', 'x'],
      message: `option '--limit <n>' argument 'x' is invalid. "x" is not a whole number from 0 on`,
      suggestions: ['codomyrmex run list --help tells what it takes.'],
    },
  ])('given $given, then text and data say the same', async ({ words, message, suggestions }) => {
    const line = new CommandLine();
    expect((await line.run(...words)).stderr).toBe(`${[`error: ${message}`, ...suggestions].join('\n  ')}\n`);
    const { code, document, stderr } = await line.json(...words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(document).toMatchObject({ success: false, error: message, error_code: 'USAGE', suggestions });
  });
});

function marks(line: CommandLine): string[] {
  const file = join(line.folder, 'marks');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean) : [];
}

describe('a run that is paused', () => {
  it('given a pause with stop from another process, then the command ends, and resume from a third makes it again', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('a', 'echo a >> marks; test -e go || sleep 300'),
        shell('b', 'echo b >> marks', { dependencies: ['a'] }),
      ],
    });
    const { ended } = line.begin('workflow', 'run', file, '--json');
    await eventually(() => (marks(line).includes('a') ? true : undefined));
    const [{ execution_id: id }] = (await line.json('run', 'list')).document;
    expect((await line.run('run', 'pause', id, '--stop')).code).toBe(0);
    await eventually(async () => {
      const { document } = await line.json('run', 'show', id);
      return document.status === 'paused' && document.results.a.status === 'ready' ? true : undefined;
    });
    line.file('go', '');
    expect((await line.json('run', 'resume', id)).document).toMatchObject({ success: true, execution_id: id });
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', results: { a: { attempts: 2 } } });
    expect(marks(line)).toEqual(['a', 'a', 'b']);
  });

  it('given a paused run whose process is killed, then it is still paused, and resume goes on with it', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('a', 'echo a >> marks; test -e go || sleep 300'),
        shell('b', 'echo b >> marks', { dependencies: ['a'] }),
      ],
    });
    const { child, ended } = line.begin('workflow', 'run', file);
    await eventually(() => (marks(line).includes('a') ? true : undefined));
    const [{ execution_id: id }] = (await line.json('run', 'list')).document;
    expect((await line.run('run', 'pause', id)).code).toBe(0);
    await eventually(async () =>
      (await line.json('run', 'show', id)).document.status === 'paused' ? true : undefined,
    );
    expect((await line.json('run', 'list')).document).toMatchObject([{ execution_id: id, status: 'paused' }]);
    child.kill('SIGKILL');
    await ended;
    const listed = await line.run('run', 'list');
    expect(listed.stdout).toMatch(/ paused /);
    expect(listed.stderr).toContain(`codomyrmex run resume ${id}`);
    expect((await line.json('run', 'show', id)).document.status).toBe('paused');
    line.file('go', '');
    const { code, document } = await line.json('run', 'resume', id);
    expect(code).toBe(0);
    expect(document).toMatchObject({ status: 'completed', results: { a: { attempts: 2 }, b: { attempts: 1 } } });
  });
});
