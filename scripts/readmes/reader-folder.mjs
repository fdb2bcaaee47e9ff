// The folder in which README code runs: it has the built packages as an installation would give them.
import { chmodSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readPackages } from '../workspace.mjs';

/** @param {string} link @param {string} target */
function linkTo(link, target) {
  if (existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(realpathSync(target), link);
}

/**
 * Links every published package, what it depends on, and its programs into `folder`/node_modules.
 * @param {string} root of the repository
 * @param {string} folder
 */
export function furnish(root, folder) {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'reader', private: true, type: 'module' }));
  for (const { folder: own, name, manifest } of readPackages(root)) {
    if (manifest.private === true) continue;
    linkTo(join(modules, name), join(root, own));
    for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      const installed = join(root, own, 'node_modules', dependency);
      if (existsSync(installed)) linkTo(join(modules, dependency), installed);
    }
    const programs = typeof manifest.bin === 'string' ? { [name]: manifest.bin } : (manifest.bin ?? {});
    for (const [program, file] of Object.entries(programs)) {
      const script = join(modules, '.bin', program);
      writeFileSync(script, `#!/bin/sh\nexec node "${join(root, own, file)}" "$@"\n`);
      chmodSync(script, 0o755);
    }
  }
}
