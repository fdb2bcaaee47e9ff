import { describe, expect, it } from 'vitest';
import { wordsOf } from '../reference/command-page.mjs';
import { variableProblems } from '../reference/configuration-page.mjs';
import { listIn, readErrorCodes } from '../reference/error-codes.mjs';
import { hookProblems, hooksPage, readHooks } from '../reference/hooks-page.mjs';
import { anchor, code, plain } from '../reference/markdown.mjs';
import { rowsOf, typeText } from '../reference/schema-rows.mjs';

const codesIn = (/** @type {string} */ text) => readErrorCodes({ file: 'a.ts', text }).places;

describe('error codes of the code', () => {
  it('given an error that is thrown, then its class, what it says and what it advises are found', () => {
    const text =
      'throw new UsageError(`run ${id} has ended`, { code: "RUN_ENDED", suggestions: ["look", `show ${id}`] });';
    expect(codesIn(text)).toMatchObject([
      { code: 'RUN_ENDED', thrown: 'UsageError', says: 'run … has ended', advice: ['look', 'show …'] },
    ]);
  });

  it.each([
    [
      'either side of a condition',
      'f({ code: late ? "TOO_LATE" : other ?? ("NOT_NOW" as const) })',
      ['TOO_LATE', 'NOT_NOW'],
    ],
    ['a failure that is data', 'const f = { code: "LOST", message: "it is gone", retryable: false };', ['LOST']],
    ['a function that makes the error', 'throw world("DISK_FULL", "no room left", { cause });', ['DISK_FULL']],
    [
      'the code of every error of a class',
      'class A extends B { constructor(m) { super(m, { code: "A_FAILED", ...o }); } }',
      ['A_FAILED'],
    ],
    ['a member of a class', 'class A { readonly code = "NOT_APPLICABLE"; }', ['NOT_APPLICABLE']],
    ['no code in a comparison', 'if (error.code === "RUN_ENDED") f();', []],
    ['no secret', 'secrets.get("LLM_API_KEY");', []],
  ])('finds %s', (_what, text, codes) => {
    expect(codesIn(text).map((one) => one.code)).toEqual(codes);
  });

  it('given a fault of a definition, then it is told apart from errors', () => {
    const { places, problems } = readErrorCodes({
      file: 'a.ts',
      text: 'add({ code: "unknown_key", message: `no ${key}`, suggestion: "leave it out" });',
    });
    expect(places).toEqual([]);
    expect(problems).toMatchObject([{ code: 'unknown_key', says: 'no …', advice: ['leave it out'] }]);
  });

  it('given a list that is gone, then it is said', () => {
    expect(listIn({ file: 'a.ts', text: "const refusals = new Set(['A', 'B']);" }, 'refusals')).toEqual(['A', 'B']);
    expect(() => listIn({ file: 'a.ts', text: '' }, 'refusals')).toThrow('a.ts has no list refusals');
  });
});

describe('hooks of the code', () => {
  const text = `export interface Hooks {
    /**
     * Gate. A run begins.
     * @returns Nothing.
     * @throws Refuses it.
     */
    readonly runStarting: AsyncSeriesHook<[RunInfo, { a: 1 }], TapOptions>;
    readonly shutdown: AsyncSeriesHook<[], TapOptions>;
  }`;

  it('given their comments, then the page has them, and one without is a problem', () => {
    const hooks = readHooks(text);
    expect(hooks[0]).toEqual({
      name: 'runStarting',
      when: 'Gate. A run begins.',
      gives: 'RunInfo, { a: 1 }',
      returns: 'Nothing.',
      throws: 'Refuses it.',
    });
    expect(hooksPage(hooks)).toContain('- Kind: gate\n- When: A run begins.\n- Is given: `RunInfo, { a: 1 }`');
    expect(hookProblems(hooks, ['runStarting', 'shutdown', 'other'])).toEqual([
      'packages/core/src/hooks.ts: shutdown needs a comment with @returns and @throws',
      'packages/core/src/hooks.ts: other is not in Hooks',
    ]);
  });
});

describe('variables', () => {
  it('given one that no page tells, and one that is gone, then both are named', () => {
    const sources = [{ file: 'a.ts', text: 'env.CODOMYRMEX_NEW' }];
    const problems = variableProblems(sources, ['CODOMYRMEX_MAX_WORKERS']);
    expect(problems).toContain('a.ts: CODOMYRMEX_NEW is not in scripts/reference/environment.json');
    expect(problems).toContain('scripts/reference/environment.json: no source names CODOMYRMEX_MAX_WORKERS');
  });
});

describe('Markdown and schemas', () => {
  it('given text of others, then nothing of it is markup, but code stays code', () => {
    expect(plain('a|b <c> *d* `e|f` [g](h) {{ i }} @j\nk')).toBe(
      'a\\|b &lt;c&gt; \\*d\\* `e\\|f` \\[g\\](h) \\{\\{ i \\}\\} &#64;j k',
    );
    expect(code('a `b` | c')).toBe('`` a `b` \\| c ``');
    expect(anchor('The `end` of a run: wait_for')).toBe('the-end-of-a-run-wait_for');
  });

  it('given objects in lists and in several forms, then each key has a row', () => {
    const item = { type: 'object', required: ['n'], properties: { n: { type: 'integer', minimum: 1 } } };
    const schema = {
      type: 'object',
      required: ['list'],
      properties: {
        list: { type: 'array', items: item },
        cache: { anyOf: [{ const: true }, { type: 'object', properties: { v: { type: 'string' } } }] },
      },
    };
    expect(rowsOf(schema).map(({ key, required, schema: one }) => [key, required, typeText(one)])).toEqual([
      ['list', true, 'list of object'],
      ['list[].n', true, 'whole number from 1'],
      ['cache', false, '`true` or object'],
      ['cache.v', false, 'text'],
    ]);
  });

  it('given an example of a command, then its words are those that a shell would give', () => {
    expect(wordsOf(`codomyrmex run signal 1 go --data '{"who": "ann"}' --reason "not today" > file`)).toEqual([
      'run',
      'signal',
      '1',
      'go',
      '--data',
      '{"who": "ann"}',
      '--reason',
      'not today',
    ]);
  });
});
