import { mkdtemp, open, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Checked } from './health.ts';

const LOW_SPACE_BYTES = 512 * 1024 * 1024;
const PROBE = Buffer.alloc(4_096);

/** Whether the data folder can be written and has room. A folder that is not there yet is judged by its parent. */
export async function dataFolderHealth(folder: string): Promise<Checked> {
  const place = await nearestExisting(folder);
  const reason = await whyNotWritable(place);
  if (reason !== undefined) {
    return {
      status: 'unhealthy',
      details: { folder, writable: false },
      issues: [`${folder} cannot be written: ${reason}`],
    };
  }
  const { bavail, bsize } = await statfs(place);
  const freeBytes = bavail * bsize;
  const details = { folder, writable: true, freeBytes };
  if (freeBytes >= LOW_SPACE_BYTES) return { status: 'healthy', details, issues: [] };
  const issue = `only ${Math.round(freeBytes / 1024 / 1024)} MiB are free for ${folder}`;
  return { status: 'degraded', details, issues: [issue] };
}

/** Writes a block to the disk and takes it away again, as the journal would; `undefined` when that works. */
export async function whyNotWritable(folder: string): Promise<string | undefined> {
  let probe: string | undefined;
  try {
    probe = await mkdtemp(join(folder, '.codomyrmex-probe-'));
    const file = await open(join(probe, 'block'), 'wx');
    try {
      await file.writeFile(PROBE);
      await file.sync();
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    if (probe !== undefined) await rm(probe, { recursive: true, force: true });
  }
}

export async function nearestExisting(folder: string): Promise<string> {
  for (let place = folder; ; place = dirname(place)) {
    const found = await stat(place).catch(() => undefined);
    if (found !== undefined || dirname(place) === place) return place;
  }
}
