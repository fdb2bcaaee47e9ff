import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Path } from '../src/definition/places.ts';
import { KeptReadings } from '../src/workflows/kept-readings.ts';
import { readForCheck } from '../src/workflows/read-definition.ts';
import { WorkflowFiles } from '../src/workflows/workflow-files.ts';

function dataFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'codomyrmex-readings-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const written = (name: string, text: string, readings?: KeptReadings) =>
  readForCheck({ name, text, file: `/w/${name}.yaml`, modifiedAt: 0, readings });

const yaml = (action: string): string => `description: one
parameters: { path: { type: string, default: "." } }
max_parallel: 3
steps:
  - name: a
    module: shell
    action: ${action}
    parameters: { command: "ls {{ path }}" }
    priority: urgent
    retry: { max: 2 }
  - { name: b, module: shell, action: run, when: "a.status == 'completed'", dependencies: [a] }
`;

const folderOf = (data: string): string => join(data, 'cache/readings');

describe('what definitions mean, kept for the next process', () => {
  it('given a definition that was read, when another process reads it, then it means the same and stands at the same places', () => {
    const data = dataFolder();
    fc.assert(
      fc.property(
        fc.constantFrom('run', 'batch', 'pipe'),
        fc.stringMatching(/^[a-z][a-z0-9_.-]{0,20}$/),
        fc.array(
          fc.constantFrom<Path>(
            [],
            ['steps'],
            ['steps', 0],
            ['steps', 1, 'when'],
            ['steps', 0, 'parameters', 'command'],
            ['no'],
          ),
        ),
        (action, name, paths) => {
          const anew = written(name, yaml(action));
          written(name, yaml(action), new KeptReadings(data, 'build'));
          const kept = written(name, yaml(action), new KeptReadings(data, 'build'));
          expect(kept.definition).toEqual(anew.definition);
          expect(kept.file).toBe(anew.file);
          for (const path of paths) {
            expect(kept.places?.find(path)).toEqual(anew.places?.find(path));
            expect(kept.places?.find(path, 'key')).toEqual(anew.places?.find(path, 'key'));
          }
        },
      ),
    );
  });

  it('given what is kept, then it is what later processes go by, without the text being read', () => {
    const data = dataFolder();
    const readings = new KeptReadings(data, 'build');
    written('w', yaml('run'), readings);
    const [file = ''] = readdirSync(folderOf(data));
    const place = join(folderOf(data), file);
    writeFileSync(place, readFileSync(place, 'utf8').replace('"description":"one"', '"description":"two"'));
    expect(written('w', yaml('run'), readings).definition.description).toBe('two');
    expect(statSync(place).mode & 0o077).toBe(0);
  });

  it.each([
    [
      'another text',
      (data: string) => written('w', yaml('batch'), new KeptReadings(data, 'build')).definition,
      'batch',
    ],
    ['another build', (data: string) => written('w', yaml('run'), new KeptReadings(data, 'other')).definition, 'run'],
    [
      'a name that reads like it in a file',
      (data: string) => written('w?', `name: w\n${yaml('run')}`, new KeptReadings(data, 'build')).definition,
      'run',
    ],
  ])('given %s, then it is read anew', (_, read, action) => {
    const data = dataFolder();
    written('w', yaml('run'), new KeptReadings(data, 'build'));
    written('w_', yaml('run'), new KeptReadings(data, 'build'));
    for (const file of readdirSync(folderOf(data))) {
      const place = join(folderOf(data), file);
      writeFileSync(place, readFileSync(place, 'utf8').replace('"description":"one"', '"description":"two"'));
    }
    const definition = read(data);
    expect([definition.description, definition.steps[0]?.action]).toEqual(['one', action]);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, 40)],
    ['empty', () => ''],
    ['no reading', () => 'null'],
    ['a list', () => '[1]'],
  ])('given a file that is %s, then the text is read, and the file is made whole again', (_, damaged) => {
    const data = dataFolder();
    const readings = new KeptReadings(data, 'build');
    const first = written('w', yaml('run'), readings);
    const [file = ''] = readdirSync(folderOf(data));
    const whole = readFileSync(join(folderOf(data), file), 'utf8');
    writeFileSync(join(folderOf(data), file), damaged(whole));
    expect(written('w', yaml('run'), readings).definition).toEqual(first.definition);
    expect(readFileSync(join(folderOf(data), file), 'utf8')).toBe(whole);
    expect(readdirSync(folderOf(data))).toEqual([file]);
  });

  it('given a definition with a fault, or one that is very long, or no data folder, then nothing is kept', () => {
    const data = dataFolder();
    const readings = new KeptReadings(data, 'build');
    expect(
      written('w', `${yaml('run')}  - { name: c, module: shell, action: run, timeout: soon }\n`, readings).problems,
    ).toHaveLength(1);
    written('w', `${yaml('run')}# ${'x'.repeat(1024 * 1024)}\n`, readings);
    written('w', yaml('run'), new KeptReadings(join(data, 'none'), 'build'));
    expect(readdirSync(data)).toEqual([]);
  });

  it('given a place where nothing can be written, then definitions are read all the same', () => {
    const data = dataFolder();
    mkdirSync(join(data, 'cache'));
    writeFileSync(folderOf(data), 'a file where a folder should be');
    expect(written('w', yaml('run'), new KeptReadings(data, 'build')).definition.steps).toHaveLength(2);
    expect(readdirSync(join(data, 'cache'))).toEqual(['readings']);
  });

  it('given the definitions of a folder, when they are read through it, then they are kept, by name and by path', async () => {
    const data = dataFolder();
    const readings = new KeptReadings(data, 'build');
    const files = new WorkflowFiles(join(data, 'workflows'), [], readings);
    const file = await files.write('w', yaml('run'), { ending: '.yaml', ifTaken: 'refuse' });
    readForCheck(await files.read('w'));
    readForCheck(await files.readListed({ name: 'v', file }));
    expect(readdirSync(folderOf(data)).sort()).toEqual(['v.json', 'w.json']);
  });
});
