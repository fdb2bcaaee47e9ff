import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What a plugin shares with us: with a copy of its own of the contract it would speak to nobody. */
const shared = ['@codomyrmex/core', 'zod'] as const;

/** Links the packages that a plugin shares with us into its folder: those that it has itself are none of its. */
export function linkHostPackages(folder: string): void {
  const require = createRequire(import.meta.url);
  for (const name of shared) {
    const ours = realpathSync(dirname(require.resolve(`${name}/package.json`)));
    const place = join(folder, 'node_modules', name);
    if (existsSync(place) && realpathSync(place) === ours) continue;
    mkdirSync(dirname(place), { recursive: true });
    rmSync(place, { recursive: true, force: true });
    symlinkSync(ours, place, 'junction');
  }
}
