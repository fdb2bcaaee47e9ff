import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { expect, test } from 'vitest';
import { systemDiscovery } from '../src/index.ts';

const { get_system_context: getSystemContext } = systemDiscovery.actions;

test('given a project, when its context is asked for, then its entries, manifests, tools and guides are told, and the machine', async () => {
  const workspace = await projectFolder({
    'package.json': '{"name":"app"}',
    'pnpm-lock.yaml': 'lockfileVersion: 9\n',
    'uv.lock': '',
    'README.md': '# App\n',
    'AGENTS.md': '',
    'src/package.json': '{"name":"inner"}',
  });
  await symlink('/etc/passwd', join(workspace, 'pyproject.toml'));
  const { output } = await runAction(getSystemContext, {}, { workspace });
  expect(output).toMatchObject({
    root: workspace,
    name: 'app',
    has_git: false,
    truncated: false,
    package_managers: ['pnpm', 'uv'],
    guides: ['AGENTS.md', 'README.md'],
    manifests: [{ file: 'package.json', kind: 'npm', name: 'app' }],
    system: { platform: process.platform, arch: process.arch, node: process.versions.node },
  });
  expect(output.entries).toContainEqual({ name: 'src', type: 'folder' });
  expect(output.entries).toContainEqual({ name: 'pyproject.toml', type: 'link' });
});

test('given no manifest, when the context is asked for, then the folder gives the name', async () => {
  const workspace = await projectFolder({ 'inner/a.txt': '' });
  const { output } = await runAction(getSystemContext, { root_dir: 'inner' }, { workspace });
  expect(output).toMatchObject({ name: 'inner', manifests: [] });
});
