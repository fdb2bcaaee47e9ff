import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { python } from '../src/index.ts';
import { failureOf, freshWorkspace, interpreter, isAlive, runOn } from './small-tools.ts';

const { call, call_many: callMany } = python.actions;

describe('call', () => {
  test('given a function, when it is called, then its result is the step’s and what was printed is in the log', async () => {
    const { output, logs } = await runOn(call, freshWorkspace(), {
      module: 'texts',
      action: 'count_words',
      parameters: { text: 'to be or not to be', least: 3 },
    });
    expect(output).toMatchObject({
      module: 'small_tools.texts',
      action: 'count_words',
      result: { not: 1 },
      returned_type: 'dict',
      converted: [],
      renamed: {},
    });
    expect(logs).toContainEqual({ level: 'info', message: 'a banner that would be taken for an answer' });
  });

  test('given every way of printing, when it is used, then all of it is in the log and none in the result', async () => {
    const { output, logs } = await runOn(call, freshWorkspace(), { module: 'hostile', action: 'prints' });
    expect(output.result).toBe('printed');
    expect(logs.map(({ level, message }) => `${level} ${message}`)).toEqual(
      expect.arrayContaining(['info by print', 'info by descriptor', 'warn to stderr', 'info by a child']),
    );
  });

  test('given a function that reads its input, when it is called, then there is nothing to read', async () => {
    const { output } = await runOn(call, freshWorkspace(), { module: 'hostile', action: 'reads' });
    expect(output.result).toBe("b''");
  });

  test('given a coroutine, a positional and any further parameters, when called, then all reach the function', async () => {
    const workspace = freshWorkspace();
    const later = await runOn(call, workspace, { module: 'texts', action: 'later', parameters: { text: 'a' } });
    expect(later.output.result).toBe('A');
    const joined = await runOn(call, workspace, {
      module: 'small_tools.texts',
      action: 'join',
      parameters: { first: 'a', others: ['b', 'c'], separator: '-', more: 1 },
    });
    expect(joined.output.result).toBe('a-b-cmore=1');
  });

  test('given values that are more than JSON, when returned, then each is told in JSON and what was lost is noted', async () => {
    const { output } = await runOn(call, freshWorkspace(), { module: 'kinds', action: 'returned' });
    const { result, converted } = output;
    expect(result).toMatchObject({
      enum: 'blue',
      path: '/a/b',
      date: '2026-01-05',
      moment: '2026-01-05T12:00:00+00:00',
      decimal: '1.10',
      uuid: '00000000-0000-0000-0000-000000000001',
      point: { x: 1, y: 0, colour: 'red' },
      pair: { left: 1, right: [2, 3] },
      set: [1, 2, 3],
      told: { told: true },
      bytes: 'AP8=',
      nan: null,
      infinite: [null],
      big: String(2n ** 60n + 1n),
      exact: 2 ** 60,
      enormous: expect.stringMatching(/^0x/),
      '5': 'a number as key',
      silent: { __repr__: '(it cannot be shown)', __type__: 'small_tools.kinds.Silent' },
      surrogate: '?',
    });
    expect(converted.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['$.bytes', '$.nan', '$.infinite[0]', '$.big', '$.silent', '$.class', '$.surrogate']),
    );
    expect(Object.getOwnPropertyDescriptor(Object.prototype, 'polluted')).toBeUndefined();
  });

  test('given annotations, when called with JSON, then paths, enumerations, dates and records are made of it', async () => {
    const { output } = await runOn(call, freshWorkspace(), {
      module: 'kinds',
      action: 'taken',
      parameters: {
        colour: 'BLUE',
        path: 'a',
        day: '2026-01-05',
        point: { x: 1, colour: 'blue' },
        points: [{ x: 2 }],
        names: ['a'],
        data: 'AP8=',
        either: 'b',
        by_name: { a: 'red' },
      },
    });
    expect(output.result).toEqual([
      'Colour',
      'PosixPath',
      'date',
      'Point',
      'list',
      'set',
      'bytes',
      'PosixPath',
      'dict',
      'Point',
      'Colour.RED',
    ]);
  });

  test('given the workspace, when a function opens a relative path, then it is meant from there', async () => {
    const workspace = freshWorkspace();
    writeFileSync(join(workspace, 'a.txt'), '12345');
    const { output } = await runOn(call, workspace, {
      module: 'texts',
      action: 'size_of',
      parameters: { repository_path: 'a.txt' },
    });
    expect(output.result).toBe(5);
  });

  test('given variables, when a function reads its environment, then it has these and none of the engine’s', async () => {
    vi.stubEnv('SOME_TOKEN', 'a secret');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { output } = await runOn(call, freshWorkspace(), {
      module: 'hostile',
      action: 'variables',
      parameters: { names: ['GIVEN', 'SOME_TOKEN'] },
      env: { GIVEN: 'yes' },
    });
    expect(output.result).toEqual(['yes', null]);
  });

  test('given a file that the function leaves open, when it is done, then what it wrote is on the disk', async () => {
    const workspace = freshWorkspace();
    await runOn(call, workspace, { module: 'hostile', action: 'unflushed', parameters: { file: 'kept.txt' } });
    expect(readFileSync(join(workspace, 'kept.txt'), 'utf8')).toBe('all of it');
  });

  test.each(['writes_later', 'leaves_daemon'])(
    'given a child that outlives its call (%s), when the step is done, then the child has been ended',
    async (action) => {
      const { output } = await runOn(call, freshWorkspace(), {
        module: 'hostile',
        action,
        parameters: { file: 'late' },
      });
      expect(output.result).toEqual(expect.any(Number));
      expect(isAlive(Number(output.result))).toBe(false);
    },
  );
});

