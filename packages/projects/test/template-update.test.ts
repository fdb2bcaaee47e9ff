import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ConflictStyle, conflictsOf, isUpToDate, TemplateScaffolder, type UpdatePlan } from '../src/index.ts';
import { emptyFolder, type Files, project, snapshot, template, texts, write } from './template-folders.ts';

const scaffolder = new TemplateScaffolder();
const lines = (...numbers: (number | string)[]): string => numbers.map((one) => `line ${one}\n`).join('');
const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** A project of a template's first version, and the folder of the template, to be given a second one. */
async function made(files: Files, definition: object = {}) {
  const source = template(emptyFolder(), definition, files);
  const target = join(emptyFolder(), 'shop');
  await scaffolder.scaffold({ template: source, target, project });
  return { source, target };
}

function release(source: string, files: Files, definition: object = {}): void {
  rmSync(join(source, 'files'), { recursive: true, force: true });
  template(source, { version: '2.0.0', ...definition }, files);
}

const kinds = (plan: UpdatePlan) =>
  Object.fromEntries(
    plan.files.map((file) => [file.path, file.kind === 'conflict' ? `conflict: ${file.why}` : file.kind]),
  );

async function update(target: string, conflicts: 'refuse' | ConflictStyle = 'refuse'): Promise<UpdatePlan> {
  const plan = await scaffolder.planUpdate({ project: target });
  await scaffolder.applyUpdate(plan, conflicts);
  return plan;
}

