import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const inPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Names of all examples. */
export function allExamples(): string[] {
  return readdirSync(inPackage('src'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'));
}

/** What the comment at the end of an example says that it prints; `…` stands for anything, also for nothing. */
export function expectedOutput(name: string): RegExp {
  const [, comment = ''] = readFileSync(inPackage(`src/${name}.ts`), 'utf8').split('\n// Output:\n');
  const lines = comment.trimEnd().split('\n');
  const patterns = lines.map((line) => {
    const text = line.replace(/^\/\/ ?/, '');
    // A line of its own stands for as many lines as there are.
    return text === '…' ? '[^]*' : text.split('…').map(escaped).join('.*');
  });
  return new RegExp(`^${patterns.join('\n')}\n*$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Runs an example as a process of its own in an empty folder. @throws when it does not end with 0, with what it printed. */
export async function runExample(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    const environment = Object.entries(process.env).filter(([key]) => !key.startsWith('CODOMYRMEX_'));
    const { stdout } = await promisify(execFile)(process.execPath, [inPackage(`dist/${name}.js`)], {
      cwd: folder,
      env: { ...Object.fromEntries(environment), NO_COLOR: '1' },
      timeout: 120_000,
    });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
