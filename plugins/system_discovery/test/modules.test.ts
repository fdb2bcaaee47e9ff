import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, test } from 'vitest';
import { systemDiscovery } from '../src/index.ts';

const { actions } = systemDiscovery;

const project = {
  '.git/HEAD': 'ref: refs/heads/feature/x\n',
  'package.json': '{"name":"root","version":"1.0.0"}',
  'README.md': '# R\n',
  LICENSE: 'MIT License',
  'packages/a/package.json':
    '{"name":"@r/a","version":"0.2.0","dependencies":{"x":"1"},"scripts":{"build":"rm -rf /"}}',
  'packages/a/README.md': '# A\n',
  'packages/a/src/a.ts': '/** Says. */\nexport function a() {}\n// more\n',
  'packages/a/test/a.test.ts': 'test();\n',
  'packages/b/pyproject.toml': '[project]\nname = "b"\nversion = "3"\n',
  'packages/b/b/__init__.py': '',
  'packages/b/b/inner/__init__.py': 'def _p(): pass\n',
  'packages/b/test_b.py': 'def test(): pass\n',
  'docs/requirements.txt': 'sphinx\n',
  'broken/package.json': '{',
};

describe('build_module_catalog', () => {
  test('given manifests and packages, when catalogued, then each module has what lies in it and in no module below', async () => {
    const { output } = await runAction(actions.build_module_catalog, {}, { workspace: await projectFolder(project) });
    expect(output.by_kind).toEqual({ npm: 3, python: 2 });
    expect(output.modules.map(({ path, name, files, test_files }) => [path, name, files, test_files])).toEqual([
      ['.', 'root', 4, 0],
      ['broken', 'broken', 1, 0],
      ['packages/a', '@r/a', 4, 1],
      ['packages/b', 'b', 2, 1],
      ['packages/b/b', 'b', 2, 0],
    ]);
    expect(output.modules[2]).toEqual({
      name: '@r/a',
      path: 'packages/a',
      kind: 'npm',
      version: '0.2.0',
      manifest: 'packages/a/package.json',
      files: 4,
      lines: 6,
      language: 'TypeScript',
      dependencies: 1,
      scripts: ['build'],
      has_readme: true,
      has_license: false,
      test_files: 1,
    });
    expect(output.modules[4]).toMatchObject({ kind: 'python', manifest: null, version: null });
  });

  test('given no module, when catalogued or audited, then it does not apply', async () => {
    const workspace = await projectFolder({ 'a.txt': '' });
    for (const action of [actions.build_module_catalog, actions.audit_module_structure]) {
      const thrown = await runAction<typeof action.input, typeof action.output>(action, {}, { workspace }).catch(
        (error: unknown) => error,
      );
      expect(isNotApplicable(thrown)).toBe(true);
    }
  });
});

describe('audit_module_structure', () => {
  test('given modules, when audited, then each is told what it lacks', async () => {
    const workspace = await projectFolder(project);
    const checks = ['readme', 'license', 'tests', 'version', 'code'] as const;
    const { output } = await runAction(actions.audit_module_structure, { checks: [...checks] }, { workspace });
    expect(Object.fromEntries(output.modules.map(({ path, missing }) => [path, missing.join(' ')]))).toEqual({
      '.': 'tests code',
      broken: 'readme license tests version code',
      'packages/a': 'license',
      'packages/b': 'readme license',
      'packages/b/b': 'readme license tests version',
    });
    expect(output).toMatchObject({
      compliant: false,
      modules_count: 5,
      compliant_count: 0,
      missing_by_check: { readme: 3, license: 4, tests: 3, version: 2, code: 2 },
    });
    const some = await runAction(actions.audit_module_structure, { repo_root: 'packages/a' }, { workspace });
    expect(some.output).toMatchObject({ compliant: true, modules: [{ path: '.', missing: [] }] });
  });
});

describe('get_system_status', () => {
  test('given a project, when asked, then machine and branch are as they are', async () => {
    const { output } = await runAction(actions.get_system_status, {}, { workspace: await projectFolder(project) });
    expect(output).toMatchObject({
      has_git: true,
      branch: 'feature/x',
      system: { platform: process.platform, node: process.versions.node, cpus: expect.any(Number) },
    });
    expect(output.system.memory_free_gb).toBeLessThanOrEqual(output.system.memory_gb);
    expect(output.system.load).toHaveLength(3);
  });

  test('given no branch, when asked, then there is none', async () => {
    for (const HEAD of [
      '0123456789abcdef0123456789abcdef01234567\n',
      'ref: refs/heads/a b\n',
      'ref: refs/heads/\u001b[2J\n',
    ]) {
      const workspace = await projectFolder({ '.git/HEAD': HEAD });
      expect((await runAction(actions.get_system_status, {}, { workspace })).output.branch).toBeNull();
    }
  });
});

describe('run_full_discovery and export_inventory', () => {
  test('given a project, when discovered, then modules, capabilities and machine are told in one', async () => {
    const workspace = await projectFolder(project);
    const { output } = await runAction(actions.run_full_discovery, {}, { workspace, now: () => 0 });
    expect(output).toMatchObject({
      root: workspace,
      name: 'root',
      discovered_at: '1970-01-01T00:00:00.000Z',
      branch: 'feature/x',
      capabilities: [{ name: 'a', doc: 'Says.' }, { name: 'test' }],
      totals: { functions: 3, exported: 2, documented: 1 },
      truncated: false,
    });
    expect(output.modules).toHaveLength(5);
    expect(output.summary).toMatch(/^root: 5 modules, 5 files of code \(Python, TypeScript\), 3 functions/);
  });

  test('given a project, when exported, then both files say the same, and names that are Markdown are text', async () => {
    const workspace = await projectFolder({ ...project, 'evil/package.json': '{"name":"a|b <img src=x>"}' });
    const texts: string[] = [];
    const { output } = await runAction(
      actions.export_inventory,
      { output_name: 'all', max_capabilities: 1 },
      {
        workspace,
        inspect: async ({ artifacts }) => {
          for (const name of ['all.json', 'all.md']) texts.push(await readFile(join(artifacts, name), 'utf8'));
        },
      },
    );
    const [json = '', markdown = ''] = texts;
    expect(output).toMatchObject({ modules: 6, capabilities: 1, capabilities_left_out: 1 });
    expect(output.files.map(({ format, bytes }) => [format, bytes])).toEqual([
      ['json', Buffer.byteLength(json)],
      ['markdown', Buffer.byteLength(markdown)],
    ]);
    expect(JSON.parse(json)).toMatchObject({ schema_version: 1, name: 'root', modules: { length: 6 } });
    expect(markdown).toContain('| a\\|b \\<img src=x\\> | evil | npm |');
    expect(markdown).toContain('1 more are not listed.');
    await expect(runAction(actions.export_inventory, { output_name: '../x' }, { workspace })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });
});
