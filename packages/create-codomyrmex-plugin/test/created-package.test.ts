import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPlugin } from '../src/create-plugin.ts';
import { emptyFolder, furnish, npm } from './made-in.ts';

const longest = `@${'a-scope-of-a-company-'.repeat(4)}x/${'long-'.repeat(12)}name`;

describe('the package of a new plugin', () => {
  // The longest name moves every line in which it stands: what is formatted for both is formatted for all.
  it.each(['w', longest])(
    'given the name %s, then it builds, lints, tests and packs as it is made',
    (name) => {
      const folder = join(emptyFolder(), 'plugin');
      const { package: packageName, module } = createPlugin({ name, folder });
      furnish(folder);
      for (const words of [['run', 'build'], ['run', 'lint'], ['test'], ['pack']]) {
        const { code, output } = npm(folder, ...words);
        expect(code === 0 ? '' : output).toBe('');
        if (words[0] === 'test') expect(output).toMatch(/Tests\s+5 passed/);
      }
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'dist/codomyrmex.json'), 'utf8'));
      expect(manifest).toMatchObject({
        package: packageName,
        module,
        version: '0.1.0',
        hooks: [{ hook: 'runStarting' }],
        actions: [{ name: 'greet', effects: ['fs:write'], examples: [{ input: { name: 'Ada' } }] }],
      });
      expect(readdirSync(folder).filter((file) => file.endsWith('.tgz'))).toHaveLength(1);
    },
    60_000,
  );

  it('given a version that the code does not have, then the build says which two differ', () => {
    const folder = join(emptyFolder(), 'plugin');
    createPlugin({ name: 'weather', folder });
    furnish(folder);
    expect(npm(folder, 'version', '0.2.0', '--no-git-tag-version').code).toBe(0);
    const { code, output } = npm(folder, 'run', 'build');
    expect(code).toBe(1);
    expect(output).toContain('the plugin says that it is version 0.1.0, and its package.json says 0.2.0');
  });
});
