import { cpus, loadavg, totalmem } from 'node:os';

/**
 * @typedef {{ readonly node: string, readonly cores: number, readonly cpu: string, readonly memoryGiB: number, readonly load: number, readonly day: string }} Machine
 */

/** What the figures of a run were measured on. @returns {Machine} */
export function thisMachine() {
  const [first] = cpus();
  return {
    node: process.version,
    cores: cpus().length,
    cpu: first?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
    day: new Date().toISOString().slice(0, 10),
  };
}
