import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { Worker } from './remote-performer.ts';

export interface StartedWorker extends Worker {
  readonly pid: number | undefined;
  end(): Promise<void>;
}

/** A worker in a process of its own. Its token goes through a pipe, where no list of processes shows it. */
export async function startWorker(script: URL): Promise<StartedWorker> {
  const child = spawn(process.execPath, [script.pathname], { stdio: ['pipe', 'pipe', 'inherit'] });
  const token = randomBytes(16).toString('hex');
  child.stdin.write(`${token}\n`);
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended(child)]);
  const { port } = z.object({ port: z.number() }).parse(JSON.parse(String(line)));
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    pid: child.pid,
    end: async () => {
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
    },
  };
}

async function ended(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the worker ended with ${code} before it listened`);
}
