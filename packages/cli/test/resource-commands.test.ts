import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

const fileOf = (line: CommandLine): string => join(line.folder, 'data', 'resources.json');
const entriesOf = (line: CommandLine) => JSON.parse(readFileSync(fileOf(line), 'utf8')).resources;

describe('the resources of a data folder', () => {
  it('given a new folder, then those of the machine are listed with the keys of the specification', async () => {
    const line = new CommandLine();
    const { code, document } = await line.json('resource', 'list', '--type', 'cpu');
    expect(code).toBe(0);
    expect(document).toEqual([
      {
        resource_id: 'system_cpu',
        name: 'System CPU',
        type: 'cpu',
        status: 'available',
        capacity: { cores: expect.any(Number) },
        allocated: { cores: 0 },
        utilization: { cores: 0 },
        current_users: 0,
        total_allocations: 0,
      },
    ]);
    expect((await line.run('resource', 'list')).stdout).toContain('system_memory');
    expect((await line.json('resource', 'list', '--status', 'maintenance')).document).toEqual([]);
    const { document: usage } = await line.json('resource', 'usage');
    expect(Object.keys(usage)).toEqual([
      'total_resources',
      'total_allocations',
      'resources_by_type',
      'utilization_summary',
    ]);
    expect(usage.resources_by_type).toMatchObject({ cpu: 1, gpu: 0, semaphore: 0 });
    expect((await line.run('resource', 'usage')).stdout).toContain('cpu');
  });

  it('given a file with entries that are none, then each is told with its place and that it is left out, and the others are there', async () => {
    const line = new CommandLine({ environment: { CODOMYRMEX_RESOURCE_CONFIG: 'resources.json' } });
    const resources = {
      disk: { id: 'disk', type: 'storage', capacity: { gb: 1 } },
      gpu_0: { id: 'gpu_0', type: 'gpu', capacity: { units: 1 } },
    };
    line.file('resources.json', JSON.stringify({ resources }));
    const { code, stdout, stderr } = await line.run('resource', 'list');
    expect([code, stdout.includes('gpu_0'), stdout.includes('storage')]).toEqual([0, true, false]);
    expect(stderr).toMatch(
      /resources\.disk\.type: there is no resource type "storage" .*; this resource is left out\n/,
    );
  });

  it('given a resource that is added, changed and removed, then the file and the listing follow', {
    timeout: 90_000,
  }, async () => {
    const line = new CommandLine();
    const add = ['resource', 'add', '--id', 'api', '--type', 'external_api', '--capacity', 'requests_per_minute=60'];
    const added = await line.json(...add, '--tag', 'paid', '--limit', 'max_concurrent_users=2');
    expect(added).toMatchObject({ code: 0, document: { success: true, file: fileOf(line), resources: ['api'] } });
    expect(entriesOf(line).api).toMatchObject({ tags: ['paid'], limits: { max_concurrent_users: 2 } });
    expect(await line.json(...add)).toMatchObject({ code: 4, document: { error_code: 'RESOURCE_EXISTS' } });
    const change = [
      '--capacity',
      'requests_per_minute=30',
      '--limit',
      'max_concurrent_users=none',
      '--status',
      'maintenance',
    ];
    expect((await line.run('resource', 'set', 'api', ...change)).code).toBe(0);
    expect((await line.json('resource', 'usage', 'api')).document).toMatchObject({
      capacity: { requests_per_minute: 30 },
      status: 'maintenance',
    });
    expect(entriesOf(line).api.limits.max_concurrent_users).toBeNull();
    expect((await line.run('resource', 'usage', 'api')).stdout).toContain('maintenance');
    expect((await line.run('resource', 'remove', 'api')).code).toBe(0);
    expect((await line.run('resource', 'usage', 'api')).code).toBe(3);
  });

  it('given a resource of the machine, then it can be changed and not removed', async () => {
    const line = new CommandLine();
    const { capacity } = (await line.json('resource', 'usage', 'system_cpu')).document;
    expect((await line.run('resource', 'set', 'system_cpu', '--capacity', 'cores=3')).code).toBe(0);
    expect((await line.json('resource', 'usage', 'system_cpu')).document.capacity).toEqual({ cores: 3 });
    expect((await line.run('resource', 'remove', 'system_memory')).code).toBe(2);
    const removed = await line.run('resource', 'remove', 'system_cpu');
    expect(removed).toMatchObject({ code: 0, stderr: expect.stringContaining('again what this machine has of it') });
    expect((await line.json('resource', 'usage', 'system_cpu')).document.capacity).toEqual(capacity);
  });

  it('given a file of the Python system with one bad entry, then the others are there, and a change keeps the bad one', async () => {
    const line = new CommandLine();
    await line.run('resource', 'add', '--id', 'q', '--type', 'queue', '--capacity', 'slots=2');
    const { resources, ...head } = JSON.parse(readFileSync(fileOf(line), 'utf8'));
    const storage = { type: 'storage', capacity: { gb: 5 } };
    writeFileSync(fileOf(line), JSON.stringify({ ...head, owner: 'me', resources: { storage, ...resources } }));
    const listed = await line.json('resource', 'list', '--type', 'queue');
    expect(listed.document.map((one: { resource_id: string }) => one.resource_id)).toContain('q');
    expect(listed.stderr).toContain('did you mean "disk"?');
    expect((await line.run('resource', 'set', 'q', '--capacity', 'slots=3')).code).toBe(0);
    expect(JSON.parse(readFileSync(fileOf(line), 'utf8'))).toMatchObject({
      owner: 'me',
      resources: { storage, q: { capacity: { slots: 3 } } },
    });
    const more = line.file('more.json', JSON.stringify({ resources: { storage, other: { type: 'lock' } } }));
    const refused = await line.json('resource', 'add', more);
    expect(refused).toMatchObject({ code: 2, document: { error_code: 'INVALID_PARAMETERS' } });
    expect(refused.document.details.problems).toMatchObject([{ path: 'resources.storage.type', file: more }]);
    expect(entriesOf(line).other).toBeUndefined();
  });

  it.each([
    [3, ['usage', 'system_cpus'], 'did you mean'],
    [3, ['remove', 'nothing'], 'resource list'],
    [3, ['set', 'nothing', '--status', 'maintenance'], 'resource list'],
    [3, ['add', 'nowhere.json'], ''],
    [2, ['set', 'system_cpu'], '--capacity'],
    [2, ['set', 'system_cpu', '--capacity', 'cores'], 'cores=4'],
    [2, ['set', 'system_cpu', '--status', 'idle'], ''],
    [2, ['add', '--id', 'x'], '--type'],
    [2, ['list', '--type', 'storage'], 'cpu'],
  ])('given what is wrong, then the exit code is %i for %j', async (exit, words, hint) => {
    const { code, document } = await new CommandLine().json('resource', ...words);
    expect(code).toBe(exit);
    expect(document).toMatchObject({ success: false });
    expect(document.suggestions.join(' ')).toContain(hint);
  });

  it('given a run of another process, then what it holds is told until its end', { timeout: 90_000 }, async () => {
    const line = new CommandLine();
    await line.run('resource', 'add', '--id', 'press', '--type', 'gpu', '--capacity', 'units=4');
    const resources = [{ type: 'gpu', identifier: 'press', amount: { units: 3 } }];
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [shell('a', 'touch begun; until test -e go; do sleep 0.05; done', { resources })],
    });
    const { ended } = line.begin('workflow', 'run', file);
    const held = await eventually(async () => {
      const { document } = await line.json('resource', 'allocations');
      return document.find((one: { resource_id: string }) => one.resource_id === 'press');
    });
    expect(held).toMatchObject({
      resource_type: 'gpu',
      allocated: { units: 3 },
      user_id: expect.stringContaining('a'),
    });
    expect((await line.json('resource', 'usage', 'press')).document).toMatchObject({
      allocated: { units: 3 },
      utilization: { units: 75 },
      current_users: 1,
    });
    expect((await line.json('resource', 'allocations', held.user_id)).document).not.toEqual([]);
    expect((await line.json('resource', 'allocations', 'somebody')).document).toEqual([]);
    expect((await line.run('resource', 'allocations')).stdout).toContain('press');
    line.file('go', '');
    expect((await ended).code).toBe(0);
    expect((await line.json('resource', 'allocations')).document).toEqual([]);
  });

  it('given steps that ask for what this machine never has, then all of it is refused, each in its place, and validate warns of it', async () => {
    const line = new CommandLine();
    const asking = (name: string, cores: number) =>
      shell(name, 'touch ran', { resources: [{ type: 'cpu', amount: { cores } }] });
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [asking('a', 5_000), asking('b', 1), asking('c', 6_000)],
      finally: [asking('d', 5_000)],
    });
    const places = [
      'steps[0].resources[0].amount.cores',
      'steps[2].resources[0].amount.cores',
      'finally[0].resources[0].amount.cores',
    ];
    const refused = await line.json('workflow', 'run', file);
    expect(refused).toMatchObject({ code: 4, document: { error_code: 'RESOURCE_UNAVAILABLE' } });
    const { problems } = refused.document.details;
    expect(problems.map(({ path }: { path: string }) => path)).toEqual(places);
    for (const problem of problems)
      expect(problem).toMatchObject({ file, line: expect.any(Number), column: expect.any(Number) });
    const said = await line.run('workflow', 'run', file);
    expect(said.stderr).toContain('never has 5000 cores');
    expect(said.stderr).toMatch(/w\.yaml:\d+:\d+/);
    expect(existsSync(join(line.folder, 'ran'))).toBe(false);
    const valid = await line.json('workflow', 'validate', file);
    expect(valid).toMatchObject({ code: 0, document: { valid: true, problems: [] } });
    expect(valid.document.warnings.map(({ path }: { path: string }) => path)).toEqual(places);
  });
});
