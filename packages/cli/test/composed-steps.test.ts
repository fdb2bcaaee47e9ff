import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

const touch = (line: CommandLine, name: string): void => writeFileSync(join(line.folder, name), '');

const linesOf = (line: CommandLine, name: string): readonly string[] => {
  try {
    return readFileSync(join(line.folder, name), 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
};

/** A command that waits until the file is there. */
const until = (file: string): string => `until [ -e ${file} ]; do sleep 0.02; done`;

/** A workflow in the data folder, where steps find it by its name. */
function saved(line: CommandLine, name: string, definition: object): void {
  mkdirSync(join(line.folder, 'data', 'workflows'), { recursive: true });
  line.file(join('data', 'workflows', `${name}.yaml`), JSON.stringify({ name, ...definition }));
}

const written = (line: CommandLine, steps: readonly object[], more: object = {}): string =>
  line.file('w.yaml', JSON.stringify({ name: 'w', steps, ...more }));

async function begun(line: CommandLine, file: string) {
  const { child, ended } = line.begin('workflow', 'run', file, '--jsonl');
  let text = '';
  child.stdout?.on('data', (part: string) => {
    text += part;
  });
  const id = await eventually(() => /"execution_id":"([^"~]+)"/.exec(text)?.[1]);
  return { child, ended, id };
}

const results = async (line: CommandLine, id: string) => (await line.json('run', 'show', id)).document.results;

/** Settles when a step, or what it consists of, is as `look` says. */
const seen = (line: CommandLine, id: string, look: (all: ReturnType<typeof JSON.parse>) => boolean) =>
  eventually(async () => look(await results(line, id)) || undefined);

const release = {
  parameters: { tag: { type: 'string' }, count: { type: 'integer', default: 1 } },
  steps: [
    shell('build', ['echo', 'building {{ tag }}']),
    {
      name: 'ship',
      wait_for: { approval: { prompt: 'ship {{ tag }}?', form: { reason: { type: 'string' } } } },
      dependencies: ['build'],
    },
  ],
};

describe('steps of many items', () => {
  it('given an item that fails, then it stands in the results, the text and the logs under its name', async () => {
    const line = new CommandLine();
    const file = written(line, [
      shell('each', ['sh', '-c', 'echo at {{ index }}; test {{ item }} != bad'], { foreach: ['a', 'bad', 'c'] }),
      shell('grid', ['echo', '{{ matrix.os }}-{{ matrix.node }}'], { matrix: { os: ['x', 'y'], node: [20, 22] } }),
    ]);
    const { code, document } = await line.json('workflow', 'run', file);
    expect(code).toBe(1);
    const { execution_id: id } = document;
    expect(document.results.each).toMatchObject({
      status: 'failed',
      error_code: 'ITEMS_FAILED',
      items: [
        { status: 'completed', attempts: 1, error: null },
        { status: 'failed', output: null, error: expect.stringContaining('exited with 1') },
        { status: 'completed' },
      ],
    });
    const outputs = document.results.grid.output.map(({ stdout }: { stdout: string }) => stdout.trim());
    expect(outputs).toEqual(['x-20', 'x-22', 'y-20', 'y-22']);
    const shown = await line.run('run', 'show', id);
    expect(shown.stdout).toMatch(/^each .* 2 of 3 items done, 1 failed$/m);
    expect(shown.stdout).toMatch(/^ {2}\[1\] +failed .*exited with 1/m);
    expect(shown.stderr).toMatch(/^ {2}│ each\[1\] {2}at 1$/m);
    const logs = async (...words: string[]) =>
      (await line.json('run', 'logs', id, ...words)).document.map(({ step, message }: Record<string, string>) => [
        step,
        message,
      ]);
    expect(await logs('each')).toEqual(
      expect.arrayContaining([
        ['each[0]', 'at 0'],
        ['each[1]', 'at 1'],
        ['each[2]', 'at 2'],
      ]),
    );
    expect(await logs('each[1]')).toEqual([['each[1]', 'at 1']]);
    expect(await logs()).toHaveLength(7);
    expect((await line.run('run', 'logs', id, 'each[7]')).code).toBe(3);
    expect((await line.run('run', 'logs', id, 'each', '--bytes', '0-5')).code).toBe(2);
    const { document: why } = await line.json('run', 'explain', id, 'each[1]');
    expect(why.steps).toMatchObject({
      'each[1]': [{ decision: 'ran', outcome: expect.stringContaining('COMMAND_FAILED') }],
    });
    expect((await line.json('run', 'show', `${id.slice(0, -2)}~each`)).document).toMatchObject({
      execution_id: `${id}~each`,
    });
    expect((await line.json('run', 'list')).document).toHaveLength(1);
  });

  it('given very many items, then plain lines are few, and --jsonl has the events of each under its own run', async () => {
    const line = new CommandLine();
    const file = written(line, [
      shell('each', ['sh', '-c', 'test {{ index }} -lt 20'], {
        foreach: Array.from({ length: 60 }, () => 0),
        success: { min: 1 },
      }),
    ]);
    const { code, stderr } = await line.run('workflow', 'run', file);
    expect(code).toBe(0);
    expect(stderr.match(/^.* each: \d+ of 60 items/gm)?.length).toBe(9);
    expect(stderr.match(/^.* each\[\d+\] failed/gm)?.length).toBe(10);
    const { stdout } = await line.run('workflow', 'run', file, '--jsonl');
    const events = stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    const [{ execution_id: id }] = events;
    expect(
      events.filter((event) => event.execution_id === `${id}~each` && event.type === 'attempt_started'),
    ).toHaveLength(60);
    expect(events.filter((event) => event.execution_id === id).map(({ type }) => type)).toEqual([
      'run_started',
      'attempt_started',
      'attempt_succeeded',
      'run_ended',
    ]);
  });

  it('given kill -9 in the middle, then resume keeps what was done and does the rest', async () => {
    const line = new CommandLine();
    const command = `echo item {{ item }}; echo {{ item }} >> did; test {{ item }} = 0 || { ${until('go')}; }`;
    const file = written(line, [shell('each', command, { foreach: [0, 1, 2], max_parallel: 2 })]);
    const { child, id } = await begun(line, file);
    await seen(line, id, ({ each }) => each.items !== undefined);
    const followed = line.begin('run', 'logs', id, 'each', '--follow');
    await seen(
      line,
      id,
      ({ each }) => each.items?.[0]?.status === 'completed' && each.items?.[2]?.status === 'running',
    );
    child.kill('SIGKILL');
    await eventually(async () => (await line.json('run', 'show', id)).document.status === 'interrupted' || undefined);
    const { code: over, stdout } = await followed.ended;
    expect([over, stdout]).toEqual([0, expect.stringMatching(/^.* each\[0\] {2}item 0$/m)]);
    touch(line, 'go');
    const { code, document } = await line.json('run', 'resume', id);
    expect(code).toBe(0);
    expect(document.results.each.items.map(({ status }: { status: string }) => status)).toEqual(
      Array(3).fill('completed'),
    );
    expect(linesOf(line, 'did').filter((item) => item === '0')).toEqual(['0']);
  });

  it('given pause, then cancel from another process with items in flight, then nothing more starts, and what runs is ended', async () => {
    const line = new CommandLine();
    const command = `echo {{ item }} >> did; until [ -e go{{ item }} ]; do sleep 0.02; done`;
    const file = written(line, [shell('each', command, { foreach: [0, 1, 2, 3], max_parallel: 2 })]);
    const { ended, id } = await begun(line, file);
    await eventually(() => linesOf(line, 'did').length === 2 || undefined);
    expect((await line.run('run', 'pause', id)).code).toBe(0);
    const innerStatus = async () => (await line.json('run', 'show', `${id}~each`)).document.status;
    await eventually(async () => (await innerStatus()) === 'paused' || undefined);
    touch(line, 'go0');
    await seen(line, id, ({ each }) => each.items[0].status === 'completed');
    expect(linesOf(line, 'did')).toHaveLength(2);
    expect((await line.run('run', 'resume', id)).code).toBe(0);
    await eventually(() => linesOf(line, 'did').length === 3 || undefined);
    expect((await line.run('run', 'cancel', id)).code).toBe(0);
    expect((await ended).code).toBe(130);
    expect((await results(line, id)).each).toMatchObject({
      status: 'cancelled',
      items: [{ status: 'completed' }, { status: 'cancelled' }, { status: 'cancelled' }, { status: 'cancelled' }],
    });
  });
});

describe('sub-workflows', () => {
  it('given one by name and one by path, then their steps stand under the step, and are logged, drawn and planned with it', async () => {
    const line = new CommandLine();
    saved(line, 'build', { parameters: release.parameters, steps: [release.steps[0]] });
    mkdirSync(join(line.folder, 'parts'));
    line.file('parts/test.yaml', JSON.stringify({ name: 'test', steps: [shell('unit', 'echo unit')] }));
    const file = written(line, [
      { name: 'sub', workflow: 'build', parameters: { tag: 'v{{ 1 + 1 }}' } },
      { name: 'check', workflow: './parts/test.yaml', dependencies: ['sub'] },
    ]);
    const { code, document } = await line.json('workflow', 'run', file);
    expect(code).toBe(0);
    expect(document.results).toMatchObject({
      sub: { output: { build: { stdout: 'building v2\n' } }, steps: { build: { status: 'completed' } } },
      check: { steps: { unit: { output: { stdout: 'unit\n' } } } },
    });
    const { execution_id: id } = document;
    const { stderr } = await line.run('workflow', 'run', file);
    expect(stderr).toMatch(/ sub\/build started\n(.*\n)*.* sub\/build completed in .*\n(.*\n)*.* sub completed in /);
    expect((await line.run('run', 'show', id)).stdout).toMatch(/^sub .*\n {2}build +completed/m);
    expect((await line.run('run', 'logs', id, 'sub')).stdout).toMatch(/ sub\/build {2}building v2\n$/);
    expect((await line.run('workflow', 'graph', file)).stdout).toContain('sub (workflow build)');
    const { document: plan } = await line.json('workflow', 'run', file, '--dry-run');
    expect(plan.peak_parallel).toBe(1);
    saved(line, 'outer', { steps: [{ name: 'sub', workflow: 'build', parameters: { tag: 'x' } }] });
    const { document: listed } = await line.json('workflow', 'list');
    expect(listed).toContainEqual(expect.objectContaining({ name: 'outer', modules: ['shell'], valid: true }));
    expect(plan.steps_in_detail).toMatchObject({ sub: { workflow: 'build', steps: 1 }, check: { workflow: 'test' } });
  });

  it('given parameters that it does not take, then validate says all of them with file and line', async () => {
    const line = new CommandLine();
    saved(line, 'release', release);
    const file = line.file(
      'w.yaml',
      [
        'name: w',
        'steps:',
        '  - name: sub',
        '    workflow: release',
        '    parameters:',
        '      tag: 5',
        '      nothing: 1',
        '',
      ].join('\n'),
    );
    const { code, document } = await line.json('workflow', 'validate', file);
    expect(code).toBe(2);
    expect(document.problems).toEqual(
      expect.arrayContaining([expect.objectContaining({ file, line: 6 }), expect.objectContaining({ file, line: 7 })]),
    );
  });
});

describe('work that is done again', () => {
  it('given a condition that becomes true, then it ends there, told briefly, also across kill -9', async () => {
    const line = new CommandLine();
    const file = written(line, [
      shell('poll', `echo x >> did; wc -l < did; n=$(wc -l < did); test $n -ne 3 || { ${until('go')}; }`, {
        repeat: { until: "{{ output.stdout.contains('5') }}", delay: 0.01 },
      }),
    ]);
    const { child, id } = await begun(line, file);
    await eventually(() => linesOf(line, 'did').length === 3 || undefined);
    child.kill('SIGKILL');
    await eventually(async () => (await line.json('run', 'show', id)).document.status === 'interrupted' || undefined);
    touch(line, 'go');
    const { code, stderr } = await line.run('run', 'resume', id);
    expect([code, linesOf(line, 'did').length]).toEqual([0, 5]);
    expect(stderr).toMatch(/poll completed/);
    expect((await line.run('run', 'explain', id, 'poll')).stdout).toContain('"until" was not true after attempt 1');
  });
});

describe('waiting', () => {
  it('given a signal from another process, then the step has its data; wrong input is refused, each with its code', async () => {
    const line = new CommandLine();
    const file = written(line, [
      { name: 'go', wait_for: { signal: 'go' } },
      shell('after', ['echo', '{{ go.output.data.who }}'], { dependencies: ['go'] }),
    ]);
    const { ended, id } = await begun(line, file);
    await seen(line, id, ({ go }) => go.waiting_for?.signal === 'go');
    const { stdout } = await line.run('run', 'show', id);
    expect(stdout).toMatch(/^go waits for signal go\n {2}\S.* run signal /m);
    expect((await line.run('run', 'signal', id, 'go', '--data', '{')).code).toBe(2);
    expect((await line.run('run', 'signal', 'nothing', 'go')).code).toBe(3);
    line.file('data.json', '{ "who": "ann" }');
    const sent = await line.json('run', 'signal', id.slice(0, -2), 'go', '--data', '@data.json');
    expect(sent).toMatchObject({ code: 0, document: { success: true, execution_id: id, signal: 'go' } });
    expect((await ended).code).toBe(0);
    expect((await results(line, id)).after.output.stdout).toBe('ann\n');
    const late = await line.json('run', 'signal', id, 'go');
    expect(late).toMatchObject({ code: 4, document: { success: false, error_code: 'RUN_ENDED' } });
  });

  it('given approvals with a form, also in sub-workflows of items, then they are shown, checked, given and refused', async () => {
    const line = new CommandLine();
    saved(line, 'release', release);
    const file = written(line, [
      { name: 'all', workflow: 'release', foreach: ['a', 'b'], parameters: { tag: '{{ item }}' }, success: { min: 1 } },
    ]);
    const { ended, id } = await begun(line, file);
    await seen(line, id, ({ all }) =>
      all.items?.every(({ steps }: ReturnType<typeof JSON.parse>) => steps?.ship?.waiting_for),
    );
    const { stdout } = await line.run('run', 'show', id);
    expect(stdout).toContain('all[1]/ship waits for approval: ship b?');
    expect(stdout).toContain(`run approve ${id} 'all[1]/ship' --data '{"reason":"…"}'`);
    expect(stdout).toContain('reason: string');
    const refused = await line.json('run', 'approve', id, 'all/0/ship', '--data', '{"reason":1,"more":2}');
    expect(refused).toMatchObject({ code: 2, document: { success: false, error_code: 'INVALID_PARAMETERS' } });
    expect(refused.document.details.problems).toHaveLength(2);
    const nearest = await line.json('run', 'approve', id, 'all/0/shp');
    expect(nearest).toMatchObject({ code: 3, document: { suggestions: ['did you mean "ship"?'] } });
    expect((await line.run('run', 'approve', id, 'all/0/build')).code).toBe(4);
    const yes = await line.json('run', 'approve', id, 'all/0/ship', '--data', '{"reason":"fine"}');
    expect(yes).toMatchObject({ code: 0, document: { success: true, execution_id: id, step: 'all/0/ship' } });
    expect((await line.run('run', 'reject', id, 'all[1]/ship', '--reason', 'not today')).code).toBe(0);
    expect((await ended).code).toBe(0);
    const { all } = await results(line, id);
    expect(all.items[0].steps.ship.output).toEqual({ approved: true, data: { reason: 'fine' } });
    expect(all.items[1].steps.ship).toMatchObject({ status: 'failed', error: 'somebody rejected it: not today' });
    expect((await line.run('run', 'reject', id, 'all[0]/ship')).code).toBe(4);
  });

  it('given kill -9 while it waits, then an answer is taken, and resume goes on from it; a deadline ends a wait', async () => {
    const line = new CommandLine();
    const file = written(line, [
      { name: 'ship', wait_for: { approval: { prompt: 'ship?' } } },
      shell('after', ['echo', 'shipped'], { dependencies: ['ship'] }),
      { name: 'late', wait_for: { signal: 'never' }, deadline: 0.05 },
      { name: 'pause', wait_for: { seconds: 0.05 } },
    ]);
    const { child, id } = await begun(line, file);
    await seen(line, id, ({ ship, late }) => ship.waiting_for !== undefined && late.status === 'failed');
    child.kill('SIGKILL');
    await eventually(async () => (await line.json('run', 'show', id)).document.status === 'interrupted' || undefined);
    expect((await line.run('run', 'approve', id, 'ship')).code).toBe(0);
    const { code, document } = await line.json('run', 'resume', id);
    expect(code).toBe(1);
    expect(document.results).toMatchObject({
      ship: { status: 'completed', attempts: 1, output: { approved: true } },
      after: { status: 'completed', output: { stdout: 'shipped\n' } },
      late: { status: 'failed', error_code: 'TIMEOUT_EXCEEDED' },
      pause: { status: 'completed' },
    });
  });

  it('given Ctrl-C while everything waits, then all of it is cancelled', async () => {
    const line = new CommandLine();
    saved(line, 'release', release);
    const file = written(line, [
      { name: 'sub', workflow: 'release', parameters: { tag: 'x' } },
      { name: 'go', wait_for: { signal: 'go' } },
    ]);
    const { child, ended, id } = await begun(line, file);
    await seen(line, id, ({ sub }) => sub.steps?.ship?.waiting_for !== undefined);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(await results(line, id)).toMatchObject({
      sub: { status: 'cancelled', steps: { ship: { status: 'cancelled' } } },
      go: { status: 'cancelled' },
    });
  });
});
