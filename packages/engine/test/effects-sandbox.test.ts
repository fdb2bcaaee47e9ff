import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { attemptCookie } from '../src/effects/cookie.ts';
import { Abilities } from '../src/effects/process/abilities.ts';
import { ActionProcesses } from '../src/effects/process/action-processes.ts';
import { codeMounts } from '../src/effects/process/code-mounts.ts';
import { sandboxArguments } from '../src/effects/process/sandbox-arguments.ts';
import { longSleep, processesWith, type TestAttempt, testAttempt } from './effects-attempt.ts';
import { failureOfIsolated, performIsolated } from './effects-isolated.ts';
import plugin from './fixtures/effects-plugin.mjs';

// Where the machine has no sandbox every one of these tests holds that nothing is run there: never less than was asked for.

vi.setConfig({ testTimeout: 120_000 });

const ability = await new Abilities().sandbox();
const folders: string[] = [];
/** Does not show the folders that a test names. */
const processes = new ActionProcesses({ hidden: folders });

type Name = keyof typeof plugin.actions;

/** Performs in a sandbox what then is looked at; where there is none, holds that it is refused. */
async function inSandbox(name: Name, attempt: TestAttempt, input: unknown, look: (output: unknown) => unknown) {
  const asked = { processes, isolation: 'sandbox' } as const;
  if (ability.ok) return look(await performIsolated(name, attempt, asked, input));
  return expect(await failureOfIsolated(name, attempt, asked, input)).toMatchObject({ code: 'SANDBOX_UNAVAILABLE' });
}

describe('an action in a sandbox', () => {
  test('given its context, then log, progress, commands and artifacts work', async () => {
    await using attempt = await testAttempt({ run: 's1' });
    await inSandbox('run', attempt, { command: ['cat', '/proc/self/environ'] }, (output) =>
      expect(output).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('CODOMYRMEX_ATTEMPT=s1/step/1') }),
    );
    await inSandbox('keep', attempt, {}, async (output) => {
      const { path, folder } = output as { path: string; folder: string };
      expect([...(await readFile(path))]).toEqual([0, 255, 10]);
      expect(folder).toMatch(/no folder for artifacts/);
      expect(attempt.lines[0]?.message).toMatch(/^isolation: sandbox \(bubblewrap/);
    });
  });

  test('given the machine around, then only its programs are seen, without home, and it is alone', async () => {
    await using attempt = await testAttempt();
    await inSandbox('surroundings', attempt, {}, (output) => {
      const seen = output as { environment: object; folder: string; home: string[]; root: string[]; self: string };
      expect(seen.environment).toMatchObject({ HOME: '/tmp', TMPDIR: '/tmp' });
      expect(seen.folder).toBe(attempt.context.workspace);
      expect(seen.root).not.toContain('root');
      expect(seen.root).not.toContain('home');
      expect(Number.parseInt(seen.self, 10)).toBeLessThan(50);
    });
  });

  test('given files elsewhere, then only those of the workspace can be written, and none of the engine’s data', async () => {
    await using attempt = await testAttempt();
    const { workspace } = attempt.context;
    const data = join(workspace, '.codomyrmex');
    await mkdir(data);
    folders.push(data);
    await writeFile(join(data, 'journal'), 'facts');
    const [outside, beside] = [join(attempt.folder, 'outside'), join(attempt.folder, 'beside')];
    await symlink(outside, join(workspace, 'link'));
    const paths = ['inside', 'link', '.codomyrmex/journal'].map((name) => join(workspace, name));
    const elsewhere = [beside, '/usr/x', join(homedir(), 'x'), plugin.entry.slice('file://'.length)];
    await inSandbox('write_to', attempt, { paths: [...paths, ...elsewhere] }, async (output) => {
      const told = Object.values(output as object);
      // Links and paths to what is not seen may lead into the sandbox's own /tmp, never out of it.
      expect([outside, beside].filter((path) => existsSync(path))).toEqual([]);
      expect(told.slice(-3)).toEqual(['EROFS', expect.stringMatching('ENOENT|EROFS'), 'EROFS']);
      expect(await readFile(join(workspace, 'inside'), 'utf8')).toBe('x');
      expect(await readFile(join(data, 'journal'), 'utf8')).toBe('facts');
    });
  });

  test('given an action that does not declare that it writes files, then it writes none of the workspace either', async () => {
    await using attempt = await testAttempt();
    const path = join(attempt.context.workspace, 'inside');
    await inSandbox('write_without_saying', attempt, { paths: [path] }, (output) => {
      expect(Object.values(output as object)).toEqual(['EROFS']);
      expect(existsSync(path)).toBe(false);
    });
  });

  test('given a server on this machine, then it cannot be reached', async () => {
    await using attempt = await testAttempt();
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await inSandbox('connect', attempt, { port }, (output) => expect(output).toMatch(/ECONNREFUSED|ENETUNREACH/));
  });

  test('given ends of every kind, then they are told as those of a process', async () => {
    if (!ability.ok) return;
    await using attempt = await testAttempt();
    const asked = { processes, isolation: 'sandbox', limits: { memoryMb: 48 } } as const;
    const failureOf = (name: Name, input: unknown) => failureOfIsolated(name, attempt, asked, input);
    expect(await failureOf('die', { signal: 'SIGKILL' })).toMatchObject({
      code: 'PROCESS_SIGNALLED',
      details: { signal: 'SIGKILL' },
    });
    expect(await failureOf('leave_at', { code: 0 })).toMatchObject({
      code: 'PROCESS_EXITED',
      details: { exit_code: 0 },
    });
    expect(await failureOf('hoard', {})).toMatchObject({ code: 'OUT_OF_MEMORY' });
  });

  test('given what it started, then nothing lives on after its result or after an abort', async () => {
    await using attempt = await testAttempt({ run: 's-tree' });
    const seconds = longSleep();
    await inSandbox('spawn_and_end', attempt, { seconds }, () => undefined);
    expect(await processesWith(seconds)).toEqual([]);
    if (!ability.ok) return;
    const spinning = performIsolated('spawn_and_spin', attempt, { processes, isolation: 'sandbox' }, { seconds });
    await attempt.logged('spinning');
    attempt.context.abort(new Error('stop'));
    await expect(spinning).rejects.toThrow('stop');
    expect(await processesWith(seconds)).toEqual([]);
    expect(await processesWith(attemptCookie(attempt.context))).toEqual([]);
  });

  test('given no bubblewrap, or the whole system as workspace, then it is refused before anything runs', async () => {
    await using attempt = await testAttempt();
    const bare = new ActionProcesses({ programs: { bwrap: '/nowhere/bwrap' } });
    expect(await failureOfIsolated('echo', attempt, { processes: bare, isolation: 'sandbox' }, 1)).toMatchObject({
      code: 'SANDBOX_UNAVAILABLE',
      message: /\/nowhere\/bwrap is not installed/,
      retryable: false,
      suggestions: [/Install bubblewrap/, /never runs with less/],
    });
    Object.defineProperty(attempt.context, 'workspace', { value: '/' });
    expect(await failureOfIsolated('echo', attempt, { processes, isolation: 'sandbox' }, 1)).toMatchObject({
      code: 'SANDBOX_UNAVAILABLE',
    });
    expect(attempt.lines).toEqual([]);
  });
});

