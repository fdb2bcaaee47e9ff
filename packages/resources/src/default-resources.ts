import { UsageError } from '@codomyrmex/core';
import type { ResourceDefinition } from './resource-definition.ts';

/** Facts about the machine, read by whoever may read them. */
export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
  /** Free space of the disk that is worked on; without it there is no disk to ask for. */
  readonly diskFreeBytes?: number | undefined;
  /** 1,000 unless given: nothing measures it. */
  readonly networkMbps?: number | undefined;
}

const GB = 2 ** 30;
const MEMORY_SHARE = 0.8;
const DISK_SHARE = 0.9;

/**
 * The resources that every machine has, under the ids that existing workflows name. Of memory four fifths are granted and
 * of free disk nine tenths: the rest is for the system and for those who do not ask.
 * @throws UsageError for a machine without cores or memory.
 */
export function defaultResources(machine: Machine): ResourceDefinition[] {
  if (!(machine.cores > 0) || !(machine.memoryBytes > 0)) {
    throw new UsageError(`a machine has cores and memory, not ${machine.cores} and ${machine.memoryBytes} bytes`);
  }
  const memory = gigabytes(machine.memoryBytes);
  const resources: ResourceDefinition[] = [
    { id: 'system_cpu', name: 'System CPU', type: 'cpu', capacity: { cores: machine.cores } },
    {
      id: 'system_memory',
      name: 'System memory',
      type: 'memory',
      capacity: { gb: memory },
      limits: { maxMemoryGb: memory * MEMORY_SHARE },
    },
    {
      id: 'system_network',
      name: 'System network',
      type: 'network',
      capacity: { mbps: machine.networkMbps ?? 1_000 },
    },
  ];
  if (machine.diskFreeBytes !== undefined && machine.diskFreeBytes > 0) {
    const disk = gigabytes(machine.diskFreeBytes);
    resources.push({
      id: 'system_disk',
      name: 'System disk',
      type: 'disk',
      capacity: { gb: disk },
      limits: { maxDiskGb: disk * DISK_SHARE },
    });
  }
  return resources;
}

/** To a thousandth, which is finer than anybody asks. */
function gigabytes(bytes: number): number {
  return Math.max(0.001, Math.floor((bytes / GB) * 1_000) / 1_000);
}
