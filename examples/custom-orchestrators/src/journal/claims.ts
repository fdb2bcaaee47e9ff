import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who has a run: one file of the run's folder, `owner-N`. The largest N counts. */
interface Claim {
  readonly pid: number;
  readonly journal: string;
}

/** Journals of this process that are open: a process id says nothing about them. */
const open = new Set<string>();

/**
 * The claims of one journal on runs. A claim ends with its process, or when it is let go. It is told by the process id: a
 * process that got the id of a dead one keeps a run from being adopted for as long as it lives.
 */
export class Claims {
  readonly #id = randomUUID();
  readonly #held = new Map<string, string>();

  constructor() {
    open.add(this.#id);
  }

  /** Claims a run in a folder that nobody else can see yet; `place` is where it will be. */
  first(folder: string, place: string): void {
    writeFileSync(join(folder, 'owner-1'), this.#text());
    this.#held.set(place, join(place, 'owner-1'));
  }

  /** False when a live process has the run, or was faster. */
  take(folder: string): boolean {
    const { number, claim } = lastClaim(folder);
    if (claim !== undefined && isAlive(claim)) return claim.journal === this.#id;
    const file = join(folder, `owner-${number + 1}`);
    const written = join(folder, this.#id);
    writeFileSync(written, this.#text());
    try {
      // A link is made whole or not at all, and by one of several who try.
      linkSync(written, file);
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      throw error;
    } finally {
      rmSync(written);
    }
    this.#held.set(folder, file);
    return true;
  }

  letGo(): void {
    for (const file of this.#held.values()) rmSync(file, { force: true });
    this.#held.clear();
    open.delete(this.#id);
  }

  #text(): string {
    const claim: Claim = { pid: process.pid, journal: this.#id };
    return JSON.stringify(claim);
  }
}

export function isClaimed(folder: string): boolean {
  const { claim } = lastClaim(folder);
  return claim !== undefined && isAlive(claim);
}

function lastClaim(folder: string): { readonly number: number; readonly claim: Claim | undefined } {
  const numbers = readdirSync(folder).flatMap((name) => (name.startsWith('owner-') ? [Number(name.slice(6))] : []));
  const number = Math.max(0, ...numbers);
  return { number, claim: number === 0 ? undefined : readClaim(join(folder, `owner-${number}`)) };
}

function readClaim(file: string): Claim | undefined {
  try {
    const claim: unknown = JSON.parse(readFileSync(file, 'utf8'));
    // Written by `#text` alone.
    return claim as Claim;
  } catch (error) {
    // Let go meanwhile.
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isAlive({ pid, journal }: Claim): boolean {
  if (pid === process.pid) return open.has(journal);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // There, and of another user.
    return isCode(error, 'EPERM');
  }
}

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
