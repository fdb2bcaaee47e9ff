import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** What the machine, or the container around us, lets us use. */
export interface Machine {
  /** May be a fraction: a container may have one and a half. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** Free space where the data folder is; absent where nobody asked or the system does not say. */
  readonly diskFreeBytes?: number | undefined;
}

export interface MachineOptions {
  /** Whose free disk is looked up; need not be there yet. */
  readonly dataFolder?: string | undefined;
  /** Under which `proc` and `sys` are; `/` unless given. */
  readonly root?: string | undefined;
  /** What the hardware has; as Node says unless given. */
  readonly hardware?: { readonly cores: number; readonly memoryBytes: number } | undefined;
}

/**
 * What can be used here. Limits of control groups count where they are lower than the hardware, the lowest along the path of
 * the own group: a limit of a group above binds those below. Where nothing can be read there is no limit.
 */
export function machine(options: MachineOptions = {}): Machine {
  const { dataFolder, root, hardware } = options;
  const usable = root === undefined && hardware === undefined ? ownFacts() : facts(root, hardware);
  return { ...usable, diskFreeBytes: dataFolder === undefined ? undefined : freeBytes(dataFolder) };
}

type Facts = Pick<Machine, 'cores' | 'memoryBytes'>;

let own: Facts | undefined;

/** Of this process, which is put into its groups before it begins: a dozen files are read once, not for every engine. */
function ownFacts(): Facts {
  own ??= facts();
  return own;
}

function facts(root = '/', hardware: Facts = { cores: availableParallelism(), memoryBytes: totalmem() }): Facts {
  const { cpu, memory } = cgroupFolders(root);
  return {
    cores: Math.min(hardware.cores, lowest(cpu, coresOf)),
    memoryBytes: Math.min(hardware.memoryBytes, lowest(memory, memoryOf)),
  };
}

interface Groups {
  /** The own group and all above it. */
  readonly cpu: readonly string[];
  readonly memory: readonly string[];
}

function cgroupFolders(root: string): Groups {
  const mount = join(root, 'sys/fs/cgroup');
  const cpu: string[] = [];
  const memory: string[] = [];
  for (const line of (text(join(root, 'proc/self/cgroup')) ?? '0::/').split('\n')) {
    const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (hierarchy === '0') {
      const unified = [...along(mount, path), ...along(join(mount, 'unified'), path)];
      cpu.push(...unified);
      memory.push(...unified);
      continue;
    }
    const names = controllers.split(',');
    // Version 1 is mounted under the name of the controller or of all that share a hierarchy.
    const folders = [controllers, ...names].flatMap((name) => along(join(mount, name), path));
    if (names.includes('cpu')) cpu.push(...folders);
    if (names.includes('memory')) memory.push(...folders);
  }
  return { cpu, memory };
}

/** The folder of the group and those above it, up to the mount: in a container the path may be the host's and not be there. */
function along(mount: string, path: string): string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '.' && name !== '..');
  return Array.from({ length: names.length + 1 }, (_, depth) => join(mount, ...names.slice(0, depth)));
}

function lowest(folders: readonly string[], limitOf: (folder: string) => number | undefined): number {
  return folders.reduce((least, folder) => Math.min(least, limitOf(folder) ?? least), Number.POSITIVE_INFINITY);
}

/** Version 2 writes `max 100000` or `150000 100000`; version 1 has a file each and -1 for no limit. */
function coresOf(folder: string): number | undefined {
  const [quota, period] = text(join(folder, 'cpu.max'))?.split(' ') ?? [
    text(join(folder, 'cpu.cfs_quota_us')),
    text(join(folder, 'cpu.cfs_period_us')),
  ];
  return positive(Number(quota) / Number(period));
}

function memoryOf(folder: string): number | undefined {
  return positive(Number(text(join(folder, 'memory.max')) ?? text(join(folder, 'memory.limit_in_bytes'))));
}

function positive(value: number): number | undefined {
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function freeBytes(folder: string): number | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    try {
      const { bavail, bsize } = statfsSync(at);
      return bavail * bsize;
    } catch {
      // Not made yet: the disk is that of the folder above.
      if (dirname(at) === at) return undefined;
    }
  }
}

function text(file: string): string | undefined {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  } catch {
    return undefined;
  }
}
