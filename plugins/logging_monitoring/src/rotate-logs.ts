import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { logFile } from './read/log-file.ts';

const MIB = 1024 * 1024;

export const rotateLogs = defineAction({
  title: 'Rotate a log',
  description:
    'When a log has grown over a size, moves it to NAME.1, the one before to NAME.2 and so on, and removes the oldest. A program that keeps the file open goes on writing to NAME.1 until it opens it again; copy_truncate is for programs that never do, and can lose what they write while it is copied.',
  input: z.strictObject({
    path: z.string().min(1).max(4_000).meta({ description: 'File of the workspace.' }),
    max_bytes: z
      .int()
      .min(0)
      .max(1_024 * 1_024 * MIB)
      .default(10 * MIB)
      .meta({ description: 'Up to this size nothing is done.' }),
    keep: z.int().min(1).max(1_000).default(5).meta({ description: 'How many old logs stay.' }),
    compress: z.boolean().default(true).meta({ description: 'Whether old logs are packed with gzip.' }),
    method: z.enum(['move', 'copy_truncate']).default('move').meta({
      description: 'move renames the log; copy_truncate copies and empties it, for programs that never open it again.',
    }),
  }),
  output: z.object({
    rotated: z.boolean(),
    size_bytes: z.int().meta({ description: 'Of the log before.' }),
    rotated_to: z.string().nullable(),
    removed: z.array(z.string()),
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: false,
  timeout: 900,
  examples: [
    { title: 'From 50 MiB on, keeping ten', input: { path: 'logs/app.log', max_bytes: 52_428_800, keep: 10 } },
  ],
  async run(context, { path, max_bytes, keep, compress, method }) {
    await logFile(context, path);
    const size = (await context.fs.stat(path))?.size ?? 0;
    if (size <= max_bytes) return { rotated: false, size_bytes: size, rotated_to: null, removed: [] };
    const removed = await makeRoom(context, path, keep);
    const first = `${path}.1`;
    if (method === 'move') {
      await context.fs.move(path, first);
    } else {
      await context.fs.copy(path, first);
      await truncate(await context.fs.locate(path));
    }
    const rotatedTo = compress ? await packed(context, first) : first;
    return { rotated: true, size_bytes: size, rotated_to: rotatedTo, removed };
  },
});

/** From the oldest on, so that nothing is written over: a rotation that was cut short goes on where it was. */
async function makeRoom({ fs }: ActionContext, path: string, keep: number): Promise<string[]> {
  const removed: string[] = [];
  for (let number = keep; number >= 1; number--) {
    for (const ending of ['', '.gz']) {
      const old = `${path}.${number}${ending}`;
      if ((await fs.stat(old)) === undefined) continue;
      if (number === keep) {
        await fs.remove(old);
        removed.push(old);
      } else {
        await fs.move(old, `${path}.${number + 1}${ending}`);
      }
    }
  }
  return removed;
}

async function packed(context: ActionContext, path: string): Promise<string> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const source = await context.fs.locate(path);
  const target = await context.fs.locate(temporary);
  try {
    await pipeline(createReadStream(source), createGzip(), createWriteStream(target, { flags: 'wx' }), {
      signal: context.signal,
    });
    await context.fs.move(temporary, `${path}.gz`);
  } catch (error) {
    await context.fs.remove(temporary);
    throw error;
  }
  await context.fs.remove(path);
  return `${path}.gz`;
}