describe('what is seen in a sandbox', () => {
  test('given a package with dependencies, then it and what it depends on are, by their own names alone', async () => {
    await using attempt = await testAttempt();
    const at = (...path: string[]): string => join(attempt.folder, ...path);
    const pack = async (folder: string, dependencies: Record<string, string>): Promise<void> => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies }));
      await writeFile(join(folder, 'index.js'), '');
    };
    await pack(at('plugin'), { near: '1', linked: '1', missing: '1', '../../secrets': '1', '..': '1' });
    await pack(at('node_modules/near'), { far: '1' });
    await pack(at('node_modules/far'), { near: '1' });
    await pack(at('store/linked'), {});
    await pack(at('node_modules/other'), {});
    await pack(at('secrets'), {});
    await symlink(at('store/linked'), at('node_modules/linked'));
    const mounts = await codeMounts([at('plugin/index.js')]);
    expect(mounts.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual([
      { kind: 'read', path: at('node_modules/far') },
      { kind: 'link', path: at('node_modules/linked'), target: at('store/linked') },
      { kind: 'read', path: at('node_modules/near') },
      { kind: 'read', path: at('plugin') },
      { kind: 'read', path: at('store/linked') },
    ]);
  });

  test('given mounts in any order, then parents come first, the last of a place counts, and no link is made over what is seen', () => {
    const args = sandboxArguments(
      [
        { kind: 'read', path: '/w/node_modules/a' },
        { kind: 'link', path: '/w/node_modules/b', target: '/w/b' },
        { kind: 'link', path: '/bin', target: 'usr/bin' },
        { kind: 'read', path: '/w' },
        { kind: 'empty', path: '/w/data' },
        { kind: 'write', path: '/w' },
      ],
      '/w',
    );
    expect(args.slice(args.indexOf('/tmp') + 1).join(' ')).toBe(
      '--symlink usr/bin /bin --bind /w /w --tmpfs /w/data --ro-bind /w/node_modules/a /w/node_modules/a ' +
        '--remount-ro / --chdir /w --',
    );
  });
});
