import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, parse } from 'node:path';
import type { Machine } from './ecosystem.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is run to see whether a program works; `--version` unless said here. None of it is given anything of the repository. */
const probes: Readonly<Record<string, readonly string[]>> = {
  go: ['version'],
  java: ['-version'],
  docker: ['info'],
  'cargo-clippy': ['--version'],
};
const TIMEOUT_MS = 15_000;
const MAX_ROUNDS = 4;
const PYTHON_LOOK = `import importlib.metadata, sys
for name in sys.argv[1:]:
    try:
        importlib.metadata.distribution(name)
    except Exception:
        print(name)
`;

/**
 * Gives what `make` makes of this machine. It is made anew until it asks nothing more of the machine that is not known by trying:
 * programs that it depends on are called with `--version` outside the repository, and no file of the repository is run.
 */
export async function onThisMachine<Made>(
  root: string,
  environment: Environment,
  make: (machine: Machine) => Made,
): Promise<Made> {
  const works = new Map<string, boolean>();
  const inPython = new Map<string, boolean>();
  for (let round = 0; ; round++) {
    const asked = new Set<string>();
    const distributions = new Set<string>();
    const made = make({
      has(program) {
        asked.add(program);
        return works.get(program) ?? isOnPath(program, environment);
      },
      isOnPath: (program) => isOnPath(program, environment),
      isInRepository: (path) => existsSync(join(root, path)),
      missingInPython(names) {
        for (const name of names) distributions.add(name);
        return names.filter((name) => inPython.get(name) === false);
      },
    });
    const programs = [...asked].filter((program) => !works.has(program));
    const unknown = [...distributions].filter((name) => !inPython.has(name));
    if ((programs.length === 0 && unknown.length === 0) || round >= MAX_ROUNDS) return made;
    await Promise.all(programs.map(async (program) => works.set(program, await runs(program, environment))));
    const missing = unknown.length === 0 ? [] : await missingIn(unknown);
    for (const name of unknown) inPython.set(name, !missing.includes(name));
  }
}

function isOnPath(program: string, { PATH, PATHEXT }: Environment): boolean {
  if (!/^[\w.+-]+$/.test(program)) return false;
  const endings = PATHEXT === undefined ? [''] : ['', ...PATHEXT.split(';')];
  // A folder that is not absolute would be one of the repository.
  return (PATH ?? '')
    .split(delimiter)
    .filter(isAbsolute)
    .some((folder) => endings.some((ending) => isExecutable(join(folder, program + ending))));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // it is not there, or not for us
  }
}

async function runs(program: string, environment: Environment): Promise<boolean> {
  return isOnPath(program, environment) && (await outputOf(program, probes[program] ?? ['--version'])) !== undefined;
}

/** Where Python cannot be asked, all of them. */
async function missingIn(names: readonly string[]): Promise<readonly string[]> {
  const output = await outputOf('python3', ['-I', '-c', PYTHON_LOOK, ...names]);
  return output === undefined ? names : output.split(/\r?\n/).filter(Boolean);
}

/** What a program says, called at the root of the file system: nothing of a repository configures it there. */
function outputOf(program: string, words: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...words],
      { cwd: parse(process.cwd()).root, timeout: TIMEOUT_MS, maxBuffer: 1024 * 1024, shell: false },
      (error, stdout) => resolve(error === null ? stdout : undefined),
    );
    child.stdin?.end();
  });
}
