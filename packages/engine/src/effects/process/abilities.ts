import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { processEnvironment } from '../process-environment.ts';
import { sandboxArguments } from './sandbox-arguments.ts';
import { systemMounts } from './sandbox-mounts.ts';

/** Something that a machine can do for isolation, or why it cannot. */
export type Ability =
  | { readonly ok: true; readonly program: string; readonly what: string }
  | { readonly ok: false; readonly reason: string; readonly advice: string };

/** Names or paths of the programs that enforce; as PATH finds them unless given. */
export interface EnforcingPrograms {
  readonly bwrap?: string | undefined;
  readonly prlimit?: string | undefined;
}

/** Too little for any program to start. */
const TOO_LITTLE_BYTES = 65_536;
const CHECK_MS = 10_000;

/** What this machine can enforce. Looked at when it is first asked, by trying it, and then remembered. */
export class Abilities {
  readonly #programs: EnforcingPrograms;
  #limits: Promise<Ability> | undefined;
  #sandbox: Promise<Ability> | undefined;

  constructor(programs: EnforcingPrograms = {}) {
    this.#programs = programs;
  }

  /** Limits of the memory and computing of each process. */
  limits(): Promise<Ability> {
    this.#limits ??= limitsAbility(this.#programs.prlimit ?? 'prlimit');
    return this.#limits;
  }

  /** A sandbox that starts and holds our own Node. */
  sandbox(): Promise<Ability> {
    this.#sandbox ??= sandboxAbility(this.#programs.bwrap ?? 'bwrap');
    return this.#sandbox;
  }
}

async function limitsAbility(program: string): Promise<Ability> {
  const advice = 'Install prlimit (util-linux); limits are enforced on Linux only.';
  const starts = await tried(program, ['--core=0', '--', 'true']);
  if (!starts.ok) return { ok: false, reason: starts.reason, advice };
  const held = await tried(program, [`--data=${TOO_LITTLE_BYTES}`, '--', 'true']);
  // A kernel in a sandbox of its own may take limits without holding to them.
  if (held.ok) return { ok: false, reason: 'the kernel does not enforce limits of memory', advice };
  return { ok: true, program, what: 'prlimit' };
}

async function sandboxAbility(program: string): Promise<Ability> {
  const advice = 'Install bubblewrap (bwrap), and allow user namespaces where the system forbids them.';
  const version = await tried(program, ['--version']);
  if (!version.ok) return { ok: false, reason: version.reason, advice };
  const starts = await tried(program, [...sandboxArguments(systemMounts(), '/'), process.execPath, '--version']);
  if (!starts.ok) return { ok: false, reason: starts.reason, advice };
  return { ok: true, program, what: version.output };
}

type Tried = { readonly ok: true; readonly output: string } | { readonly ok: false; readonly reason: string };

async function tried(program: string, args: readonly string[]): Promise<Tried> {
  try {
    const options = { env: processEnvironment(), timeout: CHECK_MS };
    const { stdout } = await promisify(execFile)(program, [...args], options);
    return { ok: true, output: stdout.trim() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { ok: false, reason: `${program} is not installed` };
    }
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    return { ok: false, reason: told || (error instanceof Error ? error.message : String(error)) };
  }
}
