import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionContext, type ActionDefinition, ActionError, defineAction, NotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const action = <Output>(run: (context: ActionContext, input: { n: number }) => Output) =>
  defineAction({
    title: 'x',
    input: z.strictObject({ n: z.number().default(2) }),
    output: z.object({ value: z.unknown() }),
    effects: ['exec'],
    idempotent: true,
    run: async (context, input) => ({ value: await run(context, input) }),
  });

describe('runAction', () => {
  test('given resources, then the action finds them; without, none', async () => {
    const resources = [{ resource: 'lock:db', type: 'lock', amounts: {}, mode: 'exclusive', fence: 41 }] as const;
    const looks = action((context) => context.resources);
    expect((await runAction(looks, {}, { resources })).output).toEqual({ value: resources });
    expect((await runAction(looks, {})).output).toEqual({ value: [] });
  });

  test('given an action with a configuration, then it reads what is given by its schema, and the defaults without', async () => {
    const greets = defineAction({
      title: 'x',
      input: z.strictObject({}),
      output: z.object({ word: z.string() }),
      effects: [],
      idempotent: true,
      config: z.strictObject({ word: z.string().default('Hello') }),
      run: ({ config }) => Promise.resolve({ word: config.word }),
    });
    expect((await runAction(greets, {})).output).toEqual({ word: 'Hello' });
    expect((await runAction(greets, {}, { config: { word: 'Hi' } })).output).toEqual({ word: 'Hi' });
    await expect(runAction(greets, {}, { config: { words: 'Hi' } })).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      message: expect.stringContaining('words'),
    });
  });

  test('given an action, then it has parsed parameters, real commands and files, and its lines and progress come back', async () => {
    const seen: string[] = [];
    const { output, logs, progress } = await runAction(
      action(async (context, { n }) => {
        context.log.info('begin');
        context.progress(0.5, 'half');
        await writeFile(context.resolve('made.txt'), 'x');
        const { stdout } = await context.exec(['ls'], { logLines: true });
        await context.artifacts.write('a/b.txt', 'kept');
        return [n, stdout, context.attempt, context.now(), context.random()];
      }),
      {},
      {
        attempt: 3,
        now: () => 5,
        random: () => 0.5,
        onLog: ({ message }) => seen.push(message),
        inspect: async ({ workspace, artifacts }) => {
          expect(await readdir(workspace)).toEqual(['made.txt']);
          expect(await readFile(join(artifacts, 'a/b.txt'), 'utf8')).toBe('kept');
        },
      },
    );
    expect(output).toEqual({ value: [2, 'made.txt\n', 3, 5, 0.5] });
    expect(logs).toEqual([
      { level: 'info', message: 'begin' },
      { level: 'info', message: 'made.txt' },
    ]);
    expect(seen).toEqual(['begin', 'made.txt']);
    expect(progress).toEqual([{ fraction: 0.5, message: 'half' }]);
  });

  test('given a workspace, then it is used and left as it is; else the fresh one is removed', async () => {
    const workspace = await mkdtemp(join(tmpdir(), 'codomyrmex-run-action-'));
    const where = action((context) => context.workspace);
    expect((await runAction(where, {}, { workspace })).output.value).toBe(workspace);
    expect(existsSync(workspace)).toBe(true);
    await rm(workspace, { recursive: true });
    expect(existsSync(String((await runAction(where, {})).output.value))).toBe(false);
  });

  test('given what does not fit the schemas or JSON, then that is the failure', async () => {
    await expect(
      runAction(
        action(() => 1),
        { n: 'x' as unknown as number },
      ),
    ).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    await expect(
      runAction(
        action(() => new Date()),
        {},
      ),
    ).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
    const wrong: ActionDefinition = { ...action(() => 1), output: z.object({ value: z.string() }) };
    await expect(runAction(wrong, {})).rejects.toMatchObject({
      code: 'INVALID_OUTPUT',
      message: expect.stringContaining('value'),
    });
  });

  test('given what an action throws, then that very thing is thrown', async () => {
    for (const error of [new ActionError('x', { code: 'MINE' }), new NotApplicable('no'), new TypeError('y')]) {
      const thrown: unknown = await runAction(
        action(() => {
          throw error;
        }),
        {},
      ).catch((caught: unknown) => caught);
      expect(thrown).toBe(error);
    }
  });

  test('given a signal, then commands end and the reason is thrown', async () => {
    const controller = new AbortController();
    const running = runAction(
      action((context) => context.exec({ shell: 'echo ready; sleep 1000' }, { logLines: true })),
      {},
      { signal: controller.signal, onLog: () => controller.abort(new Error('stop')) },
    );
    await expect(running).rejects.toThrow('stop');
    await expect(
      runAction(
        action(() => 1),
        {},
        { signal: controller.signal },
      ),
    ).rejects.toThrow('stop');
  });
});
