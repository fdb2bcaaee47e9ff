import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TemplateScaffolder } from '../src/index.ts';
import { emptyFolder, project, snapshot, template, write } from './template-folders.ts';

/** Each is a process. By hand it was done with sixty. */
const MOMENTS = 9;
const child = fileURLToPath(new URL('child/killed.mjs', import.meta.url));
const scaffolder = new TemplateScaffolder();

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly asks: number;
}

function run(...words: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [child, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    process_.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    process_.once('error', reject);
    process_.once('close', (code, signal) => resolve({ code, signal, asks: Number(text) }));
  });
}

/** So many moments, spread over the whole of the work. */
const spread = (asks: number, moments: number): readonly number[] => [
  ...new Set(Array.from({ length: moments }, (_, at) => 1 + Math.floor((at * asks) / moments))),
];

describe('a process that is killed while it writes', () => {
  it('given an update that is killed at many moments, then the next command finds the project as it was or as it was to be', async () => {
    const source = template(emptyFolder(), {}, { a: '1\n', 'd/b': '1\n', 'd/c': '1\n', gone: '1\n', 'old/x': '1\n' });
    const first = join(emptyFolder(), 'p');
    await scaffolder.scaffold({ template: source, target: first, project });
    writeFileSync(join(first, 'd/c'), 'mine\n');
    chmodSync(join(first, 'a'), 0o640);
    write(first, { own: 'mine\n' });
    rmSync(join(source, 'files'), { recursive: true });
    const files = { a: '2\n', 'd/b': '2\n', 'd/c': '2\n', 'new/deep/e': '2\n', 'new/x': '1\n' };
    template(
      source,
      {
        version: '2.0.0',
        migrations: [{ to: '2.0.0', rename: { old: 'new' } }],
        directory_structure: ['empty/folder'],
      },
      files,
    );
    const before = snapshot(first);
    const whole = join(emptyFolder(), 'p');
    cpSync(first, whole, { recursive: true });
    const { asks, code } = await run('update', '0', source, whole);
    expect(code).toBe(0);
    const after = snapshot(whole);
    const ends = new Set<string>();
    const kill = async (at: number): Promise<void> => {
      const target = join(emptyFolder(), 'p');
      cpSync(first, target, { recursive: true });
      expect((await run('update', String(at), source, target)).signal).toBe('SIGKILL');
      ends.add(await scaffolder.repair(target));
      const found = snapshot(target);
      // Folders that became empty go last; one too many is no loss.
      delete (found as Record<string, string>)['old/'];
      const { 'old/': _, ...wanted } = before;
      expect([wanted, after]).toContainEqual(found);
      expect(existsSync(join(target, '.codomyrmex-transaction'))).toBe(false);
      await scaffolder.applyUpdate(await scaffolder.planUpdate({ project: target }), 'rej');
      expect(Object.keys(snapshot(target)).filter((path) => path !== 'old/')).toEqual(Object.keys(after));
    };
    // The last but four: all is done, and the transaction's folder is to be removed; then an emptied one, and the lock.
    const moments = [...spread(asks, MOMENTS), asks - 4, asks];
    for (let at = 0; at < moments.length; at += 4) await Promise.all(moments.slice(at, at + 4).map(kill));
    expect(ends).toEqual(new Set(['nothing', 'undone', 'tidied']));
  });

  it('given a scaffolding that is killed, then there is no project, and the next one makes it and tidies up', async () => {
    const source = template(emptyFolder(), { directory_structure: ['empty'] }, { a: '1\n', 'd/b': '1\n' });
    for (const isThere of [false, true]) {
      const whole = join(emptyFolder(), 'x', 'p');
      if (isThere) mkdirSync(whole, { recursive: true });
      const { asks } = await run('scaffold', '0', source, whole);
      const after = snapshot(join(whole, '..'));
      const kill = async (at: number): Promise<void> => {
        const above = join(emptyFolder(), 'x');
        const target = join(above, 'p');
        if (isThere) mkdirSync(target, { recursive: true });
        expect((await run('scaffold', String(at), source, target)).signal).toBe('SIGKILL');
        // A project is one when it is whole.
        if (existsSync(join(target, '.codomyrmex/project.json'))) await scaffolder.repair(target);
        const isDone = existsSync(join(target, '.codomyrmex/project.json'));
        if (!isDone) expect((await run('scaffold', '0', source, target)).code).toBe(0);
        expect(Object.keys(snapshot(target))).toEqual(
          Object.keys(after).flatMap((path) => (path.startsWith('p/') && path !== 'p/' ? [path.slice(2)] : [])),
        );
        if (!isDone) expect(Object.keys(snapshot(above))).toEqual(Object.keys(after));
      };
      const moments = spread(asks, MOMENTS / 3);
      for (let at = 0; at < moments.length; at += 4) await Promise.all(moments.slice(at, at + 4).map(kill));
    }
  });
});
