import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface WrittenPlugin {
  readonly module: string;
  /** What is written in `definePlugin`'s braces beside the module, in JavaScript. */
  readonly definition: string;
  readonly package?: string;
  readonly version?: string;
  /** Its range of `@codomyrmex/core`. */
  readonly core?: string;
  /** JavaScript before the definition. */
  readonly before?: string;
}

const require = createRequire(import.meta.url);
/** The range that a plugin of today asks for. */
export const compatible = `^${require('@codomyrmex/core/package.json').version}`;
const hostFolder = (name: string): string => realpathSync(dirname(require.resolve(`${name}/package.json`)));

/** Writes the package of a plugin as its author's build leaves it, with its manifest; gives its folder. */
export function writePlugin(parent: string, written: WrittenPlugin): string {
  const { module, version = '1.0.0', core = compatible, definition, before = '' } = written;
  const name = written.package ?? `codomyrmex-plugin-${module.replaceAll('_', '-')}`;
  const folder = join(parent, name.replaceAll('/', '-'));
  mkdirSync(join(folder, 'dist'), { recursive: true });
  const described = {
    name,
    version,
    type: 'module',
    exports: './dist/index.js',
    files: ['dist'],
    peerDependencies: { '@codomyrmex/core': core, zod: '^4.3.0' },
    codomyrmex: { manifest: './dist/codomyrmex.json' },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(described));
  writeFileSync(
    join(folder, 'dist/index.js'),
    `import { ActionError, defineAction, definePlugin, UsageError } from '@codomyrmex/core';
import * as z from 'zod';
${before}
export default definePlugin({
  module: '${module}', version: '${version}', description: 'Says things.', entry: import.meta.url,
  ${definition}
});
`,
  );
  for (const shared of ['@codomyrmex/core', 'zod']) {
    const place = join(folder, 'node_modules', shared);
    mkdirSync(dirname(place), { recursive: true });
    rmSync(place, { force: true });
    symlinkSync(hostFolder(shared), place);
  }
  execFileSync(process.execPath, [join(hostFolder('@codomyrmex/core'), 'bin/codomyrmex-manifest.js')], { cwd: folder });
  return folder;
}

/** An action that takes nothing and gives `{ text }`, unless `more` says otherwise; `run` is the function's body. */
export const action = (run: string, more = ''): string => `defineAction({
  title: 'Says something', input: z.strictObject({ name: z.string().default('you').describe('Who.') }),
  output: z.object({ text: z.string() }), effects: [], idempotent: true, ${more}
  async run(context, input) { ${run} },
})`;

/** Actions of a plugin in the form that `definition` wants. */
export const actions = (entries: Readonly<Record<string, string>>): string =>
  `actions: { ${Object.entries(entries)
    .map(([name, text]) => `${name}: ${text}`)
    .join(', ')} },`;

/** A step of a module without retries. */
export const step = (name: string, module: string, called: string, more: object = {}) => ({
  name,
  module,
  action: called,
  max_retries: 0,
  ...more,
});
