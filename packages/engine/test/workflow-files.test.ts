import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readDefinition } from '../src/workflows/read-definition.ts';
import { WorkflowFiles } from '../src/workflows/workflow-files.ts';

const writer = fileURLToPath(new URL('fixtures/write-workflow.mjs', import.meta.url));

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'codomyrmex-files-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** A process of its own; gives the lines that it printed. */
function writing(...words: string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('close', () => resolve(text.trim().split('\n')));
  });
}

describe('a name that no file has', () => {
  it('given a file that says in its text that it is called so, then the advice names it, else what is written nearly so', async () => {
    const place = await folder();
    await writeFile(join(place, 'broken.json'), '{ "name": "brok');
    await writeFile(join(place, 'w1.json'), '{ "name": "ai-analysis", "steps": [] }');
    const files = new WorkflowFiles(place);
    await expect(files.read('ai-analysis')).rejects.toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
      suggestions: [expect.stringMatching(/w1\.json says that it is "ai-analysis": .*"w1"\./)],
    });
    await expect(files.read('w2')).rejects.toMatchObject({ suggestions: ['did you mean "w1"?'] });
  });
});

describe('a definition that several processes write', () => {
  it('given three that replace it at once, then every read meanwhile finds a whole definition, and no rest stays', async () => {
    const place = await folder();
    const files = new WorkflowFiles(place);
    let isOver = false;
    const writers = Promise.all([1, 2, 3].map(() => writing(place, 'replace', '25'))).finally(() => {
      isOver = true;
    });
    let reads = 0;
    while (!isOver) {
      const written = await files.read('w').catch(() => undefined); // none is there yet
      if (written !== undefined) {
        expect(readDefinition(written).definition.steps.length).toBe(3);
        reads++;
      }
      await new Promise((next) => setImmediate(next));
    }
    expect((await writers).flat().filter((line) => line === 'written w').length).toBe(75);
    expect(reads).toBeGreaterThan(5);
    expect(await readdir(place)).toEqual(['w.json']);
  });

  it('given four that create the same names, with different endings, then nobody is told twice that a name is new', async () => {
    const place = await folder();
    const lines = (await Promise.all([1, 2, 3, 4].map(() => writing(place, 'refuse', '20')))).flat();
    expect(lines.length).toBe(80);
    const created = lines.filter((line) => line.startsWith('written ')).map((line) => line.slice(8));
    expect(new Set(created).size).toBe(created.length);
    expect(lines.filter((line) => line.startsWith('WORKFLOW_EXISTS ')).length).toBe(80 - created.length);
    const stems = (await readdir(place)).map((entry) => entry.replace(/\.(json|yaml)$/, ''));
    expect(stems.sort()).toEqual(created.sort());
  });
});

describe('names of definitions', () => {
  it.each([
    '',
    '.',
    '..',
    '../out',
    '/tmp/out',
    'a/b',
    'a\\b',
    'a\u0000b',
    'a:b',
    'nul',
    'COM1',
    'lpt9.yaml',
    'x'.repeat(65),
  ])('given %j, then it is refused before anything is written, and never read or deleted', async (name) => {
    const place = join(await folder(), 'workflows');
    const files = new WorkflowFiles(place);
    for (const ifTaken of ['refuse', 'replace'] as const) {
      await expect(files.write(name, '{}', { ending: '.json', ifTaken })).rejects.toMatchObject({
        code: 'INVALID_PARAMETERS',
      });
    }
    await expect(files.read(name)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await expect(files.delete(name)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    expect(await readdir(join(place, '..'))).toEqual([]);
  });
});
