import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { envNames } from '../src/env-file.ts';
import { environmentSetup } from '../src/index.ts';

const { check_api_keys: checkKeys, check_and_setup_env_vars: checkVariables } = environmentSetup.actions;
const secret = ['do', 'not', 'tell'].join('-');

function variables(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

describe('check_api_keys', () => {
  test('given set, empty and missing variables, when checked, then only whether they are set is told', async () => {
    variables({ TEST_KEY_A: secret, TEST_KEY_B: '  ' });
    const { output, logs } = await runAction(checkKeys, {
      keys: ['TEST_KEY_A', 'TEST_KEY_B', 'TEST_KEY_C', 'TEST_KEY_A'],
    });
    expect(output).toEqual({
      all_set: false,
      keys: [
        { name: 'TEST_KEY_A', set: true },
        { name: 'TEST_KEY_B', set: false },
        { name: 'TEST_KEY_C', set: false },
      ],
      missing: ['TEST_KEY_B', 'TEST_KEY_C'],
    });
    expect(JSON.stringify([output, logs])).not.toContain(secret);
  });

  test('given names that are none, when checked, then they are refused', async () => {
    for (const name of ['A=B', '', '1A', 'A B', '$A']) {
      await expect(runAction(checkKeys, { keys: [name] })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    }
  });
});

describe('check_and_setup_env_vars', () => {
  test('given a .env and an example, when checked, then each variable says where it is set, and no value is told', async () => {
    variables({ TEST_FROM_SHELL: secret });
    const workspace = await projectFolder({
      '.env': `export TEST_IN_FILE=${secret}\nTEST_EMPTY=""\n# TEST_COMMENT=x\n`,
      '.env.example': 'TEST_IN_FILE=\nTEST_EXAMPLE_ONLY=default\nTEST_EMPTY=\n',
    });
    const input = { required: ['TEST_FROM_SHELL', 'TEST_IN_FILE', 'TEST_EMPTY'], optional: ['TEST_NOWHERE'] };
    const { output } = await runAction(checkVariables, input, { workspace });
    expect(output.variables).toEqual([
      { name: 'TEST_FROM_SHELL', required: true, set_in: 'environment', in_example: false },
      { name: 'TEST_IN_FILE', required: true, set_in: 'env_file', in_example: true },
      { name: 'TEST_EMPTY', required: true, set_in: null, in_example: true },
      { name: 'TEST_NOWHERE', required: false, set_in: null, in_example: false },
      { name: 'TEST_EXAMPLE_ONLY', required: false, set_in: null, in_example: true },
    ]);
    expect(output).toMatchObject({
      valid: false,
      missing_required: ['TEST_EMPTY'],
      missing_optional: ['TEST_NOWHERE', 'TEST_EXAMPLE_ONLY'],
      env_file: true,
      example_file: true,
      suggestions: ['set TEST_EMPTY'],
    });
    expect(JSON.stringify(output)).not.toContain(secret);
  });

  test('given an example and no .env, when something is missing, then copying is suggested and nothing is written', async () => {
    const workspace = await projectFolder({ '.env.example': 'TEST_X=\n' });
    const { output } = await runAction(checkVariables, {}, { workspace });
    expect(output).toMatchObject({
      valid: true,
      env_file: false,
      suggestions: ['copy .env.example to .env and fill in what is missing'],
    });
    const again = await runAction(checkVariables, {}, { workspace });
    expect(again.output.env_file).toBe(false);
  });

  test('given an example, when a .env is asked for, then it is made once, within the workspace, and never in place of another', async () => {
    const workspace = await projectFolder({
      '.env.example': 'TEST_X=1\n',
      'own/.env': 'A=1\n',
      'own/.env.example': 'B=1\n',
    });
    const made = await runAction(checkVariables, { create_env_file: true }, { workspace });
    expect(made.output).toMatchObject({ env_file: true, env_file_created: true });
    expect(readFileSync(join(workspace, '.env'), 'utf8')).toBe('TEST_X=1\n');
    const again = await runAction(checkVariables, { create_env_file: true, repo_root: 'own' }, { workspace });
    expect(again.output).toMatchObject({ env_file: true, env_file_created: false });
    expect(readFileSync(join(workspace, 'own/.env'), 'utf8')).toBe('A=1\n');
    const outside = await projectFolder({ '.env.example': 'C=1\n' });
    await expect(
      runAction(checkVariables, { create_env_file: true, repo_root: outside }, { workspace }),
    ).rejects.toMatchObject({ code: 'PATH_REFUSED' });
  });

  test('given a .env that is a folder or a dangling link, when checked, then there is none', async () => {
    const workspace = await projectFolder({ '.env/x': '' });
    symlinkSync('nowhere', join(workspace, '.env.example'));
    const { output } = await runAction(checkVariables, { required: ['TEST_X'] }, { workspace });
    expect(output).toMatchObject({ env_file: false, example_file: false, missing_required: ['TEST_X'] });
  });
});

describe('files of variables', () => {
  test('given any names and values, when written and read, then the names are those, with whether they have a value', () => {
    const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,10}$/);
    const value = fc.constantFrom('', ' ', '""', "''", '# comment', 'x', '"x"', 'a=b', '"" # c', '0');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }),
        fc.constantFrom('\n', '\r\n'),
        (entries, end) => {
          const text = entries.map(([key, content]) => `${key}=${content}`).join(end);
          const filled = new Set(['x', '"x"', 'a=b', '0']);
          expect([...envNames(text)]).toEqual(
            entries.map(([key, content]) => [key, filled.has(content) ? 'set' : 'empty']),
          );
        },
      ),
    );
  });
});
