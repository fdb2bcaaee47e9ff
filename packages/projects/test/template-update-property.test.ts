import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemplateScaffolder } from '../src/index.ts';
import { emptyFolder, project, snapshot, template } from './template-folders.ts';

const scaffolder = new TemplateScaffolder();

/** What somebody does to the lines of a file; positions are parts of a thousand of it. */
type Edit =
  | { readonly kind: 'insert' | 'replace' | 'delete'; readonly at: number; readonly count: number }
  | { readonly kind: 'windows' | 'cut_end' };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('insert', 'replace', 'delete'),
      at: fc.nat(999),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('windows', 'cut_end') }) },
);

/** Few kinds of lines, so that merges meet lines that are alike. */
const text = fc.array(fc.constantFrom('{', '}', 'a', 'b', 'call()', ''), { maxLength: 30 });

/** Of one file: what the template does to it, and what a person does. `fate` is the template's. */
const fileStory = fc.record({
  lines: text,
  fate: fc.constantFrom('stays', 'stays', 'stays', 'goes', 'moves', 'given_up'),
  theirs: fc.array(edit, { maxLength: 3 }),
  ours: fc.array(edit, { maxLength: 4 }),
  act: fc.constantFrom('edits', 'edits', 'edits', 'edits', 'deletes', 'makes_folder', 'moves'),
});

const story = fc.record({
  files: fc.array(fileStory, { minLength: 8, maxLength: 8 }),
  added: fc.array(text, { maxLength: 2 }),
  ownInTheWay: fc.boolean(),
  style: fc.constantFrom('refuse', 'rej', 'markers'),
});

type FileStory = typeof fileStory extends fc.Arbitrary<infer Story> ? Story : never;

function edited(lines: readonly string[], edits: readonly Edit[], word: (at: number) => string): string {
  const now = [...lines];
  let ends = '\n';
  let hasEnd = true;
  for (const [number, one] of edits.entries()) {
    if (one.kind === 'windows') ends = '\r\n';
    if (one.kind === 'cut_end') hasEnd = false;
    if ('at' in one) {
      const at = Math.floor((one.at * (now.length + 1)) / 1_000);
      const made = Array.from({ length: one.count }, (_, index) => word(number * 10 + index));
      now.splice(at, one.kind === 'insert' ? 0 : one.count, ...(one.kind === 'delete' ? [] : made));
    }
  }
  return now
    .map((line) => line + ends)
    .join('')
    .slice(0, hasEnd || now.length === 0 ? undefined : -ends.length);
}

const place = (at: number): string => (at % 2 === 0 ? `f${at}.txt` : `d/f${at}.txt`);

const kept = (files: readonly FileStory[]) =>
  files.flatMap((file, at) => (file.fate === 'goes' || file.fate === 'given_up' ? [] : [{ file, at }]));

function release(source: string, files: readonly FileStory[], added: readonly (readonly string[])[]): void {
  rmSync(join(source, 'files'), { recursive: true, force: true });
  const rename = files.flatMap(({ fate }, at) =>
    fate === 'moves' ? [[place(at), `moved/${place(at)}`] as const] : [],
  );
  const remove = files.flatMap(({ fate }, at) => (fate === 'given_up' ? [place(at)] : []));
  const now = kept(files).map(({ file, at }) => {
    const path = file.fate === 'moves' ? `moved/${place(at)}` : place(at);
    return [path, edited(file.lines, file.theirs, (number) => `theirs ${at} ${number}`)];
  });
  const more = added.map((lines, at) => [`added${at}.txt`, edited(lines, [], String)]);
  template(
    source,
    { version: '2.0.0', migrations: [{ to: '2.0.0', rename: Object.fromEntries(rename), remove }] },
    Object.fromEntries([...now, ...more]),
  );
}

/** Does what the person does; gives the lines that are the person's own. */
function act(target: string, { ours, act: deed, lines }: FileStory, at: number): readonly string[] {
  const file = join(target, place(at));
  const mine: string[] = [];
  const word = (number: number): string => {
    mine.push(`mine ${at} ${number}`);
    return `mine ${at} ${number}`;
  };
  if (deed === 'deletes') {
    rmSync(file);
    return [];
  }
  const content = edited(lines, ours, word);
  writeFileSync(file, content);
  if (deed === 'makes_folder') {
    rmSync(file);
    mkdirSync(file);
    writeFileSync(join(file, 'inside.txt'), content);
  }
  if (deed === 'moves') {
    mkdirSync(dirname(join(target, 'elsewhere', place(at))), { recursive: true });
    renameSync(file, join(target, 'elsewhere', place(at)));
  }
  // What a later edit has taken out again is no line of theirs.
  return mine.filter((line) => content.split(/\r?\n/).includes(line));
}

function allLines(folder: string): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.codomyrmex') && !path.endsWith('.rej'))
    .filter((path) => statSync(join(folder, path)).isFile());
  return new Set(files.flatMap((path) => readFileSync(join(folder, path), 'utf8').split(/\r?\n/)));
}

describe('an update of a template over random edits', () => {
  it('given any edits by both, then no line that a person has written is lost, and nothing that was deleted comes back', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ files, added, ownInTheWay, style }) => {
        const source = emptyFolder();
        const first = files.map(({ lines }, at) => [place(at), edited(lines, [], String)]);
        template(source, {}, Object.fromEntries(first));
        const target = join(emptyFolder(), 'p');
        await scaffolder.scaffold({ template: source, target, project });
        const mine = files.flatMap((file, at) => act(target, file, at));
        if (ownInTheWay) writeFileSync(join(target, 'added0.txt'), 'mine in the way\n');
        release(source, files, added);
        const before = snapshot(target);
        const plan = await scaffolder.planUpdate({ project: target });
        expect(snapshot(target)).toEqual(before);
        const isDone = await scaffolder.applyUpdate(plan, style).then(
          () => true,
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'UPDATE_CONFLICTS' });
            return false;
          },
        );
        const lines = allLines(target);
        expect([...mine, ...(ownInTheWay ? ['mine in the way'] : [])].filter((line) => !lines.has(line))).toEqual([]);
        if (!isDone) {
          expect(snapshot(target)).toEqual(before);
          return;
        }
        for (const [at, { act: deed, fate }] of files.entries()) {
          const now = fate === 'moves' ? `moved/${place(at)}` : place(at);
          if (deed === 'deletes') expect(Object.keys(snapshot(target))).not.toContain(now);
        }
        // Once is enough, and a file with markers is the person's from then on.
        const again = await scaffolder.planUpdate({ project: target });
        expect(again.files.filter(({ kind }) => !['unchanged', 'kept', 'stays_deleted'].includes(kind))).toEqual([]);
      }),
      // Eight files each: two hundred edited files.
      { numRuns: 25 },
    );
  });
});
