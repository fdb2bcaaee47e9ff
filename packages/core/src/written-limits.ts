import type { Limits } from './isolation.ts';
import type { WrittenLimits } from './isolation-schema.ts';

export function writtenLimits({ memoryMb, cpuSeconds, enforce }: Limits): WrittenLimits {
  return {
    ...(memoryMb !== undefined && { memory_mb: memoryMb }),
    ...(cpuSeconds !== undefined && { cpu_seconds: cpuSeconds }),
    ...(enforce !== undefined && { enforce }),
  };
}
