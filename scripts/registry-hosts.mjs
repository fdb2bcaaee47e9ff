// No file of this repository may name a package registry: whoever installs decides where packages come from.
// Runs before anything is installed: Node's own modules and git only.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from './workspace.mjs';

// The brackets keep these patterns from finding themselves.
const hosts = ['registry[.]npmjs', 'npmj[s][.](org|com)', 'yarnp[k]g', 'unp[k]g', 'jsdeliv[r]'];
const lockfileAddresses = ['https?://', 'tarball:'];

/**
 * @param {string} root
 * @param {readonly string[]} patterns
 * @param {readonly string[]} paths
 */
function grep(root, patterns, paths) {
  const args = ['grep', '--untracked', '-I', '-n', '-i', '-E', patterns.join('|'), '--', ...paths];
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  // git grep: 0 found, 1 nothing found, anything else is trouble.
  if (status !== 0 && status !== 1) throw new Error(`git grep failed: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

/**
 * @param {string} root
 * @returns {{ file: string, line: number, text: string }[]} every place that names a registry
 */
export function findRegistryHosts(root) {
  return [...grep(root, hosts, ['.']), ...grep(root, lockfileAddresses, ['pnpm-lock.yaml'])].map((found) => {
    const [, file = '', line = '0', text = ''] = /^(.*?):(\d+):(.*)$/.exec(found) ?? [];
    return { file, line: Number(line), text: text.trim().slice(0, 120) };
  });
}

// node scripts/registry-hosts.mjs
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = findRegistryHosts(repositoryRoot);
  for (const { file, line, text } of found) console.error(`${file}:${line}: names a registry or an address: ${text}`);
  if (found.length > 0) process.exitCode = 1;
}
