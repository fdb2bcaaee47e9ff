import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DocumentationGenerator } from '../src/index.ts';

/** A project in a folder of its own; gone after the test. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'project-'));
  readonly generator = new DocumentationGenerator();

  constructor(files: Readonly<Record<string, string | Buffer | object>> = {}) {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, content: string | Buffer | object): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    const isText = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(this.path(path), isText ? content : JSON.stringify(content, null, 2));
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(this.path(path));
  }

  /** Every file with its bytes. */
  all(): Record<string, string> {
    const entries = readdirSync(this.folder, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((file) => [file.slice(this.folder.length + 1), readFileSync(file, 'latin1')]),
    );
  }

  /** What a generation did, by document. */
  async generate(options: Parameters<DocumentationGenerator['generate']>[1] = {}): Promise<Record<string, string>> {
    const { documents } = await this.generator.generate(this.folder, options);
    return Object.fromEntries(documents.map(({ path, action }) => [path, action]));
  }

  /** Findings as `CODE file:line`. */
  async found(options: Parameters<DocumentationGenerator['check']>[1] = {}): Promise<string[]> {
    const { findings } = await this.generator.check(this.folder, options);
    return findings.map(({ code, file, line }) => `${code} ${file}:${line}`);
  }
}

/** A small project of npm that has something of everything. */
export const npmProject = {
  'package.json': {
    name: 'greeter',
    version: '1.2.0',
    description: 'Greets whoever asks.',
    license: 'MIT',
    type: 'module',
    exports: './dist/index.js',
    engines: { node: '>=20' },
    scripts: { build: 'tsc', test: 'vitest run', lint: 'biome check' },
    devDependencies: { vitest: '4' },
  },
  'package-lock.json': '{}',
  'src/index.ts': '/** Says hello to somebody. And more. */\nexport function greet(): void {}\n',
  'test/greet.test.ts': 'export {};\n',
  '.codomyrmex/workflows/nightly.yaml':
    'name: nightly\ndescription: every night\nparameters:\n  path: { type: string, default: "." }\nsteps:\n  - { name: a, module: shell, action: run }\n',
};
