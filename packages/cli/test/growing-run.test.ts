import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CommandLine, eventually } from './command-line.ts';

it('given kill -9 of a process that was adding tasks, then resume runs what is left, also what was held back', {
  timeout: 120_000,
}, async () => {
  const line = new CommandLine();
  const script = fileURLToPath(new URL('./child/add-tasks.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, line.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const id = String(await once(child.stdout.setEncoding('utf8'), 'data')).trim();
  await eventually(() => (marks(line).includes('b') ? true : undefined));
  child.kill('SIGKILL');
  await ended;

  const [listed] = (await line.json('run', 'list')).document;
  expect(listed).toMatchObject({ execution_id: id, workflow_name: 'tasks', status: 'interrupted' });
  const shown = (await line.json('run', 'show', id)).document;
  expect(shown.results).toMatchObject({
    a: { status: 'completed' },
    ghostly: { status: 'pending' },
    c: { status: 'pending' },
  });
  const events = (await line.run('run', 'events', id)).stdout;
  expect(events).toContain('tasks_added');

  line.file('go', '');
  const { code, document } = await line.json('run', 'resume', id);
  expect(code).toBe(0);
  expect(document.status).toBe('completed');
  expect(document.results).toMatchObject({
    a: { attempts: 1 },
    b: { attempts: 2 },
    c: { status: 'completed' },
    ghostly: { status: 'skipped', skipped_because: 'dependency_missing: ghost' },
  });
  expect(marks(line)).toEqual(['a', 'b', 'b']);
  expect((await line.json('run', 'retry', id)).document.error_code).toBe('RUN_GREW');
  expect(readFileSync(join(line.folder, 'c'), 'utf8')).toContain('from a');
});

function marks(line: CommandLine): readonly string[] {
  const file = join(line.folder, 'marks');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
