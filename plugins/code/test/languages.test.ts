import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import plugin, { code } from '../src/index.ts';
import { executed, executing, failure, machine } from './sandboxed.ts';

/** A folder of programs; PATH is nothing but it and what follows. */
async function onlyPrograms(...following: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'programs-'));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
  vi.stubEnv('PATH', [folder, ...following].join(':'));
  return folder;
}

const noSandbox = { code: 'SANDBOX_UNAVAILABLE', retryable: false };

describe('the module', () => {
  test('given its schemas, then each has a JSON Schema and its examples fit', () => {
    expect(plugin).toBe(code);
    for (const action of Object.values(code.actions)) {
      expect(z.toJSONSchema(action.input, { target: 'draft-7', io: 'input' })).toMatchObject({ type: 'object' });
      expect(z.toJSONSchema(action.output, { target: 'draft-7' })).toMatchObject({ type: 'object' });
      for (const example of action.examples ?? []) expect(action.input.safeParse(example.input).error).toBeUndefined();
    }
  });
});

describe('a machine without a sandbox', () => {
  test('given no bubblewrap on PATH, then code is refused with what is missing, and nothing of it runs', async () => {
    const folder = await onlyPrograms();
    await symlink('/bin/sh', join(folder, 'sh'));
    const refusal = await failure(executing({ language: 'python', code: 'print(1)' }));
    expect(refusal).toMatchObject({ ...noSandbox, message: expect.stringMatching(/not found on PATH: bwrap/) });
    expect(refusal.suggestions?.[0]).toMatch(/Install bubblewrap/);
  });

  test('given a bubblewrap that cannot make a sandbox, then what it says is told', async () => {
    const path = process.env.PATH ?? '';
    const folder = await onlyPrograms(path);
    await writeFile(
      join(folder, 'bwrap'),
      '#!/bin/sh\necho "bwrap: setting up uid map: Permission denied" >&2\nexit 1\n',
    );
    await chmod(join(folder, 'bwrap'), 0o755);
    expect(await failure(executing({ language: 'bash', code: 'true' }))).toMatchObject({
      ...noSandbox,
      message: expect.stringContaining('Permission denied'),
    });
  });

  test('given nothing on PATH, then languages are told as they are', async () => {
    const folder = await onlyPrograms();
    await symlink('/bin/sh', join(folder, 'sh'));
    const { output } = await runAction(code.actions.list_languages, {});
    expect(output).toMatchObject({ languages: [], sandbox: { available: false, reason: /not found on PATH: bwrap/ } });
    expect(output.all.filter(({ found }) => found).map(({ language }) => language)).not.toContain('go');
    expect(output.all.find(({ language }) => language === 'go')).toMatchObject({ found: false, reason: 'Install Go.' });
  });
});

describe('languages', () => {
  test('given this machine, then a language is available when code in it runs', async () => {
    for (const state of machine.all) {
      expect(state.available).toBe(state.found && machine.sandbox.available);
      expect(state.reason === null).toBe(state.available);
    }
    expect(machine.languages).toEqual(machine.all.flatMap((state) => (state.available ? [state.language] : [])));
    await executed({ language: 'bash', code: 'true' }, {}, ({ status }) => expect(status).toBe('success'));
  });

  test.each([
    ['PY', 'python'],
    ['node', 'javascript'],
    ['c++', 'cpp'],
    ['golang', 'go'],
    [' sh ', 'bash'],
  ])('given "%s", then it is %s', async (language, name) => {
    const { output } = await runAction(code.actions.validate_language, { language });
    expect(output).toMatchObject({ valid: true, language: name });
  });

  test.each(['', 'cobol', '__proto__', 'constructor', '--help'])(
    'given "%s", then it is no language',
    async (language) => {
      const { output } = await runAction(code.actions.validate_language, { language });
      expect(output).toMatchObject({ valid: false, available: false, reason: /python/ });
    },
  );
});
