import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

const now = (secondsAgo = 0): string => new Date(Date.now() - secondsAgo * 1_000).toISOString();

/** A `serve` whose lines are read as they come. */
class Serving {
  readonly child: ReturnType<CommandLine['begin']>['child'];
  readonly ended: ReturnType<CommandLine['begin']>['ended'];
  #text = '';

  constructor(line: CommandLine) {
    ({ child: this.child, ended: this.ended } = line.begin('serve', '--jsonl'));
    this.child.stdout?.on('data', (text: string) => {
      this.#text += text;
    });
  }

  get lines(): readonly ReturnType<typeof JSON.parse>[] {
    return this.#text
      .split('\n')
      .slice(0, -1)
      .map((text) => JSON.parse(text));
  }

  line(event: string): Promise<ReturnType<typeof JSON.parse>> {
    return eventually(() => this.lines.find((one) => one.event === event));
  }
}

async function add(line: CommandLine, file: string, ...words: string[]): Promise<void> {
  const { code, stderr } = await line.run('schedule', 'add', 's', '--workflow', file, ...words);
  expect(stderr).not.toContain('error');
  expect(code).toBe(0);
}

const history = async (line: CommandLine) => (await line.json('schedule', 'history', 's')).document;

const marks = (line: CommandLine): readonly string[] => {
  const file = join(line.folder, 'marks');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

// Several processes each, which begin slowly on a busy machine.
describe('codomyrmex serve', { timeout: 90_000 }, () => {
  it('given a schedule that is due, then it runs once, its record names the run, and Ctrl-C ends with 0', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      parameters: { who: {} },
      steps: [shell('a', 'echo {{ who }} >> marks')],
    });
    await add(line, file, '--at', now(60), '--param', 'who=you');
    const serving = new Serving(line);
    const started = await serving.line('started');
    expect(await serving.line('ended')).toMatchObject({ execution_id: started.execution_id, status: 'completed' });
    serving.child.kill('SIGINT');
    expect((await serving.ended).code).toBe(0);
    expect(serving.lines.map(({ event }) => event)).toEqual(['serving', 'started', 'ended', 'stopping', 'stopped']);
    expect(await history(line)).toMatchObject([
      {
        decision: 'ran',
        execution_id: started.execution_id,
        status: 'completed',
        scheduled_time: started.scheduled_time,
      },
    ]);
    expect(marks(line)).toEqual(['you']);
  });

  it('given kill -9 while a scheduled run goes on, then the next serve adopts it and runs nothing twice', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('a', 'echo a >> marks'),
        shell('b', 'echo b >> marks; test -e go || sleep 300', { dependencies: ['a'] }),
      ],
    });
    await add(line, file, '--at', now(60));
    const first = new Serving(line);
    const { execution_id } = await first.line('started');
    await eventually(() => (marks(line).includes('b') ? true : undefined));
    first.child.kill('SIGKILL');
    await first.ended;
    line.file('go', '');
    const second = new Serving(line);
    expect(await second.line('adopted')).toMatchObject({ execution_id, workflow_name: 'w' });
    expect(await second.line('ended')).toMatchObject({ execution_id, status: 'completed' });
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    expect(marks(line)).toEqual(['a', 'b', 'b']);
    expect(await history(line)).toMatchObject([{ decision: 'ran', execution_id, status: 'completed' }]);
  });

  it('given one that serves, then a second is refused with 4 and told who does', async () => {
    const line = new CommandLine();
    const serving = new Serving(line);
    await serving.line('serving');
    const refused = await line.json('serve');
    expect(refused).toMatchObject({ code: 4, document: { error_code: 'SERVE_RUNNING' } });
    expect(refused.document.error).toContain(`process ${serving.child.pid}`);
    serving.child.kill('SIGINT');
    expect((await serving.ended).code).toBe(0);
  });

  it('given a second Ctrl-C, then it leaves at once with 130, and the run is interrupted', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo a >> marks; test -e go || sleep 300')] });
    await add(line, file, '--at', now(60));
    const serving = new Serving(line);
    const { execution_id } = await serving.line('started');
    await eventually(() => (marks(line).includes('a') ? true : undefined));
    serving.child.kill('SIGINT');
    await serving.line('stopping');
    serving.child.kill('SIGINT');
    expect((await serving.ended).code).toBe(130);
    expect(serving.lines.at(-1)).toEqual({ event: 'stopped', interrupted: [execution_id] });
  });

  it('given a backfill, then what did not run runs in order, once', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo run >> marks')] });
    await add(line, file, '--cron', '0 0 * * *', '--timezone', 'UTC');
    const words = ['schedule', 'backfill', 's', '--from', '2026-01-01', '--to', '2026-01-03'];
    const queued = (await line.json(...words)).document;
    const times = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
    expect(queued.map((one: { scheduled_time: string }) => one.scheduled_time)).toEqual(times);
    const serving = new Serving(line);
    await eventually(() => (serving.lines.filter(({ event }) => event === 'ended').length === 3 ? true : undefined));
    serving.child.kill('SIGINT');
    await serving.ended;
    const started = serving.lines.filter(({ event }) => event === 'started');
    expect(started.map(({ scheduled_time }) => scheduled_time)).toEqual(times);
    expect((await line.json(...words)).document).toEqual([]);
    expect(marks(line)).toEqual(['run', 'run', 'run']);
  });
});