describe('what may be called', () => {
  const refused = (input: object) => failureOf(runOn(call, freshWorkspace(), input));

  test.each([
    ['a private function', { module: 'texts', action: '_secret' }, 'INVALID_PARAMETERS'],
    ['a private module', { module: '_texts', action: 'a' }, 'INVALID_PARAMETERS'],
    ['a function with dots', { module: 'texts', action: 'os.system' }, 'INVALID_PARAMETERS'],
    ['a module above', { module: '..os', action: 'system' }, 'INVALID_PARAMETERS'],
    ['a package that is not allowed', { package: 'os', module: 'path', action: 'join' }, 'PACKAGE_REFUSED'],
    ['a program that is no Python', { python: 'rm', module: 'texts', action: 'join' }, 'INVALID_PARAMETERS'],
    ['a flag as program', { python: '-python', module: 'texts', action: 'join' }, 'INVALID_PARAMETERS'],
  ])('given %s, when it is called, then it is refused before Python starts', async (_what, input, code) => {
    expect(await refused(input)).toMatchObject({ code, retryable: false });
  });

  test('given what is no public function of the package, when it is called, then it is refused with the reason', async () => {
    const expected = [
      ['texts.os', 'system', 'MODULE_NOT_FOUND', 'there is no module "small_tools.texts.os"'],
      ['texts', 'rmtree', 'ACTION_NOT_FOUND', 'small_tools.texts.rmtree is defined in shutil, not in small_tools'],
      ['texts', 'shutil', 'ACTION_NOT_FOUND', 'is not a Python function'],
      ['texts', 'Counter', 'ACTION_NOT_FOUND', 'is a class, not a function'],
      ['texts', 'LIMIT', 'ACTION_NOT_FOUND', 'is not a Python function'],
    ] as const;
    const calls = expected.map(([module, action]) => ({ module, action }));
    const { output } = await runOn(callMany, freshWorkspace(), { calls, check: false });
    expect(output.results).toMatchObject(
      expected.map(([, , code, text]) => ({
        failure: { code, retryable: false, message: expect.stringContaining(text) },
      })),
    );
  });

  test('given names that are nearly right, when called, then the right ones are suggested', async () => {
    expect(await refused({ module: 'text', action: 'join' })).toMatchObject({
      code: 'MODULE_NOT_FOUND',
      suggestions: ['did you mean "small_tools.texts"?'],
    });
    expect(await refused({ module: 'texts', action: 'count_word' })).toMatchObject({
      code: 'ACTION_NOT_FOUND',
      suggestions: [expect.stringContaining('count_words')],
    });
  });

  test('given modules that cannot be imported, when called, then the reason is told', async () => {
    expect(await refused({ module: 'broken', action: 'a' })).toMatchObject({
      code: 'MODULE_UNIMPORTABLE',
      message: expect.stringContaining("No module named 'a_package_that_is_not_there'"),
      suggestions: [expect.stringContaining('a_package_that_is_not_there')],
    });
    expect(await refused({ module: 'leaves', action: 'a' })).toMatchObject({ code: 'MODULE_UNIMPORTABLE' });
    expect(await refused({ module: 'fatal', action: 'a' })).toMatchObject({
      code: 'PROCESS_EXITED',
      details: { exit_code: 5 },
    });
  });

  test('given parameters that a function does not take or misses, when called, then its signature is told', async () => {
    const error = await refused({ module: 'texts', action: 'count_words', parameters: { txt: 'a' } });
    expect(error).toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
    expect(error.message).toContain(
      'count_words does not take "txt" and needs "text": its signature is count_words(text: str, least: int = 1)',
    );
  });

  test('given a value that its annotation refuses, when called, then what is allowed is told', async () => {
    const parameters = { colour: 'green', path: 'a', day: '2026-01-05', point: { x: 1 }, points: [], names: [] };
    const colour = await refused({ module: 'kinds', action: 'taken', parameters });
    expect(colour.message).toContain(`taken refuses "colour": it is none of 'red', 'blue'`);
    const day = await refused({
      module: 'kinds',
      action: 'taken',
      parameters: { ...parameters, colour: 'red', day: 'yesterday' },
    });
    expect(day.message).toContain('taken refuses "day": it is no date');
  });

  test('given python_path that leaves the workspace, also by a link, when called, then it is refused', async () => {
    const workspace = freshWorkspace();
    mkdirSync(join(workspace, 'links'));
    symlinkSync('/usr', join(workspace, 'links/out'));
    for (const path of ['..', '/usr', 'links/out']) {
      const error = await failureOf(runOn(call, workspace, { module: 'texts', action: 'join', python_path: [path] }));
      expect(error).toMatchObject({ code: 'PATH_REFUSED', retryable: false });
    }
    const missing = runOn(call, workspace, { module: 'texts', action: 'join', python_path: ['none'] });
    expect(await failureOf(missing)).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('given an interpreter of the workspace, when it talks before it starts, then the result is not disturbed', async () => {
    const workspace = freshWorkspace();
    mkdirSync(join(workspace, '.venv/bin'), { recursive: true });
    writeFileSync(join(workspace, '.venv/bin/python'), `#!/bin/sh\nprintf 'hello '\nexec '${interpreter}' "$@"\n`, {
      mode: 0o755,
    });
    const input = { python: '.venv/bin/python', module: 'texts', action: 'later', parameters: { text: 'a' } };
    expect((await runOn(call, workspace, input)).output.result).toBe('A');
  });

  test('given an interpreter that does not start, when called, then the step fails with what it said', async () => {
    const workspace = freshWorkspace();
    writeFileSync(join(workspace, 'python'), '#!/bin/sh\necho no home >&2\nexit 3\n', { mode: 0o755 });
    const running = runOn(call, workspace, { python: './python', module: 'texts', action: 'later' });
    expect(await failureOf(running)).toMatchObject({
      code: 'BRIDGE_FAILED',
      message: expect.stringMatching(/python exited with 3 .*: no home$/),
    });
  });

  test('given no such interpreter, when called, then the command is not found', async () => {
    expect(await refused({ python: 'python9.99', module: 'texts', action: 'join' })).toMatchObject({
      code: 'COMMAND_NOT_FOUND',
    });
  });
});
