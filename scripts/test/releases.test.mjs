import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPackages, repositoryRoot } from '../workspace.mjs';
import { plant } from './planted-tree.mjs';

const changesets = join(repositoryRoot, 'node_modules/@changesets/cli/bin.js');
const copied = ['.changeset/config.json', 'pnpm-workspace.yaml', 'package.json'];

/** Our packages, each at 0.4.2, with one change that waits for its release. @param {string} change */
function released(change) {
  const packages = readPackages(repositoryRoot);
  const root = plant({
    ...Object.fromEntries(copied.map((path) => [path, readFileSync(join(repositoryRoot, path), 'utf8')])),
    ...Object.fromEntries(
      packages.map(({ folder, manifest }) => [`${folder}/package.json`, { ...manifest, version: '0.4.2' }]),
    ),
    '.changeset/one.md': `---\n${change}\n---\n\nWhat is new.\n`,
  });
  const git = ['-c', 'user.name=a', '-c', 'user.email=a@localhost', '-c', 'commit.gpgsign=false'];
  execFileSync('git', ['add', '--all'], { cwd: root });
  execFileSync('git', [...git, 'commit', '--quiet', '--message', 'all'], { cwd: root });
  execFileSync(process.execPath, [changesets, 'version'], { cwd: root, stdio: 'pipe' });
  return readPackages(root).map(({ name, manifest }) => ({ name, manifest }));
}

/** @param {ReturnType<typeof released>} packages @param {string} name */
const versionOf = (packages, name) => packages.find((one) => one.name === name)?.manifest.version;

describe('a release', () => {
  it.each([
    ['minor', '0.5.0', '0.4.3'],
    ['patch', '0.4.3', '0.4.2'],
  ])(
    'given a %s of core, then nothing becomes a major version for it, and the testing kit is of the same version',
    (bump, version, maker) => {
      const packages = released(`"@codomyrmex/core": ${bump}`);
      const majors = packages.filter(({ manifest }) => manifest.private !== true && !manifest.version.startsWith('0.'));
      expect(majors.map(({ name }) => name)).toEqual([]);
      // A new plugin asks for both by the version of core.
      expect([versionOf(packages, '@codomyrmex/core'), versionOf(packages, '@codomyrmex/testing')]).toEqual([
        version,
        version,
      ]);
      // Who makes it follows where its range of core no longer holds.
      expect(versionOf(packages, 'create-codomyrmex-plugin')).toBe(maker);
    },
  );
});
