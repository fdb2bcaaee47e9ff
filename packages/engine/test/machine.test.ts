import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { machine } from '../src/index.ts';

const GB = 2 ** 30;
const hardware = { cores: 8, memoryBytes: 16 * GB };

/** A folder with such files, gone after the test. */
function planted(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${content}\n`);
  }
  return root;
}

describe('the machine', () => {
  it.each<[string, Record<string, string>, { cores: number; gb: number }]>([
    ['no control groups', {}, { cores: 8, gb: 16 }],
    [
      'version 2 in a container that sees only its own group',
      { 'proc/self/cgroup': '0::/', 'sys/fs/cgroup/cpu.max': '150000 100000', 'sys/fs/cgroup/memory.max': `${4 * GB}` },
      { cores: 1.5, gb: 4 },
    ],
    [
      'version 2 without limits',
      { 'proc/self/cgroup': '0::/', 'sys/fs/cgroup/cpu.max': 'max 100000', 'sys/fs/cgroup/memory.max': 'max' },
      { cores: 8, gb: 16 },
    ],
    [
      'limits above the hardware',
      { 'sys/fs/cgroup/cpu.max': '6400000 100000', 'sys/fs/cgroup/memory.max': `${64 * GB}` },
      { cores: 8, gb: 16 },
    ],
    [
      'nested groups, of which the lowest limits are in different ones',
      {
        'proc/self/cgroup': '0::/user.slice/build.scope',
        'sys/fs/cgroup/user.slice/cpu.max': '200000 100000',
        'sys/fs/cgroup/user.slice/memory.max': `${8 * GB}`,
        'sys/fs/cgroup/user.slice/build.scope/cpu.max': '400000 100000',
        'sys/fs/cgroup/user.slice/build.scope/memory.max': `${2 * GB}`,
        'sys/fs/cgroup/other.slice/memory.max': `${GB}`,
      },
      { cores: 2, gb: 2 },
    ],
    [
      "a path of the host's that is not there",
      { 'proc/self/cgroup': '0::/../docker/abc', 'sys/fs/cgroup/memory.max': `${3 * GB}` },
      { cores: 8, gb: 3 },
    ],
    [
      'version 1',
      {
        'proc/self/cgroup': '5:memory:/box\n4:cpu,cpuacct:/box\n1:name=systemd:/x',
        'sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us': '50000',
        'sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us': '100000',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
        'sys/fs/cgroup/memory/box/memory.limit_in_bytes': `${GB}`,
      },
      { cores: 0.5, gb: 1 },
    ],
    [
      'version 1 without limits',
      {
        'proc/self/cgroup': '5:memory:/\n4:cpu:/',
        'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1',
        'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
      },
      { cores: 8, gb: 16 },
    ],
    [
      'files that make no sense',
      { 'proc/self/cgroup': 'what', 'sys/fs/cgroup/cpu.max': 'much', 'sys/fs/cgroup/memory.max': '' },
      { cores: 8, gb: 16 },
    ],
  ])('given %s, then it has what can be used', (_, files, { cores, gb }) => {
    expect(machine({ root: planted(files), hardware })).toEqual({
      cores,
      memoryBytes: gb * GB,
      diskFreeBytes: undefined,
    });
  });

  it('given a data folder that is not made yet, then its free disk is that of the folder above', () => {
    const { diskFreeBytes } = machine({ dataFolder: join(tmpdir(), 'not', 'there', 'yet') });
    expect(diskFreeBytes).toBeGreaterThan(0);
  });

  it('given nothing, then it is this one, and never more than the hardware', () => {
    const { cores, memoryBytes } = machine();
    expect(cores).toBeGreaterThan(0);
    expect(cores).toBeLessThanOrEqual(availableParallelism());
    expect(memoryBytes).toBeLessThanOrEqual(totalmem());
  });
});
