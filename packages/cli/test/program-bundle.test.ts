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
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { KeptProgram } from '../src/kept-program.ts';
import { ProgramFile } from '../src/program-file.ts';
import { ProgramParts } from '../src/program-parts.ts';
import { CommandLine, shell } from './command-line.ts';

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

/** What is kept of commands, by name: the parts that they have run, and what was compiled of these. */
const kept = (folder: string, end: '.cjs' | '.bin'): string[] =>
  readdirSync(join(folder, 'dist/compiled')).filter((name) => name.endsWith(end));

const commandsOf = (files: readonly string[]): string[] => files.map((name) => name.split(`${process.arch}-`)[1] ?? '');

const placesIn = (folder: string): string =>
  join(folder, 'dist/compiled', `places-${process.platform}-${process.arch}.json`);

const keptPlaces = z.object({ owner: z.string(), places: z.record(z.string(), z.string()) });

describe('the program as one bundle', () => {
  it('given a command, then what it ran of the program is kept for the next, and then its compiled code, whatever becomes of either', async () => {
    const { line, folder } = installed();
    const first = await line.run('run', 'list', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const [parts = '', ...others] = kept(folder, '.cjs');
    expect([parts.includes(process.version), others, kept(folder, '.bin')]).toEqual([true, [], []]);
    expect(statSync(join(folder, 'dist/compiled', parts)).size).toBeLessThan(2_000_000);
    expect(await line.run('run', 'list', '--json')).toEqual(first);
    const [code = ''] = kept(folder, '.bin');
    expect(code).toBe(parts.replace('.cjs', '.bin'));
    for (const name of [code, parts]) {
      const whole = readFileSync(join(folder, 'dist/compiled', name));
      for (const bytes of [whole, whole.subarray(0, 1_000), Buffer.alloc(whole.length), Buffer.alloc(0)]) {
        writeFileSync(join(folder, 'dist/compiled', name), bytes);
        expect(await line.run('run', 'list', '--json')).toEqual(first);
      }
    }
  });

  it('given a command that carries runs, then what it takes for that is kept apart, and a command that needs none of it keeps none', async () => {
    const { line, folder } = installed();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo a', { cache: true })] });
    const run = () => line.run('workflow', 'run', file, '--quiet');
    for (let time = 0; time < 2; time++) expect(await run()).toMatchObject({ code: 0, stderr: '' });
    const both = ['workflow-run-later.cjs', 'workflow-run.cjs'];
    expect(commandsOf(kept(folder, '.cjs')).sort()).toEqual(both);
    expect(commandsOf(kept(folder, '.bin')).sort()).toEqual(both.map((name) => name.replace('.cjs', '.bin')));
    const text = (name: string) =>
      readFileSync(
        join(folder, 'dist/compiled', kept(folder, '.cjs').find((one) => one.endsWith(name)) ?? ''),
        'latin1',
      );
    const later = text('run-later.cjs');
    // Nothing has changed: no run is carried, and what tells so is kept with what every run needs.
    const before = text('-run.cjs');
    for (let time = 0; time < 2; time++) expect(await run()).toMatchObject({ code: 0, stderr: '' });
    expect(text('-run.cjs')).not.toBe(before);
    expect(text('run-later.cjs')).toBe(later);
    await line.run('run', 'list');
    expect(commandsOf(kept(folder, '.cjs')).sort()).toEqual(['run-list.cjs', ...both]);
  });

  it('given a command that needs more than before, then that is taken from the whole program and kept as well', async () => {
    const { line, folder } = installed();
    line.file('w.yaml', { name: 'w', steps: [shell('a', 'true')] });
    expect(await line.run('workflow', 'graph', 'w.yaml', '--format', 'mermaid')).toMatchObject({ code: 0, stderr: '' });
    const [parts = ''] = kept(folder, '.cjs');
    const before = readFileSync(join(folder, 'dist/compiled', parts), 'latin1');
    const drawn = await line.run('workflow', 'graph', 'w.yaml', '--format', 'svg');
    expect(drawn).toMatchObject({ code: 0 });
    const after = readFileSync(join(folder, 'dist/compiled', parts), 'latin1');
    expect(after.length).toBeGreaterThan(before.length);
    for (let time = 0; time < 3; time++) {
      expect(await line.run('workflow', 'graph', 'w.yaml', '--format', 'svg')).toEqual(drawn);
      expect(readFileSync(join(folder, 'dist/compiled', parts), 'latin1')).toBe(after);
    }
  });

  describe('given a program that is replaced while a command runs', () => {
    /** A command that has kept `a`, and has it again. */
    function begun() {
      const { folder } = new CommandLine();
      const program = join(folder, 'program.cjs');
      const url = pathToFileURL(program).href;
      const write = (digest: string, path = program) =>
        writeFileSync(
          path,
          `/* ${digest} */({ "./a.js"(module) { module.exports = { is: "a of ${digest}" } }, "./b.js"(module) { module.exports = { is: "b of ${digest}" } } })`,
        );
      write('one');
      const parts = () => new ProgramParts(new ProgramFile(program), url, createRequire(url));
      const keeper = () => KeptProgram.of(folder, new ProgramFile(program).digest, url, ['run', 'list']);
      const first = parts();
      first.takeFrom(keeper());
      expect(first.run('./a.js')).toEqual({ is: 'a of one' });
      first.keep();
      const second = parts();
      second.takeFrom(keeper());
      return { program, write, second };
    }

    it('when another takes its place, then the command goes on with its own', () => {
      const { program, write, second } = begun();
      write('two', `${program}.new`);
      renameSync(`${program}.new`, program);
      expect([second.run('./a.js'), second.run('./b.js')]).toEqual([{ is: 'a of one' }, { is: 'b of one' }]);
    });

    it('when it is written over, then what was not loaded before is not taken of the other, however often it is asked for', () => {
      const { write, second } = begun();
      write('two');
      expect(second.run('./a.js')).toEqual({ is: 'a of one' });
      for (let time = 0; time < 2; time++) {
        expect(() => second.run('./b.js')).toThrow(/has been replaced since this command was started/);
      }
      write('one');
      expect(second.run('./b.js')).toEqual({ is: 'b of one' });
    });
  });

  it('given several commands, then each has its own, and help and what is mistyped keep none', async () => {
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
    expect(commandsOf(kept(folder, '.cjs')).sort()).toEqual(['run-list.cjs', 'workflow-list.cjs']);
    expect(commandsOf(kept(folder, '.bin'))).toEqual(['workflow-list.bin']);
  });

  it('given code that was kept days ago, then a command keeps again what it needed, if that is more', async () => {
    const { line, folder } = installed();
    for (let time = 0; time < 2; time++) await line.run('run', 'list');
    const code = join(folder, 'dist/compiled', kept(folder, '.bin')[0] ?? '');
    const { mtimeMs, size } = statSync(code);
    const longAgo = new Date(mtimeMs - 3 * 24 * 3_600_000);
    await line.run('run', 'list');
    expect(statSync(code).mtimeMs).toBe(mtimeMs);
    utimesSync(code, longAgo, longAgo);
    expect(await line.run('run', 'list')).toMatchObject({ code: 0 });
    expect(statSync(code).mtimeMs).toBeGreaterThan(longAgo.getTime());
    expect(statSync(code).size).toBeGreaterThanOrEqual(size);
  });

  it('given flags of Node that change what V8 compiles, then there is code with the last ones and code without', async () => {
    const { line, folder } = installed();
    const flagged = (mebibytes: number) => {
      const other = new CommandLine({ environment: { NODE_OPTIONS: `--max-semi-space-size=${mebibytes}` } });
      other.program = line.program;
      return other;
    };
    const [one, two] = [flagged(8), flagged(4)];
    for (const each of [line, line, one]) await each.run('run', 'list');
    const names = kept(folder, '.bin');
    expect(names).toHaveLength(2);
    const codes = () => names.map((name) => readFileSync(join(folder, 'dist/compiled', name)));
    const before = codes();
    for (const each of [one, line, one]) expect(await each.run('run', 'list')).toMatchObject({ code: 0 });
    expect(codes()).toEqual(before);
    expect(await two.run('run', 'list')).toMatchObject({ code: 0 });
    expect(kept(folder, '.bin')).toEqual(names);
    expect(codes()).not.toEqual(before);
  });

  it('given a program with other contents, then what was kept of the last one is not used', async () => {
    const { line, folder } = installed();
    await line.run('run', 'list');
    const program = join(folder, 'dist/program.cjs');
    const text = readFileSync(program, 'latin1');
    // As long as before: V8 compares no more. The bundler breaks long lines also within a text.
    const letters = 'Runs durable'.split('').join('(\\\\\\n)?');
    const other = text.replace(new RegExp(letters), (found) => found.replace(/d/, 'c'));
    expect(other).not.toBe(text);
    writeFileSync(program, other.replace(/^\/\* \w{16}/, '/* 0123456789abcdef'), 'latin1');
    expect((await line.run('--help')).stdout).toContain('Runs curable workflows');
    await line.run('run', 'list');
    expect(kept(folder, '.cjs')).toHaveLength(2);
  });

  it('given an installation that is moved, then code of the program is told from that of others as before', async () => {
    const { line, folder } = installed();
    for (let time = 0; time < 2; time++) await line.run('action', 'list');
    const moved = `${folder}-moved`;
    renameSync(folder, moved);
    line.program = join(moved, 'bin/codomyrmex.cjs');
    line.file('w.json', { name: 'w', steps: [] });
    // Nobody reads what it says of the problem: the program ends by process.exit, which code of others may not call.
    const { child, ended } = line.begin('workflow', 'validate', 'w.json');
    child.stderr?.destroy();
    expect(await ended).toMatchObject({ code: 2 });
    const program = pathToFileURL(join(moved, 'dist/program.cjs')).href;
    for (let time = 0; time < 2; time++) expect(await line.run('action', 'list')).toMatchObject({ code: 0 });
    const [code = ''] = kept(moved, '.bin').filter((name) => name.includes('action-list'));
    expect(endOf(join(moved, 'dist/compiled', code))).toBe(program);
    expect(JSON.parse(readFileSync(placesIn(moved), 'utf8'))).toMatchObject({ owner: program });
  });

  it('given places that are kept, when they are gone or damaged, then they are looked for again', async () => {
    const { line, folder } = installed();
    const first = await line.run('task', 'run', 'static_analysis.analyze_project', '--json');
    const known = keptPlaces.parse(JSON.parse(readFileSync(placesIn(folder), 'utf8')));
    const { places } = known;
    expect(Object.keys(places)).toContain('@codomyrmex/plugin-static-analysis/package.json');
    const gone = Object.fromEntries(Object.keys(places).map((key) => [key, join(folder, 'nowhere')]));
    for (const text of [JSON.stringify({ ...known, places: gone }), '{', '[]', 'null']) {
      writeFileSync(placesIn(folder), text);
      expect(await line.run('task', 'run', 'static_analysis.analyze_project', '--json')).toMatchObject({
        code: first.code,
      });
      expect(JSON.parse(readFileSync(placesIn(folder), 'utf8'))).toEqual(known);
    }
    // Another machine's driver is none for this one.
    const sqlite = line.file('other.node', 'for another machine');
    writeFileSync(placesIn(folder), JSON.stringify({ ...known, places: { ...places, sqlite } }));
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
