import { schedulesConformance } from '../src/conformance/schedules.ts';
import { MemorySchedules } from '../src/memory-schedules.ts';

schedulesConformance('memory', async () => {
  const shared = new MemorySchedules();
  return { open: async () => new MemorySchedules(shared), remove: async () => undefined };
});
