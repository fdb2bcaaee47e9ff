// The Node versions on which the installed packages are tried.

/** @typedef {{ program: string, args: readonly string[] }} NodeCommand */

/**
 * @param {string} setting CODOMYRMEX_NODES: `npx:22,24` (versions that npm fetches), or paths of node programs
 * separated by colons; empty for this Node only
 * @returns {NodeCommand[]} this Node first
 */
export function nodeCommands(setting) {
  const own = { program: process.execPath, args: [] };
  if (!setting.startsWith('npx:')) {
    return [
      own,
      ...setting
        .split(':')
        .filter(Boolean)
        .map((program) => ({ program, args: [] })),
    ];
  }
  const versions = setting.slice('npx:'.length).split(',').filter(Boolean);
  const fetched = versions.map((version) => ({
    program: 'npx',
    args: ['--yes', '--prefer-offline', '--loglevel=error', '--package', `node@${version}`, '--', 'node'],
  }));
  return [own, ...fetched];
}
