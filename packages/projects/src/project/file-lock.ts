import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { type Clock, ProjectManagementError } from '@codomyrmex/core';
import * as z from 'zod';
import { mayBeAlive, type ProcessOwner, processOwnerSchema, thisProcess } from './process-owner.ts';
import type { ProjectFiles } from './project-files.ts';

const lockSchema = z.object({ token: z.string().regex(/^[A-Za-z0-9-]{1,64}$/), owner: processOwnerSchema });
type Held = z.output<typeof lockSchema>;

const WAIT_MS = 30_000;
const FIRST_LOOK_MS = 2;
const LONGEST_LOOK_MS = 50;
const MAX_BYTES = 4_096;
/** Nobody takes so long between making a lock and writing it. */
const TORN_MS = 10_000;

export interface LockPorts {
  readonly files: ProjectFiles;
  readonly clock: Clock;
  /** How long others are waited for; 30 s unless given. */
  readonly waitMs?: number | undefined;
}

/**
 * Does `work` while no other process, and nobody else in this one, has the lock `file`, whose folder must exist. It is a file
 * with a token and the process that has it; what a dead process left is taken over.
 *
 * Taking over. A token is never used again. Whoever makes `FILE.after-TOKEN` alone may remove the lock of that token, and it
 * looks again whether the lock still is of that token after it made the file. So two that saw the same dead owner cannot
 * remove the lock of a third. Whoever dies in between is succeeded in the same way: `after-` its own token.
 * @throws ProjectManagementError PROJECT_BUSY, naming who has it.
 */
export async function withLock<Value>(ports: LockPorts, file: string, work: () => Promise<Value>): Promise<Value> {
  const mine: Held = { token: randomUUID(), owner: thisProcess() };
  await acquired(ports, file, mine);
  try {
    return await work();
  } finally {
    // Its folder may have been moved away meanwhile, and another have come, where somebody else has a lock of that name.
    if ((await holderOf(ports, file))?.token === mine.token) await ports.files.removeFile(file);
  }
}

async function acquired(ports: LockPorts, file: string, mine: Held): Promise<void> {
  const { files, clock, waitMs = WAIT_MS } = ports;
  const end = clock.now() + waitMs;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LONGEST_LOOK_MS, pause * 2)) {
    if (await files.create(file, JSON.stringify(mine))) return;
    const holder = await holderOf(ports, file);
    const isOpen =
      holder?.isDead === true ? await takeOver(ports, file, { dead: holder.token, mine }) : holder === undefined;
    if (clock.now() >= end) throw busy(file, holder?.owner);
    if (isOpen) continue;
    await new Promise<void>((resume) => void clock.after(pause * (0.5 + Math.random()), resume));
  }
}

interface Holder {
  readonly token: string;
  readonly owner: ProcessOwner | undefined;
  readonly isDead: boolean;
}

/** `undefined` when nobody has it. */
async function holderOf({ files, clock }: LockPorts, file: string): Promise<Holder | undefined> {
  const found = await files.read(file, MAX_BYTES);
  if (found === undefined) return undefined;
  const held = parsed(found.text);
  if (held !== undefined) return { ...held, isDead: !mayBeAlive(held.owner) };
  // Half written: on a file system without links for a moment, and for good after a power cut.
  const modified = Math.round(found.modifiedAt);
  return { token: `torn-${modified}`, owner: undefined, isDead: clock.now() - modified > TORN_MS };
}

function parsed(text: string): Held | undefined {
  try {
    return lockSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // told apart by the caller
  }
}

interface Takeover {
  /** The token of the lock that a dead process left. */
  readonly dead: string;
  readonly mine: Held;
}

/** Removes what a dead process left, or leaves that to somebody who is about it, and answers false. */
async function takeOver(ports: LockPorts, file: string, { dead, mine }: Takeover): Promise<boolean> {
  const { files } = ports;
  const rights: string[] = [];
  for (let token = dead; ; ) {
    const right = join(dirname(file), `${basename(file)}.after-${token}`);
    const isMine = await files.create(right, JSON.stringify(mine));
    if (isMine) {
      rights.push(right);
      break;
    }
    const other = await holderOf(ports, right);
    if (other?.isDead !== true) return false;
    rights.push(right);
    token = other.token;
  }
  try {
    if ((await holderOf(ports, file))?.token === dead) await files.removeFile(file);
    return true;
  } finally {
    for (const right of rights) await files.removeFile(right);
  }
}

function busy(file: string, owner: ProcessOwner | undefined): ProjectManagementError {
  const who = owner === undefined ? 'somebody' : `process ${owner.pid} of ${owner.host}`;
  return new ProjectManagementError(`${who} is changing the project and does not let go: ${file}`, {
    code: 'PROJECT_BUSY',
    details: { file, ...(owner !== undefined && { owner }) },
    suggestions: [`When nothing uses it any more, remove ${file}.`],
  });
}