describe('a project is brought to a newer version of its template', () => {
  it('given a template that writes a name with other capitals, then the file is moved with what was done to it, on every disk', async () => {
    const { source, target } = await made({ 'README.md': lines(...ten), same: '1\n' });
    writeFileSync(join(target, 'README.md'), lines(...ten, 'mine'));
    release(source, { 'Readme.md': lines(0, ...ten), same: '1\n' }, { version: '2.0.0' });
    // What a disk shows that does not tell capitals apart: one file by both names.
    linkSync(join(target, 'README.md'), join(target, 'Readme.md'));
    const plan = await scaffolder.planUpdate({ project: target });
    expect(plan.files.map(({ path, kind }) => [path, kind])).toEqual([
      ['Readme.md', 'merged'],
      ['same', 'unchanged'],
    ]);
    rmSync(join(target, 'Readme.md'));
    await scaffolder.applyUpdate(await scaffolder.planUpdate({ project: target }), 'refuse');
    expect(texts(target)).toEqual({ 'Readme.md': lines(0, ...ten, 'mine'), same: '1\n' });
  });

  it('given files of every fate, then each has the one that it should have, and a second update does nothing', async () => {
    const first = {
      same: 'x',
      news: lines(...ten),
      edited: lines(...ten),
      both: lines(...ten),
      deleted: 'x',
      goes: 'x',
      'goes-edited': 'x',
    };
    const { source, target } = await made(first);
    writeFileSync(join(target, 'edited'), lines(...ten, 'mine'));
    writeFileSync(join(target, 'both'), lines('mine', ...ten));
    writeFileSync(join(target, 'goes-edited'), 'mine');
    writeFileSync(join(target, 'own'), 'mine');
    rmSync(join(target, 'deleted'));
    release(source, {
      same: 'x',
      news: lines(...ten, 11),
      edited: lines(...ten),
      both: lines(...ten, 11),
      deleted: 'y',
      'new/file': 'n',
    });
    const plan = await update(target);
    expect(kinds(plan)).toEqual({
      both: 'merged',
      deleted: 'stays_deleted',
      edited: 'kept',
      goes: 'removed',
      'goes-edited': 'kept',
      'new/file': 'added',
      news: 'replaced',
      same: 'unchanged',
    });
    const after = {
      same: 'x',
      news: lines(...ten, 11),
      edited: lines(...ten, 'mine'),
      both: lines('mine', ...ten, 11),
      'goes-edited': 'mine',
      'new/file': 'n',
      own: 'mine',
    };
    expect(texts(target)).toEqual(after);
    const again = await update(target);
    expect(isUpToDate(again)).toBe(true);
    expect(kinds(again)).toMatchObject({ both: 'kept', deleted: 'stays_deleted', edited: 'kept' });
    release(source, { deleted: 'z', both: lines(...ten, 11), edited: 'e' }, { version: '3.0.0' });
    expect(kinds(await scaffolder.planUpdate({ project: target }))).toMatchObject({
      deleted: 'stays_deleted',
      both: 'kept',
      edited: 'conflict: edited',
    });
  });

  it('given lines that both have changed, then it is refused with the list and nothing is touched, until somebody chooses', async () => {
    const { source, target } = await made({ a: lines(...ten), b: 'x' });
    writeFileSync(join(target, 'a'), lines(1, 'mine', 3));
    release(source, { a: lines(1, 'theirs', 3), b: 'y' });
    const before = snapshot(target);
    await expect(update(target)).rejects.toMatchObject({
      code: 'UPDATE_CONFLICTS',
      details: { conflicts: [{ path: 'a', why: 'edited' }] },
    });
    expect(snapshot(target)).toEqual(before);
    await update(target, 'rej');
    expect(texts(target)).toMatchObject({ a: lines(1, 'mine', 3), b: 'y' });
    expect(texts(target)['a.rej']).toMatch(/^--- a\/a\n\+\+\+ b\/a\n@@ [\s\S]*\+line theirs\n/);
    expect(isUpToDate(await scaffolder.planUpdate({ project: target }))).toBe(true);
  });

  it('given conflicts and markers, then both sides and what was there before stand in the file', async () => {
    const { source, target } = await made({ a: lines(1, 2, 3) });
    writeFileSync(join(target, 'a'), lines(1, 'mine', 3));
    release(source, { a: lines(1, 'theirs', 3) });
    await update(target, 'markers');
    expect(texts(target).a).toBe(
      'line 1\n<<<<<<< yours\nline mine\n||||||| shop@1.0.0\nline 2\n=======\nline theirs\n>>>>>>> shop@2.0.0\nline 3\n',
    );
  });

  it.each([
    [
      'an edited file with Windows line ends',
      (path: string) => writeFileSync(path, lines('mine', ...ten).replaceAll('\n', '\r\n')),
      lines('mine', ...ten, 11).replaceAll('\n', '\r\n'),
    ],
    [
      'an unedited file with Windows line ends',
      (path: string) => writeFileSync(path, lines(...ten).replaceAll('\n', '\r\n')),
      lines(...ten, 11).replaceAll('\n', '\r\n'),
    ],
    [
      'an edited file that is no UTF-8',
      (path: string) => writeFileSync(path, Buffer.from(lines('\xe9\xff', ...ten), 'latin1')),
      lines('\xe9\xff', ...ten, 11),
    ],
    ['permissions that somebody has changed', (path: string) => chmodSync(path, 0o600), lines(...ten, 11)],
  ])('given %s, then it stays so', async (_, edit, expected) => {
    const { source, target } = await made({ a: lines(...ten) });
    edit(join(target, 'a'));
    const { mode } = lstatSync(join(target, 'a'));
    release(source, { a: lines(...ten, 11) });
    await update(target);
    expect(readFileSync(join(target, 'a'), 'latin1')).toBe(expected);
    expect(lstatSync(join(target, 'a')).mode).toBe(mode);
  });

  it.each<[string, (path: string) => void, string]>([
    ['a binary file', (path) => writeFileSync(path, Uint8Array.of(0, 1, 2)), 'binary'],
    ['a file without the right to write', (path) => chmodSync(path, 0o444), 'read_only'],
    [
      'a folder in its place',
      (path) => {
        rmSync(path);
        mkdirSync(path);
        writeFileSync(join(path, 'x'), 'mine');
      },
      'in_the_way',
    ],
    [
      'a link in its place',
      (path) => {
        rmSync(path);
        symlinkSync('/etc/hostname', path);
      },
      'in_the_way',
    ],
  ])('given %s, then it is a conflict, the original is kept, and nothing is followed', async (_, edit, why) => {
    const { source, target } = await made({ 'd/a': lines(...ten) });
    edit(join(target, 'd/a'));
    release(source, { 'd/a': lines(...ten, 11) });
    const kept = () =>
      Object.fromEntries(Object.entries(snapshot(join(target, 'd'))).filter(([path]) => !path.includes('.rej')));
    const before = kept();
    await expect(update(target)).rejects.toMatchObject({ details: { conflicts: [{ path: 'd/a', why }] } });
    expect(kept()).toEqual(before);
    await update(target, 'markers');
    expect(kept()).toEqual(before);
    expect(existsSync(join(target, 'd/a.rej'))).toBe(true);
  });

  it('given a folder of the project that has become a link, then nothing is written through it', async () => {
    const { source, target } = await made({ 'd/a': 'x', 'd/b': 'x' });
    const outside = emptyFolder();
    renameSync(join(target, 'd'), join(outside, 'd'));
    symlinkSync(join(outside, 'd'), join(target, 'd'));
    release(source, { 'd/a': 'y', 'd/c': 'y' });
    await update(target, 'rej');
    expect(texts(join(outside, 'd'))).toEqual({ a: 'x', b: 'x' });
  });

  it('given 20,000 lines that are all alike, edited by both, then the merge takes no time', async () => {
    const { source, target } = await made({ a: 'x\n'.repeat(20_000) });
    writeFileSync(join(target, 'a'), `mine\n${'x\n'.repeat(20_000)}`);
    release(source, { a: `${'x\n'.repeat(20_000)}theirs\n` });
    const begin = performance.now();
    await update(target);
    expect(performance.now() - begin).toBeLessThan(5_000);
    expect(texts(target).a).toBe(`mine\n${'x\n'.repeat(20_000)}theirs\n`);
  });

  it('given a file of the user where the template brings one, then it is a conflict unless they are the same', async () => {
    const { source, target } = await made({});
    write(target, { same: 'x', other: 'mine\n' });
    release(source, { same: 'x', other: 'theirs\n' });
    const plan = await scaffolder.planUpdate({ project: target });
    expect(kinds(plan)).toEqual({ same: 'unchanged', other: 'conflict: exists' });
    await scaffolder.applyUpdate(plan, 'markers');
    expect(texts(target).other).toMatch(/mine[\s\S]*theirs/);
  });

  it('given a template that makes a file executable, then it becomes so, and permissions of the user stay', async () => {
    const { source, target } = await made({ 'run.sh': 'x' });
    chmodSync(join(target, 'run.sh'), 0o640);
    release(source, { 'run.sh': 'x' });
    chmodSync(join(source, 'files/run.sh'), 0o755);
    await update(target);
    expect(lstatSync(join(target, 'run.sh')).mode & 0o777).toBe(0o750);
  });

  it('given that what was rendered is not known any more, then edited files are conflicts and the rest is updated', async () => {
    const { source, target } = await made({ a: lines(...ten), b: 'x' });
    rmSync(join(target, '.codomyrmex/template-base.json.gz'));
    writeFileSync(join(target, 'a'), lines('mine', ...ten));
    release(source, { a: lines(...ten, 11), b: 'y' });
    expect(kinds(await scaffolder.planUpdate({ project: target }))).toEqual({ a: 'conflict: no_base', b: 'replaced' });
  });

  it('given new answers for the same version, then what depends on them is rendered again', async () => {
    const { target } = await made(
      { 'a.liquid': '{{ answers.port }}' },
      { questions: { port: { type: 'number', title: 'P', default: 80 } } },
    );
    const plan = await scaffolder.planUpdate({ project: target, answers: { port: 81 } });
    await scaffolder.applyUpdate(plan, 'refuse');
    expect(texts(target)).toEqual({ a: '81' });
    expect(isUpToDate(await scaffolder.planUpdate({ project: target }))).toBe(true);
  });

  it('given a file that somebody edits between the plan and its carrying out, then nothing is changed', async () => {
    const { source, target } = await made({ a: 'x', b: 'x' });
    release(source, { a: 'y', b: 'y' });
    const plan = await scaffolder.planUpdate({ project: target });
    writeFileSync(join(target, 'b'), 'mine');
    const before = snapshot(target);
    await expect(scaffolder.applyUpdate(plan, 'refuse')).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect(snapshot(target)).toEqual(before);
  });

  it.each([
    ['an older version', { version: '0.9.0' }, 'TEMPLATE_OLDER'],
    ['another template', { name: 'other' }, 'OTHER_TEMPLATE'],
  ])('given %s, then it is refused', async (_, definition, code) => {
    const { source, target } = await made({ a: 'x' });
    release(source, { a: 'y' }, definition);
    await expect(scaffolder.planUpdate({ project: target })).rejects.toMatchObject({ code });
  });

  it('given a record that cannot be understood, then that is said and it stays', async () => {
    const { target } = await made({ a: 'x' });
    const record = join(target, '.codomyrmex/template.json');
    writeFileSync(record, '{"schema_version": 9}');
    await expect(scaffolder.planUpdate({ project: target })).rejects.toMatchObject({
      code: 'TEMPLATE_RECORD_UNUSABLE',
    });
    expect(readFileSync(record, 'utf8')).toBe('{"schema_version": 9}');
    rmSync(record);
    await expect(scaffolder.planUpdate({ project: target })).rejects.toMatchObject({
      code: 'TEMPLATE_RECORD_NOT_FOUND',
    });
  });
});

