import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import type { Scaffolder } from '@codomyrmex/projects';
import { describe, expect, it } from 'vitest';
import { FolderScaffolder, template, Workshop } from './workshop.ts';

const scaffolder = new FolderScaffolder(
  template('ai_analysis'),
  template('web_application', { type: 'web_application' }),
);

describe('a new project', () => {
  it('given no template, then there is its folder with project.json alone, which has every key', {
    meta: {
      specification: [
        '1.ProjectManager.create_project',
        '1.ProjectManager.create_project.name',
        '3.ProjectManager.create_project',
        '3.ProjectManager.create_project.name',
        '3.ProjectManager.create_project.description',
        '3.ProjectManager.create_project.author',
        '3.ProjectManager.create_project.tags',
        '3.Project',
        '3.Project.name',
        '3.Project.description',
        '3.Project.type',
        '3.Project.path',
        '3.Project.status',
        '3.Project.workflows',
        '3.Project.config',
        '1.Project',
        '1.Project.name',
        '1.Project.path',
        '1.Project.workflows',
        '1.Project.resources',
        '1.Project.metadata',
      ],
    },
  }, async () => {
    const shop = new Workshop();
    const resources = [{ id: 'gpu', type: 'gpu', capacity: { units: 1 } }];
    const project = await shop.manager().createProject('web-app-analysis', {
      description: 'Analysis of web application code',
      author: 'Development Team',
      tags: ['web'],
      config: { depth: 2 },
      resources,
      metadata: { owner: 'ann' },
    });
    expect(project).toMatchObject({
      name: 'web-app-analysis',
      description: 'Analysis of web application code',
      type: 'custom',
      path: shop.path('projects/web-app-analysis'),
      status: 'planning',
      workflows: [],
      template: null,
      resources,
      metadata: { owner: 'ann' },
    });
    expect(shop.tree('projects')).toEqual([
      'web-app-analysis/',
      'web-app-analysis/.codomyrmex/',
      'web-app-analysis/.codomyrmex/project.json',
    ]);
    const file = shop.file('projects/web-app-analysis');
    expect(Object.keys(file).slice(0, 17).join(' ')).toBe(
      'name description type path status version template config workflows active_workflows required_modules ' +
        'author tags created_at updated_at milestones metrics',
    );
    expect(file).toMatchObject({ version: '1.0.0', author: 'Development Team', tags: ['web'], schema_version: 1 });
    expect(file.created_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
    expect(await shop.manager().getProject('web-app-analysis')).toEqual(project);
  });

  it('given a template by either of its words, then its tree is made and the project has what it says', {
    meta: {
      specification: [
        '1.ProjectManager.create_project.template',
        '1.Project.template',
        '3.ProjectManager.create_project.template_name',
        '3.example.project_create',
        '4.ProjectManager.create_project',
        '4.ProjectManager.create_project.name',
        '4.ProjectManager.create_project.template_name',
        '4.ProjectManager.create_project.description',
        '4.feature.project_lifecycle',
        '4.example.quick_project',
      ],
    },
  }, async () => {
    const shop = new Workshop();
    const manager = shop.manager({ scaffolder });
    const first = await manager.createProject('my_project', { templateName: 'web_application', description: 'a' });
    expect(first).toMatchObject({ name: 'my_project', type: 'web_application', template: 'web_application' });
    const second = await manager.createProject('second', 'ai_analysis');
    expect(second).toMatchObject({
      type: 'ai_analysis',
      workflows: ['ai-analysis', 'build-and-test'],
      requiredModules: ['static_analysis'],
      config: { analysis: { max_file_size: 1024 } },
    });
    await manager.createProject('third', { template: 'ai_analysis' });
    expect(shop.tree('projects/second')).toEqual(['.codomyrmex/', '.codomyrmex/project.json', 'README.md', 'src/']);
    expect(await manager.listTemplates()).toEqual(['ai_analysis', 'web_application']);
  });

  it('given a path, then it is made there and found by its name, also by others', {
    meta: { specification: ['3.ProjectManager.create_project.path'] },
  }, async () => {
    const shop = new Workshop();
    const path = shop.path('elsewhere/deep/thing');
    await shop.manager().createProject('thing', null, path, { description: 'far' });
    expect(await shop.manager().getProject('thing')).toMatchObject({ path, description: 'far' });
    expect((await shop.manager().listProjects()).map(({ name }) => name)).toEqual(['thing']);
  });

  it('given two projects of one template, then nothing of their configuration is shared (a fault of the original)', {
    meta: { specification: ['4.ProjectManager.feature.configuration'] },
  }, async () => {
    const shop = new Workshop();
    const manager = shop.manager({ scaffolder });
    const config = { section: { list: [1] } };
    const one = await manager.createProject('one', { templateName: 'ai_analysis', config });
    const two = await manager.createProject('two', { templateName: 'ai_analysis', config });
    Object.assign(Object(one.config.analysis), { max_file_size: 1 });
    config.section.list.push(2);
    await manager.updateProject('one', { config: { analysis: { max_file_size: 7 }, more: true } });
    expect(two.config).toMatchObject({ analysis: { max_file_size: 1024 }, section: { list: [1] } });
    expect((await manager.getProject('two')).config).toEqual(two.config);
    expect((await manager.getProject('one')).config).toEqual({
      analysis: { max_file_size: 7 },
      section: { list: [1] },
      more: true,
    });
    expect((await scaffolder.describe('ai_analysis')).defaultConfig).toMatchObject({
      analysis: { max_file_size: 1024 },
    });
  });

  it('given a description with backslashes, then it comes back as it is (a fault of the original)', async () => {
    const shop = new Workshop();
    const description = 'C:\\new\\1 \\g<0> "quoted" {{ name }} $& \u2028 \ud83d\ude00';
    await shop.manager({ scaffolder }).createProject('paths', { template: 'ai_analysis', description });
    expect((await shop.manager().getProject('paths')).description).toBe(description);
    expect(shop.read('projects/paths/README.md')).toContain(description);
  });

  it.each([
    ['', 'INVALID_PARAMETERS'],
    ['../outside', 'INVALID_PARAMETERS'],
    ['..', 'INVALID_PARAMETERS'],
    ['a/b', 'INVALID_PARAMETERS'],
    ['a\\b', 'INVALID_PARAMETERS'],
    ['a..b', 'INVALID_PARAMETERS'],
    ['.hidden', 'INVALID_PARAMETERS'],
    ['a\0b', 'INVALID_PARAMETERS'],
    ['con', 'INVALID_PARAMETERS'],
    ['archives', 'INVALID_PARAMETERS'],
    ['Archives', 'INVALID_PARAMETERS'],
    ['a.', 'INVALID_PARAMETERS'],
    ['x'.repeat(65), 'INVALID_PARAMETERS'],
    ['\u00fcber', 'INVALID_PARAMETERS'],
    ['taken', 'PROJECT_EXISTS'],
    ['TAKEN', 'PROJECT_EXISTS'],
    ['full', 'FOLDER_NOT_EMPTY'],
    ['link', 'FOLDER_NOT_EMPTY'],
  ])(
    'given the name %j, then it is refused with %s and nothing is different (a fault of the original)',
    async (name, code) => {
      const shop = new Workshop();
      await shop.manager().createProject('taken');
      shop.write('projects/full/mine.txt', 'mine');
      mkdirSync(shop.path('outside'));
      symlinkSync(shop.path('outside'), shop.path('projects/link'));
      const before = shop.tree('');
      await expect(shop.manager().createProject(name)).rejects.toMatchObject({
        code,
        errorType: 'ProjectManagementError',
        suggestions: expect.arrayContaining([expect.any(String)]),
      });
      expect(shop.tree('')).toEqual(before);
    },
  );

  it('given an unknown template, an unknown option or a path with something in it, then nothing is made', async () => {
    const shop = new Workshop();
    const manager = shop.manager({ scaffolder });
    await expect(manager.createProject('a', { template: 'ai_analisys' })).rejects.toMatchObject({
      code: 'TEMPLATE_NOT_FOUND',
      suggestions: ['did you mean "ai_analysis"?'],
    });
    await expect(shop.manager().createProject('a', { template: 'any' })).rejects.toMatchObject({
      code: 'TEMPLATE_NOT_FOUND',
    });
    await expect(manager.createProject('a', Object({ descripton: 'x', tags: [1] }))).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
      details: { problems: [expect.anything(), expect.anything()] },
    });
    await expect(manager.createProject('a', { config: { when: new Date(0) } })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
    shop.write('there/file', '');
    await expect(manager.createProject('a', { path: shop.path('there') })).rejects.toMatchObject({
      code: 'FOLDER_NOT_EMPTY',
    });
    await expect(manager.createProject('a', { path: shop.path('there/file') })).rejects.toMatchObject({
      code: 'FOLDER_NOT_EMPTY',
    });
    expect(shop.tree('')).toEqual(['there/', 'there/file']);
  });

  it('given a template that fails half-way, then nothing of the project is left (a fault of the original)', async () => {
    const shop = new Workshop();
    const failing: Scaffolder = {
      list: () => scaffolder.list(),
      describe: (name) => scaffolder.describe(name),
      scaffold: async (request) => {
        await scaffolder.scaffold(request);
        throw new Error('no room');
      },
    };
    mkdirSync(shop.path('empty'));
    const options = { template: 'ai_analysis', path: shop.path('empty') };
    await expect(shop.manager({ scaffolder: failing }).createProject('a', options)).rejects.toThrow('no room');
    expect(shop.tree('')).toEqual(['empty/']);
    await shop.manager({ scaffolder }).createProject('a', options);
    expect(existsSync(shop.path('empty/README.md'))).toBe(true);
  });

  it('given the rest of another that cannot be read, then it is left alone and the project is made', async () => {
    const shop = new Workshop();
    mkdirSync(shop.path('projects/.codomyrmex-staged-other/owner.json'), { recursive: true });
    await shop.manager().createProject('a');
    expect(shop.tree('projects')).toContain('.codomyrmex-staged-other/owner.json/');
  });

  it('given a plan, then it says what would be made, refuses what would be refused, and leaves nothing', async () => {
    const shop = new Workshop();
    const manager = shop.manager({ scaffolder });
    const { project, written, files } = await manager.planProject('a', { template: 'ai_analysis', description: 'd' });
    expect(project).toMatchObject({ name: 'a', path: shop.path('projects/a') });
    expect(written).toEqual(['.codomyrmex/project.json', 'README.md', 'src/']);
    expect(files.get('README.md')).toBe('# a\n\nd\n');
    await expect(manager.planProject('../a')).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    expect(shop.tree('')).toEqual([]);
  });
});
