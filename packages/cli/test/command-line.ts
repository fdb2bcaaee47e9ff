import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';

const program = fileURLToPath(new URL('../bin/codomyrmex.cjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CommandLineOptions {
  readonly columns?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder of its own with the built command line in it, as a user has it; gone after the test. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'codomyrmex-cli-'));
  readonly #children = new Set<ChildProcess>();
  readonly #node: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  /** The file that is run: of this package, or of an installation that a test has made. */
  program = program;

  /** `columns`: as wide as a terminal of so many, though it is none. `environment`: variables beside the few that it has. */
  constructor({ columns, environment = {} }: CommandLineOptions = {}) {
    this.#environment = environment;
    this.#node = columns === undefined ? [] : ['--import', asWideAs(columns)];
    onTestFinished(() => {
      for (const child of this.#children) child.kill('SIGKILL');
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  file(name: string, content: string | object): string {
    const path = join(this.folder, name);
    writeFileSync(path, typeof content === 'string' ? content : stringify(content));
    return path;
  }

  /** Runs a command to its end. */
  async run(...words: string[]): Promise<Ended> {
    return this.begin(...words).ended;
  }

  /** Runs a command with `--json` and gives the one document on stdout. */
  async json(...words: string[]): Promise<Ended & { readonly document: ReturnType<typeof JSON.parse> }> {
    const ended = await this.run(...words, '--json');
    return { ...ended, document: JSON.parse(ended.stdout) };
  }

  begin(...words: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
    const child = spawn(process.execPath, [...this.#node, this.program, ...words], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        CODOMYRMEX_ORCHESTRATION_DIR: join(this.folder, 'data'),
        ...this.#environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.once('close', (code, signal) => {
        this.#children.delete(child);
        resolve({ code, signal, stdout, stderr });
      });
    });
    return { child, ended };
  }
}

/** A step of the shell module without retries. */
export const shell = (name: string, command: string | string[], more: object = {}) => ({
  name,
  module: 'shell',
  action: 'run',
  parameters: { command },
  max_retries: 0,
  ...more,
});

/** Resolves when `look` gives something; looks again every few milliseconds of real time. */
export async function eventually<Value>(look: () => Promise<Value | undefined> | Value | undefined): Promise<Value> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((next) => setImmediate(next));
  }
  throw new Error('it did not happen within 20 s');
}

/** A process that has ended and waits for init to ask for its exit code is a zombie: dead. */
export function isAlive(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** A module that makes the stream of stdout, which would not be made for a pipe, and tells its width. */
function asWideAs(columns: number): string {
  const made = `const { stdout } = process; stdout.columns = ${columns};`;
  const known = "Object.defineProperty(process, 'stdout', { value: stdout, configurable: true });";
  return `data:text/javascript,${encodeURIComponent(`${made} ${known}`)}`;
}
