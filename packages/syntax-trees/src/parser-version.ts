import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The version of tree-sitter that reads the trees: `0.27.1`. */
export function parserVersion(): string {
  // The package does not export its package.json.
  const path = join(dirname(require.resolve('web-tree-sitter')), 'package.json');
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return typeof manifest === 'object' && manifest !== null ? String(Reflect.get(manifest, 'version')) : '';
}
