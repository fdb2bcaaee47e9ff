import { describe, expect, it } from 'vitest';
import { checkReadmes } from '../check-readmes.mjs';
import { readFences } from '../readmes/fences.mjs';
import { plant } from './planted-tree.mjs';

const built = {
  'packages/one/package.json': {
    name: '@codomyrmex/one',
    type: 'module',
    exports: { types: './one.d.ts', default: './one.js' },
  },
  'packages/one/one.js': 'export const two = 2;\n',
  'packages/one/one.d.ts': 'export declare const two: number;\n',
  // A stand-in for the command line: `codomyrmex validate` looks for the word "good".
  'packages/cli/package.json': { name: 'codomyrmex', type: 'module', bin: { codomyrmex: './bin.js' } },
  'packages/cli/bin.js': [
    "import { readFileSync } from 'node:fs';",
    'const [what, how, file] = process.argv.slice(2);',
    "if (what === 'fail') process.exit(3);",
    "if (how === 'validate' && !readFileSync(file, 'utf8').includes('good')) process.exit(2);",
    '',
  ].join('\n'),
};

/** @param {string} info @param {...string} code */
const fence = (info, ...code) => ['```'.concat(info), ...code, '```', ''].join('\n');

/** @param {...string} parts of packages/one/README.md */
async function complaintsAbout(...parts) {
  const root = plant({ ...built, 'packages/one/README.md': ['# One', '', ...parts].join('\n') });
  const { complaints } = await checkReadmes(root);
  return complaints;
}

describe('check-readmes', () => {
  it('given code that does what it says, has no complaints', {
    meta: { specification: ['2.gate.documentation'] },
  }, async () => {
    const found = await complaintsAbout(
      fence(
        'ts',
        "import assert from 'node:assert/strict';",
        "import { two } from '@codomyrmex/one';",
        'const sum: number = two + two;',
        'assert.equal(sum, 4);',
      ),
      fence('js', "import { two } from '@codomyrmex/one';", 'if (two !== 2) process.exit(1);'),
      fence('ts exit=7', 'process.exit(7);'),
      fence('yaml file=good.yaml', 'name: good', 'steps: []'),
      fence(
        'sh',
        '# from the file above',
        'codomyrmex workflow validate good.yaml',
        'npx codomyrmex workflow validate good.yaml',
      ),
      fence('sh exit=3', 'codomyrmex fail'),
      fence('sh', 'npm install @codomyrmex/nowhere'),
      fence('yaml', 'name: no workflow'),
      fence('', 'anything at all'),
      '<!-- needs a cluster -->',
      fence('ts norun', 'nonsense('),
    );
    expect(found).toEqual([]);
  });

  it.each([
    [
      'a type error, at its line',
      fence('ts', '', "const text: string = 'a'.length;", 'void text;'),
      /README\.md:5:7: error TS2322/,
    ],
    [
      'a code block that throws',
      fence('ts', "throw new Error('no');"),
      /README\.md:4: exits with 1 instead of 0[\s\S]*README\.md\/4\.ts:4/,
    ],
    ['JavaScript that throws', fence('js', "throw new Error('no');"), /README\.md:4: exits with 1/],
    ['a block that ends with another code', fence('ts exit=2', 'process.exit(1);'), /exits with 1 instead of 2/],
    ['an import that is not built', fence('js', "import '@codomyrmex/one/deep';"), /ERR_PACKAGE_PATH_NOT_EXPORTED/],
    ['a command that fails', fence('sh', 'codomyrmex fail', 'true'), /README\.md:4: exits with 3 instead of 0/],
    ['a workflow that is not valid', fence('yaml', 'name: bad', 'steps: []'), /README\.md:4: exits with 2/],
    ['norun without a reason', fence('ts norun', 'nonsense('), /README\.md:3: norun needs an HTML comment/],
  ])('finds %s', async (_what, text, complaint) => {
    const found = await complaintsAbout(text);
    expect(found.join('\n')).toMatch(complaint);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe('guides', () => {
  /** @param {...string} parts of docs/guides/one.md */
  async function complaintsAboutGuide(...parts) {
    const root = plant({ ...built, 'docs/guides/one.md': ['# One', '', ...parts].join('\n') });
    return (await checkReadmes(root)).complaints;
  }

  it('given commands and what they print, has no complaints', async () => {
    const found = await complaintsAboutGuide(
      fence('sh', 'printf "first 1\\nsecond   2 s\\nthird\\n"; echo note >&2'),
      fence('text output', 'first …', 'second 2 s', 'note'),
      fence('json file=a.json', '{}'),
      fence('sh exit=3', 'test -e a.json', 'codomyrmex fail'),
      fence('yaml file=b.yaml', 'name: good', 'steps: []'),
      fence('sh', 'codomyrmex workflow run b.yaml'),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['a line that is not printed', 'second', /nothing like "second" in:\nfirst\nthird/],
    ['lines in another order', 'third\nfirst', /nothing like "first"/],
    ['a part of a line', 'thir', /nothing like "thir"/],
  ])('finds %s', async (_what, shown, complaint) => {
    const found = await complaintsAboutGuide(fence('sh', 'echo first; echo third'), fence('text output', shown));
    expect(found.join('\n')).toMatch(complaint);
  });

  it.each([
    ['a block that nothing runs', fence('yaml', 'a: 1'), /one.md:3: nothing runs this block/],
    ['a command that is not ours and fails', fence('sh', 'false'), /one.md:4: exits with 1/],
  ])('finds %s', async (_what, block, complaint) => {
    expect((await complaintsAboutGuide(block)).join('\n')).toMatch(complaint);
  });

  it('given parts of names, then only those files are looked at', async () => {
    const root = plant({
      ...built,
      'docs/guides/one.md': fence('sh', 'false'),
      'docs/guides/two.md': fence('sh', 'true'),
    });
    expect(await checkReadmes(root, ['two'])).toEqual({ complaints: [], files: 1, fences: 1 });
  });
});

describe('readFences', () => {
  it('given fences of both kinds, nested and indented, reads their code and lines', () => {
    const markdown = ['1. item', '   ~~~~ts', '   a', '     ```', '   ~~~', '   ~~~~', '', '```js', 'b', '```'].join(
      '\n',
    );
    expect(readFences('a.md', markdown).map(({ line, language, code }) => [line, language, code])).toEqual([
      [3, 'ts', 'a\n  ```\n~~~\n'],
      [9, 'js', 'b\n'],
    ]);
  });

  it('given a word that it does not know, says where it stands', () => {
    expect(() => readFences('a.md', '\n```ts no-run\n```')).toThrow(
      'a.md:2: "no-run" is none of norun, output, exit=N, file=NAME',
    );
  });

  it('given a fence without an end, says where it begins', () => {
    expect(() => readFences('a.md', '```ts\na')).toThrow('a.md:1: this fence is not closed');
  });
});
