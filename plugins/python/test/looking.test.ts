import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { python } from '../src/index.ts';
import { failureOf, freshWorkspace, runOn } from './small-tools.ts';

const {
  describe: describeModules,
  list_modules: listModules,
  list_tools: listTools,
  check_environment: checkEnvironment,
} = python.actions;

describe('list_modules', () => {
  test('given a package, when listed, then its modules are named and none of its code ran', async () => {
    const workspace = freshWorkspace();
    const { output, logs } = await runOn(listModules, workspace, {});
    expect(output.modules.map(({ module }) => module)).toEqual([
      'broken',
      'fatal',
      'hostile',
      'kinds',
      'leaves',
      'slow',
      'texts',
      'verdicts',
    ]);
    expect(output.modules).toContainEqual({ module: 'texts', is_package: true });
    expect(logs).toEqual([]);
    expect(existsSync(join(workspace, 'lib/small_tools/__pycache__'))).toBe(false);
  });

  test('given depth, limit and a module, when listed, then these hold', async () => {
    const workspace = freshWorkspace();
    const deep = await runOn(listModules, workspace, { depth: 2, limit: 2 });
    expect(deep.output).toMatchObject({ modules: [{ module: 'broken' }, { module: 'fatal' }], truncated: 7 });
    const below = await runOn(listModules, workspace, { below: 'texts' });
    expect(below.output.modules).toEqual([{ module: 'texts.mcp_tools', is_package: false }]);
  });

  test('given a package that is not there, when listed, then that is the failure', async () => {
    const error = await failureOf(runOn(listModules, freshWorkspace(), { python_path: [] }));
    expect(error).toMatchObject({ code: 'PACKAGE_NOT_FOUND', retryable: false });
  });
});

describe('what modules offer', () => {
  test('given a module, when described, then its own public functions have signatures and schemas', async () => {
    const { output } = await runOn(describeModules, freshWorkspace(), { module: 'texts' });
    expect(output.modules).toHaveLength(1);
    const [texts] = output.modules;
    expect(texts).toMatchObject({ module: 'small_tools.texts', description: 'Work with texts.' });
    expect(texts?.functions.map(({ name }) => name)).toEqual([
      'count_words',
      'join',
      'later',
      'size_of',
      'transform',
      'turn_around',
    ]);
    expect(texts?.functions[0]).toEqual({
      name: 'count_words',
      module: 'small_tools.texts',
      signature: 'count_words(text: str, least: int = 1) -> dict',
      description: 'Counts the words of a text.',
      asynchronous: false,
      schema: {
        type: 'object',
        properties: {
          text: { type: 'string', description: 'What is counted; it may have several lines.' },
          least: { type: 'integer', default: 1, description: 'Words with fewer letters are left out.' },
        },
        required: ['text'],
        additionalProperties: false,
      },
    });
  });

  test('given the package’s own catalogue, when described, then it fills what annotations leave open', async () => {
    const { output } = await runOn(describeModules, freshWorkspace(), { module: 'texts' });
    expect(output.modules[0]?.functions.at(-1)).toMatchObject({
      name: 'turn_around',
      module: 'small_tools.texts.mcp_tools',
      description: 'Turns a text around.',
      schema: { properties: { text: { type: 'string', maxLength: 5 } }, required: ['text'] },
    });
  });

  test('given annotations of every kind, when described, then their schemas say the same', async () => {
    const { output } = await runOn(describeModules, freshWorkspace(), { module: 'kinds' });
    const functions = new Map(output.modules[0]?.functions.map((one) => [one.name, one]));
    expect(functions.get('described')?.schema).toEqual({
      type: 'object',
      properties: {
        plain: {},
        anything: {},
        text: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        number: { type: 'number', default: 1.5 },
        mode: { enum: ['fast', 'slow'], default: 'fast' },
        colours: { anyOf: [{ type: 'array', items: { enum: ['red', 'blue'] } }, { type: 'null' }] },
        where: { type: 'string', description: 'A path.', default: '.' },
      },
      required: ['plain', 'anything'],
      additionalProperties: false,
    });
    expect(functions.get('wants_function')?.not_callable).toBe(
      'its parameter "function" wants a function, which JSON cannot hold',
    );
    expect(functions.get('taken')?.schema).toMatchObject({
      properties: {
        point: { title: 'Point', required: ['x'], additionalProperties: false },
        names: { type: 'array' },
        by_name: { anyOf: [{ type: 'object', additionalProperties: { enum: ['red', 'blue'] } }, { type: 'null' }] },
      },
    });
  });

  test('given every module, when described, then those that cannot be imported are named with the reason', async () => {
    const { output } = await runOn(describeModules, freshWorkspace(), { timeout: 2 });
    expect(output.modules.map(({ module }) => module)).toEqual([
      'small_tools.hostile',
      'small_tools.kinds',
      'small_tools.texts',
      'small_tools.verdicts',
    ]);
    expect(output.failed.map(({ module, code }) => `${module} ${code}`)).toEqual([
      'broken MODULE_UNIMPORTABLE',
      'fatal PROCESS_EXITED',
      'leaves MODULE_UNIMPORTABLE',
      'slow TIMEOUT_EXCEEDED',
    ]);
  });

  test('given one module that cannot be imported, when described, then the step fails', async () => {
    const error = await failureOf(runOn(describeModules, freshWorkspace(), { module: 'broken' }));
    expect(error).toMatchObject({ code: 'MODULE_UNIMPORTABLE' });
  });
});

describe('list_tools', () => {
  test('given a package with a catalogue, when listed, then its tools have the schemas that it gives them', async () => {
    const { output } = await runOn(listTools, freshWorkspace(), {});
    expect(output.tools).toEqual([
      {
        name: 'small_tools.turn_around',
        module: 'small_tools.texts.mcp_tools',
        action: 'turn_around',
        description: 'Turns a text around.',
        category: 'texts',
        version: '2.0',
        deprecated_in: null,
        schema: expect.objectContaining({ required: ['text'] }),
      },
    ]);
  });
});

describe('check_environment', () => {
  test('given a package that can be imported, when checked, then version and interpreter are told', async () => {
    const { output } = await runOn(checkEnvironment, freshWorkspace(), {});
    expect(output).toMatchObject({
      ready: true,
      reason: null,
      interpreter: { python: expect.stringMatching(/^3\.\d+\.\d+/), implementation: 'CPython' },
      package: { name: 'small_tools', found: true, version: '1.2.3', location: expect.stringContaining('small_tools') },
    });
  });

  test('given no package or no interpreter, when checked, then the reason is a result', async () => {
    const workspace = freshWorkspace();
    const none = await runOn(checkEnvironment, workspace, { python_path: [] });
    expect(none.output).toMatchObject({
      ready: false,
      reason: 'there is no package small_tools on the path',
      package: { found: false },
    });
    const nobody = await runOn(checkEnvironment, workspace, { python: 'python9.99' });
    expect(nobody.output).toEqual({
      ready: false,
      reason: 'python9.99: command not found',
      interpreter: null,
      package: null,
    });
  });

  test('given any look, when it is over, then nothing is left in the folder of the bridge', async () => {
    await runOn(checkEnvironment, freshWorkspace(), {});
    const bridge = new URL('../bridge/', import.meta.url);
    expect(readdirSync(bridge, { recursive: true }).filter((name) => String(name).includes('__pycache__'))).toEqual([]);
  });
});
