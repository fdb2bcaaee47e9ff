import { resourceUsage, uptime } from 'node:process';
import type { ProcessUsage } from '../views/performance/performance-metrics.ts';

/** Asked of the system each time. */
export function processUsage(): ProcessUsage {
  const { userCPUTime, systemCPUTime } = resourceUsage();
  return { cpu: (userCPUTime + systemCPUTime) / 1e4 / uptime(), memory: process.memoryUsage.rss() };
}
