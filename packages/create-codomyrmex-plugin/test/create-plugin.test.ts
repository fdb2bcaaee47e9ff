import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPlugin } from '../src/create-plugin.ts';
import { create, emptyFolder } from './made-in.ts';

const files = [
  '.github/workflows/ci.yml',
  '.gitignore',
  'LICENSE',
  'README.md',
  'biome.json',
  'package.json',
  'src/configuration.ts',
  'src/greet.ts',
  'src/index.ts',
  'src/refuse-workflows.ts',
  'test/plugin.test.ts',
  'tsconfig.build.json',
  'tsconfig.json',
  'workflows/hello.yaml',
];

describe('a new plugin', () => {
  it('given a name, then the package is made whole, no mark of the template is left, and nothing lies beside it', () => {
    const parent = emptyFolder();
    const created = createPlugin({ name: '@acme/weather-report', folder: join(parent, 'deep', 'plugin') });
    expect(created).toEqual({
      package: '@acme/codomyrmex-plugin-weather-report',
      module: 'weather_report',
      folder: join(parent, 'deep', 'plugin'),
      files,
    });
    const texts = files.map((file) => readFileSync(join(created.folder, file), 'utf8'));
    expect(texts.filter((text) => /__[a-z]+__/.test(text))).toEqual([]);
    const { version } = JSON.parse(
      readFileSync(new URL('../package.json', import.meta.resolve('@codomyrmex/core')), 'utf8'),
    );
    expect(JSON.parse(texts[5] ?? '')).toMatchObject({
      name: '@acme/codomyrmex-plugin-weather-report',
      peerDependencies: { '@codomyrmex/core': `>=${version} <${Number.parseInt(version, 10) + 1}` },
      devDependencies: { '@codomyrmex/core': `^${version}`, '@codomyrmex/testing': `^${version}` },
    });
    expect(readdirSync(join(parent, 'deep'))).toEqual(['plugin']);
  });

  it('given an empty folder, then it is filled and stays the same folder, as for somebody who stands in it', () => {
    const folder = emptyFolder();
    const before = lstatSync(folder).ino;
    const { code, stdout } = create(folder, 'weather', '--yes', '--folder', '.');
    expect(code).toBe(0);
    expect(stdout).toContain('codomyrmex-plugin-weather is in this folder (14 files)');
    expect(stdout).not.toContain('cd ');
    expect(lstatSync(folder).ino).toBe(before);
    expect(existsSync(join(folder, 'package.json'))).toBe(true);
  });

  it('given a folder that holds something, then it is named and nothing is touched or left', () => {
    const parent = emptyFolder();
    const folder = join(parent, 'codomyrmex-plugin-weather');
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const { code, output } = create(parent, 'weather', '--yes');
    expect(code).toBe(2);
    expect(output).toContain(`error ${folder} is not empty: it holds "mine.txt"`);
    expect(output).toContain('--folder');
    expect([readdirSync(parent), readdirSync(folder)]).toEqual([['codomyrmex-plugin-weather'], ['mine.txt']]);
  });

  it.each(['file', 'file/below', 'link'])('given %s in the way, then it is said and nothing is left', (place) => {
    const parent = emptyFolder();
    writeFileSync(join(parent, 'file'), 'mine');
    symlinkSync('file', join(parent, 'link'));
    expect(() => createPlugin({ name: 'weather', folder: join(parent, place) })).toThrow(
      expect.objectContaining({ code: 'FOLDER_UNUSABLE', message: expect.stringContaining(join(parent, place)) }),
    );
    expect(readdirSync(parent).sort()).toEqual(['file', 'link']);
    expect(readFileSync(join(parent, 'file'), 'utf8')).toBe('mine');
  });

  it('given a link that leads nowhere in the way, then nothing is made and nothing is left', () => {
    const parent = emptyFolder();
    symlinkSync('nowhere', join(parent, 'plugin'));
    expect(() => createPlugin({ name: 'weather', folder: join(parent, 'plugin') })).toThrow('plugin');
    expect(readdirSync(parent)).toEqual(['plugin']);
    expect(lstatSync(join(parent, 'plugin')).isSymbolicLink()).toBe(true);
  });
});

describe('npm create codomyrmex-plugin', () => {
  it('given a name, then what to do next can be typed as it stands, also with a blank in the path', () => {
    const folder = emptyFolder();
    const { code, stdout } = create(folder, 'weather', '--yes', '--folder', "it's mine");
    expect(code).toBe(0);
    expect(stdout).toContain("cd 'it'\\''s mine'\n  npm install\n  npm run build && npm test");
    expect(stdout).toContain(`codomyrmex plugin add '${folder}/it'\\''s mine' --link`);
    expect(stdout).toContain('codomyrmex task run weather.greet');
  });

  it.each([
    { words: ['--yes'], says: 'no name was given' },
    { words: [], says: 'no name was given' },
    { words: ['my', 'weather'], says: 'one name is wanted, not my weather' },
    { words: ['Weather'], says: '"Weather" cannot be the name of a plugin' },
    { words: ['weather', '--fodler', 'x'], says: 'usage: npm create codomyrmex-plugin' },
  ])('given $words, then it is refused with "$says" and nothing is made', ({ words, says }) => {
    const folder = emptyFolder();
    const { code, stdout, output } = create(folder, ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(output).toContain(says);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('given --help or --version, then it tells and makes nothing', () => {
    const folder = emptyFolder();
    expect(create(folder, '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('usage: npm create') });
    expect(create(folder, '--version').stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
