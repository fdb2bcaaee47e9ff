import { statfs } from 'node:fs/promises';
import { cpus, freemem, hostname, loadavg, totalmem, uptime } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';

export const getSystemMetrics = defineAction({
  title: 'Measure this machine',
  description: 'How busy the processors are over a short time, and how much memory and disk is left.',
  input: z.strictObject({
    interval_seconds: z
      .number()
      .min(0.05)
      .max(60)
      .default(0.5)
      .meta({ description: 'How long the processors are watched.' }),
  }),
  output: z.object({
    host: z.string(),
    platform: z.string(),
    uptime_seconds: z.number(),
    cpu: z.object({
      model: z.string(),
      count: z.int(),
      percent: z.number().meta({ description: 'Of all processors, over the interval.' }),
      percent_each: z.array(z.number()),
      load_average: z.array(z.number()).meta({ description: 'Over 1, 5 and 15 minutes; zeros on Windows.' }),
    }),
    memory: z.object({
      total_bytes: z.number(),
      available_bytes: z.number(),
      used_percent: z.number(),
      limit_bytes: z
        .number()
        .nullable()
        .meta({ description: 'What a container allows, where it allows less than there is.' }),
    }),
    disk: z
      .object({ total_bytes: z.number(), available_bytes: z.number(), used_percent: z.number() })
      .meta({ description: 'Of the file system that the workspace is on.' }),
  }),
  effects: ['fs:read'],
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'Over two seconds', input: { interval_seconds: 2 } }],
  async run(context, { interval_seconds }) {
    const before = processorTimes();
    await pause(interval_seconds * 1_000, undefined, { signal: context.signal });
    const each = busyPercent(before, processorTimes());
    return {
      host: hostname(),
      platform: process.platform,
      uptime_seconds: uptime(),
      cpu: {
        model: cpus()[0]?.model.trim() ?? 'unknown',
        count: each.length,
        percent: each.reduce((sum, one) => sum + one, 0) / Math.max(1, each.length),
        percent_each: each,
        load_average: loadavg(),
      },
      memory: memory(),
      disk: await disk(context),
    };
  },
});

interface Times {
  readonly busy: number;
  readonly all: number;
}

const processorTimes = (): Times[] =>
  cpus().map(({ times }) => {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    return { busy: all - times.idle, all };
  });

function busyPercent(before: readonly Times[], after: readonly Times[]): number[] {
  return after.map(({ busy, all }, index) => {
    const start = before[index] ?? { busy, all };
    const passed = all - start.all;
    // Counters move in steps of 10 ms, and may step back when a processor is taken away and given again.
    return passed <= 0 ? 0 : Math.min(100, Math.max(0, ((busy - start.busy) / passed) * 100));
  });
}

function memory() {
  const total = totalmem();
  const available = freemem();
  const limit = process.constrainedMemory();
  return {
    total_bytes: total,
    available_bytes: available,
    used_percent: percentUsed(total, available),
    // Without a limit the number is 0 or beyond all memory.
    limit_bytes: limit > 0 && limit < total ? limit : null,
  };
}

async function disk({ workspace }: ActionContext) {
  const { bsize, blocks, bavail } = await statfs(workspace);
  const total = blocks * bsize;
  const available = bavail * bsize;
  return { total_bytes: total, available_bytes: available, used_percent: percentUsed(total, available) };
}

const percentUsed = (total: number, available: number): number =>
  total === 0 ? 0 : ((total - available) / total) * 100;
