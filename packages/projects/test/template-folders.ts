import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own, gone after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export function write(folder: string, files: Files): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Writes a template: its description without what every one has, and its tree. */
export function template(folder: string, definition: object, files: Files = {}): string {
  const whole = { schema_version: 1, name: 'shop', version: '1.0.0', ...definition };
  const tree = Object.fromEntries(Object.entries(files).map(([path, content]) => [`files/${path}`, content]));
  return write(folder, { 'template.json': JSON.stringify(whole, undefined, 2), ...tree });
}

/** Everything that a folder holds: text, links and permissions by path; folders end in a slash. */
export function snapshot(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const there = lstatSync(join(folder, path));
      const mode = (there.mode & 0o777).toString(8);
      if (there.isDirectory()) return [`${path}/`, mode];
      return [path, there.isFile() ? `${mode} ${readFileSync(join(folder, path), 'latin1')}` : 'link'];
    }),
  );
}

/** The text of files by path, without what codomyrmex remembers. */
export function texts(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => !path.startsWith('.codomyrmex') && lstatSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

export const project = {
  name: 'my shop',
  type: 'web_application',
  description: 'sells "things"',
  author: 'Ada',
  version: '1.0.0',
  created_at: '2026-11-30T00:00:00.000Z',
} as const;
