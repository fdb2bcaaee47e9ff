import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emptyFolder, project, template, write } from './template-folders.ts';

const FILES = 150;
const library = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** Runs lines with `scaffolder` in a process of its own; what it says. */
async function told(lines: string): Promise<string> {
  const script = `import { TemplateScaffolder } from ${JSON.stringify(library)};
    const scaffolder = new TemplateScaffolder();
    const code = (error) => error.code ?? error.message;
    ${lines}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  await once(child, 'close');
  return text.trim();
}

describe('a folder that several processes change and repair', () => {
  it('given a change whose process died, then of several that repair it at once each ends well and no file is lost', async () => {
    const root = realpathSync(emptyFolder());
    const transaction = join(root, '.codomyrmex-transaction');
    const owner = { pid: 4_190_000, host: hostname() };
    const begin = Date.now() + 1_000;
    mkdirSync(join(transaction, 'new'), { recursive: true });
    mkdirSync(join(transaction, 'old'));
    const changes = Array.from({ length: FILES }, (_, at) => ({ path: `f${at}`, sha256: null, had_file: true }));
    for (const [at] of changes.entries()) writeFileSync(join(transaction, 'old', String(at)), `by hand ${at}`);
    const journal = { journal_version: 1, state: 'changing', owner, changes, folders: [] };
    writeFileSync(join(transaction, 'journal.json'), JSON.stringify(journal));
    const one = `while (Date.now() < ${begin});
      console.log(await scaffolder.repair(${JSON.stringify(root)}).catch(code));`;
    const ends = await Promise.all([told(one), told(one), told(one)]);
    expect(ends.sort()).toEqual(['nothing', 'nothing', 'undone']);
    expect(readdirSync(root).length).toBe(FILES);
    expect(changes.every(({ path }, at) => readFileSync(join(root, path), 'utf8') === `by hand ${at}`)).toBe(true);
  });

  it('given updates and looks at once, then every file is there at the end, and nothing is left over', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `f${at}`);
    const filesOf = (text: string) => Object.fromEntries(names.map((name) => [name, text]));
    const source = template(emptyFolder(), {}, filesOf('1\n'));
    const root = join(realpathSync(emptyFolder()), 'p');
    const make = `await scaffolder.scaffold(${JSON.stringify({ template: source, target: root, project })});`;
    expect(await told(make)).toBe('');
    rmSync(join(source, 'files'), { recursive: true });
    template(source, { version: '2.0.0' }, filesOf('2\n'));
    const begin = Date.now() + 1_000;
    const update = `while (Date.now() < ${begin});
      const go = async () => scaffolder.applyUpdate(await scaffolder.planUpdate({ project: ${JSON.stringify(root)} }), 'refuse');
      console.log(await go().then(() => 'done', code));`;
    const look = `while (Date.now() < ${begin});
      for (let i = 0; i < 40; i++) {
        const end = await scaffolder.repair(${JSON.stringify(root)}).catch(code);
        if (!['nothing', 'UPDATE_RUNNING'].includes(end)) console.log(end);
      }`;
    const [one = '', other = '', ...looks] = await Promise.all([update, update, look, look].map(told));
    expect([one, other]).toContain('done');
    for (const end of [one, other])
      expect(['done', 'UPDATE_RUNNING', 'UPDATE_CONFLICTS', 'CHANGED_MEANWHILE']).toContain(end);
    expect(looks).toEqual(['', '']);
    expect(names.map((name) => readFileSync(join(root, name), 'utf8'))).toEqual(names.map(() => '2\n'));
    expect(readdirSync(root).sort()).toEqual(['.codomyrmex', ...names].sort());
  });

  it('given a lock and a right to take it over that killed processes left, then a folder counts as empty', async () => {
    const root = realpathSync(emptyFolder());
    const owner = { pid: 4_190_000, host: hostname() };
    write(root, {
      '.codomyrmex-transaction.lock': JSON.stringify({ token: 'a', owner }),
      '.codomyrmex-transaction.lock.after-b': JSON.stringify({ token: 'c', owner }),
    });
    const source = template(emptyFolder(), {}, { a: '1\n' });
    expect(
      await told(`await scaffolder.scaffold(${JSON.stringify({ template: source, target: root, project })});`),
    ).toBe('');
    expect(readdirSync(root)).toEqual(['.codomyrmex', 'a']);
  });
});
