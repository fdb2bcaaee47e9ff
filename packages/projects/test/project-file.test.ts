import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editedJson } from '../src/project/edited-json.ts';
import { pythonProject, Workshop } from './workshop.ts';

const JSON_FILE = '.codomyrmex/project.json';

describe('project.json', () => {
  it('given a file of the Python system, then it loads unchanged, and a change leaves the rest as it was written', {
    meta: {
      specification: [
        '1.ProjectManager.load_project',
        '1.ProjectManager.load_project.path',
        '1.capability.project_management',
        '1.component.project_manager',
      ],
    },
  }, async () => {
    const shop = new Workshop();
    const written = pythonProject('old');
    const file = shop.write(`projects/old/${JSON_FILE}`, written);
    const manager = shop.manager();
    const before = shop.read(`projects/old/${JSON_FILE}`);
    const project = await manager.loadProject(shop.path('projects/old'));
    expect(project).toMatchObject({
      name: 'old',
      path: shop.path('projects/old'),
      createdAt: new Date('2026-01-07T10:11:12.123Z'),
      requiredModules: ['ai_code_editing'],
      milestones: { first: { score: 8.5 } },
    });
    expect(shop.read(`projects/old/${JSON_FILE}`)).toBe(before);
    await manager.updateProject('old', { description: 'changed' });
    const { path, description, updated_at: changed, schema_version: version, ...rest } = shop.file('projects/old');
    expect({ path, description, version }).toEqual({
      path: shop.path('projects/old'),
      description: 'changed',
      version: 1,
    });
    expect(Date.parse(changed)).toBeGreaterThan(Date.parse('2026-01-08T10:11:12.654Z'));
    expect({ ...rest, path: '/somewhere/else/old', description: 'made by the Python system' }).toEqual(
      Object.fromEntries(Object.entries(written).filter(([key]) => key !== 'updated_at')),
    );
    expect(file).toContain('old');
  });

  it('given numbers, layout and an order of its own, then a change leaves every other byte as it was written', async () => {
    const shop = new Workshop();
    const text = `{
\t"name": "own", "zzz" : 1.0, "status": "planning",
\t"metrics": {"coverage": 1.0, "id": 12345678901234567890, "old": 1e3 },
\t"tags": [ "a","b" ],
\t"path": ${JSON.stringify(shop.path('projects/own'))},
\t"description": "\\u00e9", "created_at": "2026-01-07T10:11:12.123Z",
\t"updated_at": "2026-01-07T10:11:12.123Z", "schema_version": 1
}`;
    shop.write(`projects/own/${JSON_FILE}`, text);
    const manager = shop.manager();
    await manager.updateProject('own', { status: 'active' });
    await manager.updateMetrics('own', { coverage: 2 });
    const changed = shop.read(`projects/own/${JSON_FILE}`);
    const time = /"updated_at": ("[^"]+")/;
    const lines = changed.replace(time, '"updated_at": "2026-01-07T10:11:12.123Z"');
    expect(lines).toBe(text.replace('"coverage": 1.0', '"coverage": 2').replace('planning', 'active'));
    await manager.updateProject('own', { author: 'somebody' });
    expect(shop.read(`projects/own/${JSON_FILE}`)).toMatch(
      /"zzz" : 1\.0,.*"id": 12345678901234567890,.*\n\t"author": "somebody"\n}$/s,
    );
  });

  it('given any object and any other, then the edited text of the one is the other', () => {
    const member = fc.jsonValue({ maxDepth: 3 });
    const object = fc.dictionary(fc.string({ maxLength: 3 }), member, { maxKeys: 5 });
    const layout = fc.constantFrom(undefined, 2, 4, '\t');
    fc.assert(
      fc.property(object, object, layout, (before, next, space) => {
        expect(JSON.parse(editedJson(JSON.stringify(before, null, space), next))).toEqual(
          JSON.parse(JSON.stringify(next)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('given thousands of changes in one member, then that one is written anew and the others stay as they were', () => {
    const metrics = (more: number) =>
      Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`m${index}`, index + more]));
    const edited = editedJson(`{"zzz": 1.0, "metrics": ${JSON.stringify(metrics(0))}}`, {
      zzz: 1,
      metrics: metrics(1),
    });
    expect(JSON.parse(edited)).toEqual({ zzz: 1, metrics: metrics(1) });
    expect(edited).toContain('"zzz": 1.0,');
  });

  it('given a member that stands twice, then what is read is what was meant', () => {
    const edited = editedJson('{"a": 1, "b": 1.0, "a": 2}', { a: 3, b: 1 });
    expect(JSON.parse(edited)).toEqual({ a: 3, b: 1 });
  });

  it.each([
    ['the status created', { status: 'created' }, { status: 'planning' }],
    ['a status in capitals', { status: 'ACTIVE' }, { status: 'active' }],
    ['nothing but a name', null, { status: 'planning', type: 'custom', version: '1.0.0', config: {}, tags: [] }],
    [
      'nulls',
      { author: null, template: null, tags: null, config: null },
      { author: '', template: null, tags: [], config: {} },
    ],
    [
      'times without a zone',
      { created_at: '2026-01-07T10:11:12.5' },
      { createdAt: new Date('2026-01-07T10:11:12.500Z') },
    ],
  ])('given %s, then it is understood', async (_what, more, expected) => {
    const shop = new Workshop();
    shop.write(`projects/a/${JSON_FILE}`, more === null ? { name: 'a' } : pythonProject('a', more));
    expect(await shop.manager().getProject('a')).toMatchObject(expected);
  });

  it.each([
    ['half a file', '{"name": "bad", "stat', 'PROJECT_DAMAGED'],
    ['a list', '[]', 'PROJECT_DAMAGED'],
    ['no name', '{}', 'PROJECT_DAMAGED'],
    ['a name that leads out', { name: '../../bad' }, 'PROJECT_DAMAGED'],
    ['tags that are none', pythonProject('bad', { tags: { a: 1 } }), 'PROJECT_DAMAGED'],
    ['an unknown status', pythonProject('bad', { status: 'asleep' }), 'PROJECT_DAMAGED'],
    ['an unknown type', pythonProject('bad', { type: 'zoo' }), 'PROJECT_DAMAGED', 'type: it is one of ai_analysis, '],
    ['a time that is none', pythonProject('bad', { created_at: 'yesterday' }), 'PROJECT_DAMAGED'],
    ['a newer version', pythonProject('bad', { schema_version: 2 }), 'PROJECT_NEWER'],
  ])(
    'given %s, then it is named and never written, and the others stay usable',
    {
      meta: { specification: ['2.guideline.projects.consistency'] },
    },
    async (_what, content, code, says = JSON_FILE) => {
      const shop = new Workshop();
      shop.write(`projects/bad/${JSON_FILE}`, content);
      shop.write(`projects/good/${JSON_FILE}`, pythonProject('good'));
      const before = shop.read(`projects/bad/${JSON_FILE}`);
      const manager = shop.manager();
      expect((await manager.listProjects()).map(({ name }) => name)).toEqual(['good']);
      expect(await manager.listUnusableProjects()).toEqual([
        expect.objectContaining({
          name: 'bad',
          path: shop.path('projects/bad'),
          code,
          message: expect.stringContaining(says),
        }),
      ]);
      await expect(manager.updateProject('bad', { description: 'x' })).rejects.toMatchObject({ code });
      await expect(manager.getProjectStatus('bad')).rejects.toMatchObject({ code });
      await expect(manager.deleteProject('bad', { confirm: 'bad' })).rejects.toMatchObject({ code });
      await expect(manager.createProject('bad')).rejects.toMatchObject({ code: 'PROJECT_EXISTS' });
      await manager.updateProject('good', { description: 'still works' });
      expect(shop.read(`projects/bad/${JSON_FILE}`)).toBe(before);
      expect(await manager.getProjectsSummary()).toMatchObject({ totalProjects: 1, unusableProjects: 1 });
    },
  );

  it('given a file or marker that is a link out of the project, then nothing of it is read', async () => {
    const shop = new Workshop();
    const secret = shop.write('secret.json', pythonProject('stolen'));
    mkdirSync(shop.path('projects/a/.codomyrmex'), { recursive: true });
    symlinkSync(secret, shop.path(`projects/a/${JSON_FILE}`));
    shop.write(`elsewhere/${JSON_FILE}`, pythonProject('b'));
    mkdirSync(shop.path('projects/b'));
    symlinkSync(shop.path('elsewhere/.codomyrmex'), shop.path('projects/b/.codomyrmex'));
    symlinkSync(shop.path('elsewhere'), shop.path('projects/c'));
    expect(await shop.manager().listProjects()).toEqual([]);
    expect((await shop.manager().listUnusableProjects()).map(({ name, code }) => [name, code])).toEqual([
      ['a', 'PROJECT_DAMAGED'],
      ['b', 'PROJECT_DAMAGED'],
    ]);
  });

  it('given a pipe for its file, then nobody waits for it', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('good');
    mkdirSync(shop.path('projects/pipe/.codomyrmex'), { recursive: true });
    execFileSync('mkfifo', [shop.path('projects/pipe', JSON_FILE)]);
    expect((await shop.manager().listProjects()).map(({ name }) => name)).toEqual(['good']);
    expect(await shop.manager().listUnusableProjects()).toMatchObject([{ name: 'pipe', code: 'PROJECT_DAMAGED' }]);
  });

  it('given a file that others may not read, then it is so after a change', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    const { path } = await manager.createProject('secret');
    chmodSync(join(path, JSON_FILE), 0o600);
    await manager.updateProject('secret', { description: 'changed' });
    expect(statSync(join(path, JSON_FILE)).mode & 0o777).toBe(0o600);
  });

  it('given a link in projects_dir, then loading it makes the project known where it is', async () => {
    const shop = new Workshop();
    shop.write(`elsewhere/${JSON_FILE}`, { name: 'far' });
    mkdirSync(shop.projectsDir);
    symlinkSync(shop.path('elsewhere'), shop.path('projects/far'));
    expect((await shop.manager().loadProject(shop.path('projects/far'))).path).toBe(shop.path('elsewhere'));
    expect((await shop.manager().getProject('far')).path).toBe(shop.path('elsewhere'));
  });

  it('given a project that was moved, then it works where it is', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('here');
    await manager.createProject('far', { path: shop.path('one/far') });
    renameSync(shop.path('projects/here'), shop.path('projects/there'));
    renameSync(shop.path('one'), shop.path('two'));
    expect(await manager.getProject('here')).toMatchObject({ path: shop.path('projects/there') });
    expect(await manager.listUnusableProjects()).toEqual([
      expect.objectContaining({
        name: 'far',
        code: 'PROJECT_MISSING',
        suggestion: expect.stringContaining('project load'),
      }),
    ]);
    await manager.loadProject(shop.path('two/far'));
    expect(await shop.manager().getProject('far')).toMatchObject({ path: shop.path('two/far') });
    await manager.deleteProject('far', { confirm: 'far', keepFiles: true });
    await manager.updateProject('here', { description: 'moved' });
    expect(shop.file('projects/there').path).toBe(shop.path('projects/there'));
  });

  it('given two folders of one name, then the one counts that is called so, and the other is told', async () => {
    const shop = new Workshop();
    shop.write(`projects/a/${JSON_FILE}`, pythonProject('b', { description: 'copy' }));
    shop.write(`projects/b/${JSON_FILE}`, pythonProject('b', { description: 'original' }));
    expect((await shop.manager().getProject('b')).description).toBe('original');
    expect(await shop.manager().listUnusableProjects()).toMatchObject([
      { path: shop.path('projects/a'), code: 'PROJECT_NAME_TAKEN' },
    ]);
  });

  it('given whatever a project says, then it reads what it wrote, also after a change by another', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('any');
    const key = fc.string().filter((one) => one !== '__proto__');
    const data = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 });
    const changes = fc.record(
      {
        description: fc.string(),
        author: fc.string(),
        tags: fc.array(fc.string(), { maxLength: 3 }),
        config: data,
        metadata: data,
        status: fc.constantFrom('planning', 'active', 'paused', 'completed', 'failed'),
      },
      { requiredKeys: [] },
    );
    const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));
    await fc.assert(
      fc.asyncProperty(changes, data, async (change, metrics) => {
        const before = await manager.getProject('any');
        const after = await manager.updateProject('any', Object(change));
        const config = { ...before.config, ...change.config };
        const metadata = { ...before.metadata, ...change.metadata };
        const { updatedAt } = after;
        expect(plain(after)).toEqual(plain({ ...before, ...change, config, metadata, updatedAt }));
        expect(updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
        await shop.manager().updateMetrics('any', metrics);
        const last = await manager.getProject('any');
        expect(plain(last.metrics)).toEqual(plain({ ...before.metrics, ...metrics }));
        expect(plain({ ...last, metrics: {}, updatedAt })).toEqual(plain({ ...after, metrics: {} }));
      }),
      { numRuns: 25 },
    );
  });
});
