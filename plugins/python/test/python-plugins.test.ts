import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionDefinition, defineAction, type Plugin } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Description, describePythonModules, python, pythonPlugins } from '../src/index.ts';
import { config, copyPackage, failureOf, freshWorkspace, interpreter, runOn } from './small-tools.ts';

let description: Description;
beforeAll(async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'codomyrmex-python-test-'));
  copyPackage(workspace);
  description = (await runOn(python.actions.describe, workspace, { timeout: 2 })).output;
  rmSync(workspace, { recursive: true });
});

const options = { python: interpreter, pythonPath: ['lib'] };

function actionIn(plugins: readonly Plugin[], module: string, name: string): ActionDefinition {
  const action = plugins.find((plugin) => plugin.module === module)?.actions[name];
  return action ?? expect.fail(`there is no ${module}.${name}`);
}

describe('pythonPlugins', () => {
  test('given a described package, when made into plugins, then every module is one and every function an action', () => {
    const { plugins, leftOut } = pythonPlugins(description, options);
    expect(plugins.map(({ module }) => module)).toEqual([
      'python_hostile',
      'python_kinds',
      'python_texts',
      'python_verdicts',
    ]);
    expect(Object.keys(plugins[2]?.actions ?? {})).toEqual([
      'count_words',
      'join',
      'later',
      'size_of',
      'transform',
      'turn_around',
    ]);
    expect(leftOut.map(({ name }) => name)).toEqual(['broken', 'fatal', 'leaves', 'slow', 'kinds.wants_function']);
  });

  test('given an action, when run, then it calls the function, with the defaults of its schema', async () => {
    const { plugins } = pythonPlugins(description, options);
    const workspace = freshWorkspace();
    const count = actionIn(plugins, 'python_texts', 'count_words');
    const { output } = await runAction(count, { text: 'a bb bb' }, { workspace, config });
    expect(output).toMatchObject({ result: { a: 1, bb: 2 }, module: 'small_tools.texts' });
    const turn = actionIn(plugins, 'python_texts', 'turn_around');
    expect((await runAction(turn, { text: 'abc' }, { workspace, config })).output).toMatchObject({
      result: { text: 'cba' },
    });
  });

  test('given parameters that do not fit, when run, then they are refused before Python starts', async () => {
    const { plugins } = pythonPlugins(description, { ...options, python: 'python9.99' });
    const count = actionIn(plugins, 'python_texts', 'count_words');
    for (const input of [{}, { text: 1 }, { text: 'a', more: 1 }]) {
      expect(await failureOf(runAction(count, input, { config }))).toMatchObject({ code: 'INVALID_PARAMETERS' });
    }
  });

  test('given schemas of functions, when shown to authors, then they say what the function takes', () => {
    const { plugins } = pythonPlugins(description, options);
    const schema = z.toJSONSchema(actionIn(plugins, 'python_texts', 'count_words').input, { io: 'input' });
    expect(schema).toMatchObject({
      properties: { text: { type: 'string', description: expect.stringContaining('What is counted') } },
      required: ['text'],
      additionalProperties: false,
    });
  });

  test('given options, when made into plugins, then prefix, exceptions and rule hold', async () => {
    const { plugins } = pythonPlugins(description, {
      ...options,
      prefix: '',
      except: ['kinds', 'hostile'],
      failureRule: 'none',
    });
    expect(plugins.map(({ module }) => module)).toEqual(['texts', 'verdicts']);
    const give = actionIn(plugins, 'verdicts', 'give');
    const { output } = await runAction(give, { value: { error: 'x' } }, { workspace: freshWorkspace(), config });
    expect(output).toMatchObject({ result: { error: 'x' } });
  });
});

describe('describePythonModules', () => {
  const described = (workspace: string, cacheFile: string, logs: string[] = []) =>
    runAction(
      defineAction({
        title: 'Describe',
        input: z.object({}),
        output: z.object({ modules: z.array(z.string()) }),
        effects: ['exec'],
        idempotent: true,
        async run(context) {
          const { modules } = await describePythonModules(context, { ...options, package: 'small_tools', cacheFile });
          return { modules: modules.map(({ module }) => module) };
        },
      }),
      {},
      { workspace, config, onLog: ({ message }) => logs.push(message) },
    );

  test('given a cache, when nothing has changed, then it is used, and made anew when a file has', async () => {
    const workspace = freshWorkspace();
    for (const file of ['slow', 'fatal']) writeFileSync(join(workspace, `lib/small_tools/${file}.py`), '');
    const cacheFile = join(workspace, 'cache/small_tools.json');
    const first = await described(workspace, cacheFile);
    const { mtimeMs } = statSync(cacheFile);
    expect(await described(workspace, cacheFile)).toMatchObject({ output: first.output });
    expect(statSync(cacheFile).mtimeMs).toBe(mtimeMs);

    writeFileSync(join(workspace, 'lib/small_tools/more.py'), 'def one():\n    return 1\n');
    const { output } = await described(workspace, cacheFile);
    expect(output.modules).toContain('small_tools.more');
  });

  test('given a cache that is damaged, when read, then it is made anew', async () => {
    const workspace = freshWorkspace();
    for (const file of ['slow', 'fatal']) writeFileSync(join(workspace, `lib/small_tools/${file}.py`), '');
    const cacheFile = join(workspace, 'cache.json');
    writeFileSync(cacheFile, '{"key": ');
    utimesSync(cacheFile, 1, 1);
    await described(workspace, cacheFile);
    expect(JSON.parse(readFileSync(cacheFile, 'utf8'))).toMatchObject({ description: { package: 'small_tools' } });
  });
});
