import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { isOrchestrationError } from './errors.ts';
import { writeManifest } from './plugin-manifest/write-manifest.ts';

// The program of `codomyrmex-manifest [--check | --version]`: a step of a plugin's build, in the folder of its package.

const words = process.argv.slice(2);

try {
  if (words.length > 1 || words.some((word) => !['--check', '--version'].includes(word))) {
    throw new Error('usage: codomyrmex-manifest [--check | --version]');
  }
  if (words[0] === '--version') console.log(ownVersion());
  else {
    const check = words[0] === '--check';
    const { path, isFresh } = await writeManifest(process.cwd(), { check });
    if (check && !isFresh) {
      throw new Error(`${relative(process.cwd(), path)} is stale: run codomyrmex-manifest, and keep what it writes`);
    }
  }
} catch (error) {
  const told = error instanceof Error ? error.message : String(error);
  const advice = isOrchestrationError(error) ? error.suggestions.map((line) => `\n  ${line}`).join('') : '';
  console.error(`codomyrmex-manifest: ${told}${advice}`);
  process.exitCode = 1;
}

function ownVersion(): string {
  const described: unknown = createRequire(import.meta.url)('../package.json');
  return typeof described === 'object' && described !== null && 'version' in described ? String(described.version) : '';
}
