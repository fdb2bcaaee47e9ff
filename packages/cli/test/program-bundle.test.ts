import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CommandLine } from './command-line.ts';

const own = fileURLToPath(new URL('..', import.meta.url));

/** The command line of an installation of its own, whose files a test may change. */
function installed(): { readonly line: CommandLine; readonly folder: string } {
  const line = new CommandLine();
  const folder = join(line.folder, 'codomyrmex');
  mkdirSync(folder);
  for (const part of ['bin', 'dist', 'workflows', 'package.json']) {
    cpSync(join(own, part), join(folder, part), { recursive: true });
  }
  rmSync(join(folder, 'dist/compiled'), { recursive: true, force: true });
  symlinkSync(join(own, 'node_modules'), join(folder, 'node_modules'), 'junction');
  line.program = join(folder, 'bin/codomyrmex.cjs');
  return { line, folder };
}

/** What stands on the last line. */
const endOf = (file: string): string | undefined => readFileSync(file, 'latin1').split('\n').at(-1);

/** What is kept of commands, by name. */
const keptCode = (folder: string): string[] =>
  readdirSync(join(folder, 'dist/compiled')).filter((name) => name.endsWith('.bin'));

const placesIn = (folder: string): string =>
  join(folder, 'dist/compiled', `places-${process.platform}-${process.arch}.json`);

const keptPlaces = z.object({ owner: z.string(), places: z.record(z.string(), z.string()) });

