import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { git, repository } from './repository.ts';

const plugin = fileURLToPath(new URL('..', import.meta.url));
const program = fileURLToPath(new URL('../node_modules/codomyrmex/bin/codomyrmex.cjs', import.meta.url));

test('given a repository with a tag and the commands of the README, then its changelog tells what came after', async () => {
  const folder = repository('feat: at first');
  git(folder, 'tag', 'v1.0.0');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'feat(cli): say hello');
  const codomyrmex = (...words: readonly string[]) =>
    promisify(execFile)(process.execPath, [program, ...words], { cwd: folder });
  await codomyrmex('plugin', 'add', plugin, '--link', '--yes');
  const workflow = join(plugin, 'workflows', 'release-notes.yaml');
  await codomyrmex('workflow', 'run', workflow, '--param', 'version=1.1.0', '--param', 'since=v1.0.0');
  expect(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')).toMatch(
    /^# Changelog\n\n## 1\.1\.0\n\n### Added\n\n- \*\*cli\*\* say hello \([0-9a-f]{7}\)\n$/,
  );
});
