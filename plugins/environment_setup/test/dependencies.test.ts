import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, test } from 'vitest';
import { environmentSetup } from '../src/index.ts';

const { check_dependencies: check } = environmentSetup.actions;

async function checked(files: Readonly<Record<string, string>>, input: object = {}) {
  const workspace = await projectFolder(files);
  return (await runAction(check, input, { workspace })).output;
}

const installed = (version: string): string => JSON.stringify({ version });

describe('given a package.json', () => {
  test('when checked, then each dependency is ok, missing or of a wrong version', async () => {
    const output = await checked({
      'package.json': JSON.stringify({
        dependencies: { good: '^1.2.0', old: '>=2', '@scope/there': 'workspace:^', gone: '1' },
        devDependencies: { pre: '^3.0.0-beta.1' },
        optionalDependencies: { maybe: '*' },
        peerDependencies: { host: '^5', good: '^1' },
      }),
      'node_modules/good/package.json': installed('1.4.0'),
      'node_modules/old/package.json': installed('1.9.9'),
      'node_modules/@scope/there/package.json': installed('0.0.0'),
      'node_modules/pre/package.json': installed('3.0.0-beta.4'),
    });
    expect(
      Object.fromEntries(output.dependencies.map(({ name, kind, status }) => [name, `${kind} ${status}`])),
    ).toEqual({
      good: 'runtime ok',
      old: 'runtime wrong_version',
      '@scope/there': 'runtime ok',
      gone: 'runtime missing',
      pre: 'development ok',
      maybe: 'optional missing',
      host: 'peer missing',
    });
    expect(output).toMatchObject({
      satisfied: false,
      missing: ['gone', 'maybe', 'host'],
      wrong_version: ['old'],
      counts: { declared: 7, installed: 4, missing: 3, wrong_version: 1, not_checked: 0 },
    });
  });

  test('when only what is optional or expected of others is missing, then it is satisfied', async () => {
    const output = await checked({
      'package.json': '{"optionalDependencies":{"a":"1"},"peerDependencies":{"b":"1"}}',
    });
    expect(output.satisfied).toBe(true);
  });

  test('when dependencies lie in a folder around it, then they are found as Node finds them', async () => {
    const output = await checked(
      {
        'packages/a/package.json': '{"dependencies":{"x":"^1"}}',
        'node_modules/x/package.json': installed('1.0.0'),
      },
      { path: 'packages/a' },
    );
    expect(output).toMatchObject({ satisfied: true, dependencies: [{ name: 'x', installed: '1.0.0' }] });
  });

  test('when names are given, then only those are looked at, declared or not', async () => {
    const output = await checked(
      {
        'package.json': '{"dependencies":{"a":"1","b":"1"}}',
        'node_modules/a/package.json': installed('1.0.0'),
        'node_modules/extra/package.json': installed('2.0.0'),
      },
      { dependencies: ['a', 'extra', 'none'] },
    );
    expect(output.dependencies.map(({ name, kind, status }) => [name, kind, status])).toEqual([
      ['a', 'runtime', 'ok'],
      ['extra', 'asked', 'ok'],
      ['none', 'asked', 'missing'],
    ]);
  });

  test('when names lead elsewhere or content is odd, then nothing outside is read and nothing breaks', async () => {
    const output = await checked({
      'package.json':
        '{"dependencies":{"../secret":"1","/etc":"1",".bin":"1","__proto__":"1","ok":7},"devDependencies":"x","peerDependencies":["y"]}',
      'secret/package.json': installed('9.9.9'),
    });
    expect(
      output.dependencies.every(({ installed: version, status }) => version === null && status === 'missing'),
    ).toBe(true);
    await expect(checked({ 'package.json': '{"dep' })).rejects.toMatchObject({ code: 'INVALID_MANIFEST' });
    await expect(checked({ 'package.json': '[]' })).rejects.toMatchObject({ code: 'INVALID_MANIFEST' });
  });
});

describe('given a Python project', () => {
  const manifests = {
    'pyproject.toml':
      '[project]\nname = "x"\ndependencies = ["Requests[socks]>=2; python_version > \'3\'", "foo_bar"]\n',
    'requirements.txt': '# comment\n-r other.txt\nnumpy==1.26.0  # pinned\n',
  };

  test('when it has a .venv, then what lies there decides, and nothing of it is run', async () => {
    const site = '.venv/lib/python3.11/site-packages';
    const output = await checked({
      ...manifests,
      [`${site}/requests-2.31.0.dist-info/METADATA`]: '',
      [`${site}/Foo.Bar-1.0.dist-info/METADATA`]: '',
      '.venv/bin/python': '#!/bin/sh\nexit 1\n',
    });
    expect(output.dependencies).toEqual([
      { name: 'Requests', ecosystem: 'python', kind: 'runtime', declared: '>=2', installed: '2.31.0', status: 'ok' },
      { name: 'foo_bar', ecosystem: 'python', kind: 'runtime', declared: '', installed: '1.0', status: 'ok' },
      { name: 'numpy', ecosystem: 'python', kind: 'runtime', declared: '==1.26.0', installed: null, status: 'missing' },
    ]);
    expect(output.satisfied).toBe(false);
  });

  test('when it has no .venv, then it is not claimed that anything is there or missing', async () => {
    const output = await checked(manifests);
    expect(output).toMatchObject({ satisfied: true, not_checked: ['Requests', 'foo_bar', 'numpy'], missing: [] });
  });
});

describe('given nothing to check', () => {
  test('when there is no manifest, then the action does not apply; when there is no folder, it fails', async () => {
    const thrown = await checked({}).catch((error: unknown) => error);
    expect(isNotApplicable(thrown)).toBe(true);
    await expect(checked({}, { path: 'missing' })).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
  });
});