describe('the program as one bundle', () => {
  it('given a first command, then its compiled code is kept for the next, whatever becomes of what is kept', async () => {
    const { line, folder } = installed();
    const first = await line.run('action', 'list', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const [kept = '', ...others] = keptCode(folder);
    expect([kept.includes(process.version), others]).toEqual([true, []]);
    const whole = readFileSync(join(folder, 'dist/compiled', kept));
    for (const bytes of [whole, whole.subarray(0, 1_000), Buffer.alloc(whole.length), Buffer.alloc(0)]) {
      writeFileSync(join(folder, 'dist/compiled', kept), bytes);
      expect(await line.run('action', 'list', '--json')).toEqual(first);
    }
  });

  it('given several commands, then each has its own code, and help and what is mistyped keep none', async () => {
    const { line, folder } = installed();
    for (const words of [
      ['workflow', 'list'],
      ['run', 'list', '--json'],
      ['workflow', 'list', '--quiet'],
    ]) {
      expect(await line.run(...words)).toMatchObject({ code: 0 });
    }
    for (const words of [['action', 'list', '--help'], ['--help'], ['workflow'], ['workflow', 'lst'], ['../x', 'y']]) {
      await line.run(...words);
    }
    const commands = keptCode(folder).map((name) => name.split(`${process.arch}-`)[1]);
    expect(commands).toHaveLength(2);
    expect(new Set(commands)).toEqual(new Set(['run-list.bin', 'workflow-list.bin']));
  });

  it('given what was kept days ago, then a command keeps again what it needed, if that is more', async () => {
    const { line, folder } = installed();
    await line.run('run', 'list');
    const kept = join(folder, 'dist/compiled', keptCode(folder)[0] ?? '');
    const { mtimeMs, size } = statSync(kept);
    const longAgo = new Date(mtimeMs - 3 * 24 * 3_600_000);
    await line.run('run', 'list');
    expect(statSync(kept).mtimeMs).toBe(mtimeMs);
    utimesSync(kept, longAgo, longAgo);
    expect(await line.run('run', 'list')).toMatchObject({ code: 0 });
    expect(statSync(kept).mtimeMs).toBeGreaterThan(longAgo.getTime());
    expect(statSync(kept).size).toBeGreaterThanOrEqual(size);
  });

  it('given a program with other contents, then what was kept of the last one is not used', async () => {
    const { line, folder } = installed();
    await line.run('action', 'list');
    const program = join(folder, 'dist/program.cjs');
    const text = readFileSync(program, 'latin1');
    // As long as before: V8 compares no more. The bundler breaks long lines also within a text.
    const letters = 'Runs durable'.split('').join('(\\\\\\n)?');
    const other = text.replace(new RegExp(letters), (found) => found.replace(/d/, 'c'));
    expect(other).not.toBe(text);
    writeFileSync(program, other.replace(/^\/\* \w{16}/, '/* 0123456789abcdef'), 'latin1');
    expect((await line.run('--help')).stdout).toContain('Runs curable workflows');
    await line.run('action', 'list');
    expect(keptCode(folder)).toHaveLength(2);
  });

  it('given an installation that is moved, then code of the program is told from that of others as before', async () => {
    const { line, folder } = installed();
    await line.run('action', 'list');
    const moved = `${folder}-moved`;
    renameSync(folder, moved);
    line.program = join(moved, 'bin/codomyrmex.cjs');
    line.file('w.json', { name: 'w', steps: [] });
    // Nobody reads what it says of the problem: the program ends by process.exit, which code of others may not call.
    const { child, ended } = line.begin('workflow', 'validate', 'w.json');
    child.stderr?.destroy();
    expect(await ended).toMatchObject({ code: 2 });
    const program = pathToFileURL(join(moved, 'dist/program.cjs')).href;
    expect(await line.run('action', 'list')).toMatchObject({ code: 0 });
    expect(keptCode(moved).every((kept) => endOf(join(moved, 'dist/compiled', kept)) === program)).toBe(true);
    expect(JSON.parse(readFileSync(placesIn(moved), 'utf8'))).toMatchObject({ owner: program });
  });

  it('given places that are kept, when they are gone or damaged, then they are looked for again', async () => {
    const { line, folder } = installed();
    const first = await line.run('task', 'run', 'static_analysis.analyze_project', '--json');
    const kept = keptPlaces.parse(JSON.parse(readFileSync(placesIn(folder), 'utf8')));
    const { places } = kept;
    expect(Object.keys(places)).toContain('@codomyrmex/plugin-static-analysis/package.json');
    const gone = Object.fromEntries(Object.keys(places).map((key) => [key, join(folder, 'nowhere')]));
    for (const text of [JSON.stringify({ ...kept, places: gone }), '{', '[]', 'null']) {
      writeFileSync(placesIn(folder), text);
      expect(await line.run('task', 'run', 'static_analysis.analyze_project', '--json')).toMatchObject({
        code: first.code,
      });
      expect(JSON.parse(readFileSync(placesIn(folder), 'utf8'))).toEqual(kept);
    }
    // Another machine's driver is none for this one.
    const sqlite = line.file('other.node', 'for another machine');
    writeFileSync(placesIn(folder), JSON.stringify({ ...kept, places: { ...places, sqlite } }));
    expect(await line.run('run', 'list')).toMatchObject({ code: 0, stderr: '' });
  });

  it('given a folder that cannot be written to, then nothing is kept and nothing is said', async () => {
    const { line, folder } = installed();
    writeFileSync(join(folder, 'dist/compiled'), 'a file where a folder should be');
    expect(await line.run('action', 'list', '--json')).toMatchObject({ code: 0, stderr: '' });
  });

  it('given an installation that is not whole, then that is said in a sentence', async () => {
    const { line, folder } = installed();
    rmSync(join(folder, 'dist/program.cjs'));
    const told = await line.run('action', 'list');
    expect(told.code).toBe(1);
    expect(told.stderr).toMatch(/^error codomyrmex cannot be loaded: ENOENT/);
    expect(told.stderr).toContain('install it again');
    expect(told.stderr).not.toMatch(/^ {4}at /m);
  });

  it('given letters beyond ASCII in an expression of the program, then they match as in its source', async () => {
    const line = new CommandLine();
    line.file('README.md', '# a\n\n`npm run check:…` and [so on](guide/….md)\n');
    line.file('package.json', '{ "name": "a" }');
    expect(await line.run('docs', 'check', '.')).toMatchObject({ code: 0 });
  });

  it('given the packages of others in the bundle, then their licences lie beside it', () => {
    const licences = readFileSync(join(own, 'dist/LICENSES.txt'), 'utf8');
    for (const name of ['commander', 'zod', 'yaml', 'tapable']) expect(licences).toMatch(new RegExp(`^${name}: `, 'm'));
    // The only one without: its files begin with it, and the bundle ends with what they begin with.
    expect(licences.match(/^.*\n\nIts package has no file of its licence/gm)).toEqual([
      'saxes: ISC\n\nIts package has no file of its licence',
    ]);
  });
});