describe('migrations', () => {
  const questions = { db: { type: 'text', title: 'D', default: 'x' } };

  it('given renames of files and answers over several versions, then edits and deletions go along, and each applies once', async () => {
    const { source, target } = await made(
      { 'a.liquid': lines(...ten, '{{ answers.db }}'), 'old/b': 'x', 'old/c': 'x', gone: 'x' },
      { questions },
    );
    writeFileSync(join(target, 'a'), lines('mine', ...ten, 'x'));
    writeFileSync(join(target, 'old/b'), 'mine');
    rmSync(join(target, 'old/c'));
    const migrations = [
      { to: '3.0.0', rename: { 'src/a': 'app/a' }, answers: { add: { port: 8080 } } },
      { to: '2.0.0', rename: { a: 'src/a', old: 'new' }, answers: { rename: { db: 'database' } } },
      { to: '1.0.0', rename: { a: 'never' } },
      { to: '4.0.0', rename: { 'app/a': 'later' } },
    ];
    const asked = {
      database: { type: 'text', title: 'D', default: 'other' },
      port: { type: 'number', title: 'P', default: 80 },
    };
    release(
      source,
      { 'app/a.liquid': lines(...ten, '{{ answers.database }}', '{{ answers.port }}'), 'new/b': 'x', 'new/c': 'x' },
      { version: '3.0.0', questions: asked, migrations },
    );
    const plan = await update(target);
    expect(plan.migrations).toEqual(['2.0.0', '3.0.0']);
    expect(texts(target)).toEqual({ 'app/a': lines('mine', ...ten, 'x', 8080), 'new/b': 'mine' });
    expect(existsSync(join(target, 'old'))).toBe(false);
    expect((await update(target)).migrations).toEqual([]);
  });

  it('given a file that goes elsewhere and another that comes to its place, then both are right', async () => {
    const { source, target } = await made({ index: lines(...ten) });
    writeFileSync(join(target, 'index'), lines('mine', ...ten));
    release(
      source,
      { main: lines(...ten), index: 'new' },
      { migrations: [{ to: '2.0.0', rename: { index: 'main' } }] },
    );
    await update(target);
    expect(texts(target)).toEqual({ main: lines('mine', ...ten), index: 'new' });
  });

  it('given a removal of what was edited, then it is a conflict, and what the template never wrote is left alone', async () => {
    const { source, target } = await made({ a: 'x', b: 'x' });
    write(target, { a: 'mine', own: 'mine' });
    release(source, {}, { migrations: [{ to: '2.0.0', remove: ['*'] }] });
    const plan = await scaffolder.planUpdate({ project: target });
    expect(conflictsOf(plan).map(({ path, why }) => [path, why])).toEqual([['a', 'removed_by_template']]);
    await scaffolder.applyUpdate(plan, 'rej');
    expect(texts(target)).toEqual({ a: 'mine', own: 'mine' });
  });
});

describe('the drift of a project', () => {
  it('given edits, deletions and a newer version, then all of them are told and nothing is written', async () => {
    const { source, target } = await made({ a: lines(1), b: 'x', c: 'x' });
    expect(await scaffolder.drift(target)).toMatchObject({
      isBehind: false,
      edited: [],
      missing: [],
      conflicts: [],
      available: '1.0.0',
    });
    writeFileSync(join(target, 'a'), lines('mine'));
    rmSync(join(target, 'b'));
    release(source, { a: lines('theirs'), b: 'x', c: 'y' });
    const before = snapshot(target);
    expect(await scaffolder.drift(target)).toMatchObject({
      version: '1.0.0',
      available: '2.0.0',
      isBehind: true,
      edited: ['a'],
      missing: ['b'],
      conflicts: [{ path: 'a', why: 'edited' }],
    });
    expect(snapshot(target)).toEqual(before);
    rmSync(source, { recursive: true });
    expect(await scaffolder.drift(target)).toMatchObject({
      available: undefined,
      edited: ['a'],
      problem: expect.stringContaining('no template'),
    });
  });
});
