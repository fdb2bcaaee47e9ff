import { type Project, projectInfo, projectsSummaryDocument, type RunOutcome } from '@codomyrmex/projects';
import { describe, expect, it } from 'vitest';
import { FolderScaffolder, pythonProject, template, Workshop } from './workshop.ts';

const outcome = (status: string): RunOutcome => ({
  success: status === 'completed',
  executionTime: 1.5,
  result: { executionId: 'run-1', status },
});

describe('ProjectManager', () => {
  it('given a project, then its status has every key of the specification', {
    meta: {
      specification: [
        '1.ProjectManager',
        '1.ProjectManager.get_project_status',
        '1.ProjectManager.get_project_status.project',
        '2.feature.project_status',
        '3.ProjectManager',
        '3.ProjectManager.get_project_status',
        '3.ProjectManager.get_project_status.name',
        ...['name', 'status', 'type', 'version', 'path', 'workflows', 'active_workflows'].map(
          (key) => `3.ProjectManager.get_project_status->${key}`,
        ),
        ...['required_modules', 'created_at', 'updated_at', 'milestones', 'metrics'].map(
          (key) => `3.ProjectManager.get_project_status->${key}`,
        ),
        '4.ProjectManager',
        '4.ProjectManager.get_project_status',
        '4.ProjectManager.get_project_status.name',
        '4.ProjectManager.feature.status',
      ],
    },
  }, async () => {
    const shop = new Workshop();
    shop.write('projects/old/.codomyrmex/project.json', pythonProject('old', { active_workflows: ['ai-analysis'] }));
    const manager = shop.manager();
    const status = await manager.getProjectStatus('old');
    expect(status).toEqual({
      name: 'old',
      status: 'planning',
      type: 'ai_analysis',
      version: '1.0.0',
      path: shop.path('projects/old'),
      workflows: 2,
      activeWorkflows: 1,
      requiredModules: ['ai_code_editing'],
      createdAt: new Date('2026-01-07T10:11:12.123Z'),
      updatedAt: new Date('2026-01-08T10:11:12.654Z'),
      milestones: { first: { score: 8.5, completed_at: '2026-01-08T10:11:12.654321+00:00' } },
      metrics: { files: 3 },
    });
    expect(await manager.getProjectStatus(await manager.getProject('old'))).toEqual(status);
    expect(await manager.getProjectStatus('unknown')).toBeUndefined();
  });

  it('given projects, then they are listed and summed up', {
    meta: {
      specification: [
        '1.ProjectManager.list_projects',
        '2.capability.project_management',
        '2.guideline.projects.lifecycle',
        '2.ProjectInfo',
        '2.ProjectInfo.id',
        '2.ProjectInfo.name',
        '2.ProjectInfo.path',
        '2.ProjectInfo.status',
        '2.ProjectInfo.created_at',
        '2.ProjectInfo.updated_at',
        '2.ProjectInfo.workflows',
      ],
    },
  }, async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    for (const name of ['b', 'a', 'c'])
      await manager.createProject(name, { type: name === 'c' ? 'research' : 'custom' });
    await manager.updateProject('a', { status: 'completed', workflows: ['w'] });
    const projects = await manager.listProjects();
    expect(projects.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    const [first] = projects;
    expect(first && projectInfo(first)).toEqual({
      id: 'a',
      name: 'a',
      path: shop.path('projects/a'),
      status: 'completed',
      createdAt: first?.createdAt,
      updatedAt: first?.updatedAt,
      workflows: ['w'],
    });
    expect(projectsSummaryDocument(await manager.getProjectsSummary())).toEqual({
      total_projects: 3,
      by_status: { completed: 1, planning: 2 },
      by_type: { custom: 2, research: 1 },
      recent_activity: [
        { name: 'a', status: 'completed', updated_at: first?.updatedAt.toISOString() },
        { name: 'c', status: 'planning', updated_at: expect.any(String) },
        { name: 'b', status: 'planning', updated_at: expect.any(String) },
      ],
      unusable_projects: 0,
    });
    await expect(manager.getProject('aa')).rejects.toMatchObject({
      code: 'PROJECT_NOT_FOUND',
      suggestions: ['did you mean "a"?'],
    });
  });

  it('given milestones, metrics and changes, then they are kept, and wrong ones refused', {
    meta: {
      specification: [
        '3.ProjectManager.add_project_milestone',
        '3.ProjectManager.add_project_milestone.project_name',
        '3.ProjectManager.add_project_milestone.milestone',
        '3.ProjectManager.add_project_milestone.data',
        '4.ProjectManager.feature.milestones',
      ],
    },
  }, async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('chatbot-analysis');
    await manager.addProjectMilestone('chatbot-analysis', 'initial_analysis_complete', { quality_score: 8.5 });
    await manager.addProjectMilestone('chatbot-analysis', 'second');
    await manager.updateMetrics('chatbot-analysis', { files: 1, lines: 2 });
    const { milestones, metrics } = await manager.updateMetrics('chatbot-analysis', { lines: 3 });
    expect(milestones).toEqual({
      initial_analysis_complete: { quality_score: 8.5, completed_at: expect.stringMatching(/\+00:00$/) },
      second: { completed_at: expect.any(String) },
    });
    expect(metrics).toEqual({ files: 1, lines: 3 });
    for (const changes of [{ status: 'archived' }, { status: 'asleep' }, { name: 'other' }, { tags: 'a' }]) {
      await expect(manager.updateProject('chatbot-analysis', Object(changes))).rejects.toMatchObject({
        code: 'INVALID_PARAMETERS',
      });
    }
    await expect(manager.addProjectMilestone('nobody', 'x')).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
  });

  it('given a project that was changed in hand, then saving keeps it, unless somebody else changed it meanwhile', {
    meta: { specification: ['1.ProjectManager.save_project', '1.ProjectManager.save_project.project'] },
  }, async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    const project = await manager.createProject('a');
    const mine: Project = { ...project, description: 'mine', milestones: { m: { by: 'me' } }, tags: ['x'] };
    expect(await manager.saveProject(mine)).toBe(true);
    expect(await manager.getProject('a')).toMatchObject({
      description: 'mine',
      milestones: { m: { by: 'me' } },
      tags: ['x'],
    });
    await expect(manager.saveProject({ ...mine, description: 'late' })).rejects.toMatchObject({
      code: 'PROJECT_CHANGED',
    });
    const now = await manager.getProject('a');
    await expect(manager.saveProject({ ...now, name: 'b' })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    await expect(manager.saveProject({ ...now, path: shop.path('gone') })).rejects.toMatchObject({
      code: 'PROJECT_NOT_FOUND',
    });
    expect((await manager.getProject('a')).description).toBe('mine');
  });

  it('given a workflow of a project, then it is run on its folder with its configuration, and the project tells of it', {
    meta: {
      specification: [
        '3.ProjectManager.execute_project_workflow',
        '3.ProjectManager.execute_project_workflow.project_name',
        '3.ProjectManager.execute_project_workflow.workflow_name',
        '3.ProjectManager.execute_project_workflow.params',
        '3.example.integration_project',
        '4.example.project_manager',
      ],
    },
  }, async () => {
    const shop = new Workshop();
    const seen: unknown[] = [];
    const manager = shop.manager({
      scaffolder: new FolderScaffolder(template('ai_analysis')),
      runWorkflow: async ({ workspace, workflowsFolder, configuration, parameters, workflow }) => {
        const during = await shop.manager().getProjectStatus('chatbot-analysis');
        seen.push({ workspace, workflowsFolder, configuration, parameters, workflow, during });
        return outcome(workflow === 'bad' ? 'failed' : 'completed');
      },
    });
    await manager.createProject('chatbot-analysis', { template: 'ai_analysis', description: 'conversations' });
    const answer = await manager.executeProjectWorkflow('chatbot-analysis', 'ai-analysis', { data_path: './c' });
    expect(answer).toEqual(outcome('completed'));
    expect(seen).toEqual([
      {
        workflow: 'ai-analysis',
        workspace: shop.path('projects/chatbot-analysis'),
        workflowsFolder: shop.path('projects/chatbot-analysis/.codomyrmex/workflows'),
        configuration: { analysis: { max_file_size: 1024, include_patterns: ['*.py'] } },
        parameters: { data_path: './c' },
        during: expect.objectContaining({ status: 'active', activeWorkflows: 1 }),
      },
    ]);
    await manager.executeProjectWorkflow('chatbot-analysis', 'bad');
    expect(await manager.getProject('chatbot-analysis')).toMatchObject({
      status: 'active',
      activeWorkflows: [],
      metrics: {
        workflow_runs: 2,
        workflow_runs_failed: 1,
        last_workflow: 'bad',
        last_run_status: 'failed',
        last_run_id: 'run-1',
      },
    });
    expect(shop.file('projects/chatbot-analysis')).not.toHaveProperty('active_runs');
  });

  it('given a workflow that cannot be run, then the project is as it was', async () => {
    const shop = new Workshop();
    const manager = shop.manager({
      runWorkflow: async () => {
        throw new Error('no such workflow');
      },
    });
    await manager.createProject('a');
    await expect(manager.executeProjectWorkflow('a', 'none')).rejects.toThrow('no such workflow');
    expect(await manager.getProject('a')).toMatchObject({ status: 'planning', activeWorkflows: [], metrics: {} });
    await expect(shop.manager().executeProjectWorkflow('a', 'w')).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    await manager.archiveProject('a');
    await expect(manager.executeProjectWorkflow('a', 'none')).rejects.toMatchObject({ code: 'PROJECT_ARCHIVED' });
  });

  it('given a project that cannot be told how its run ended, then the run has the outcome that it had', async () => {
    const shop = new Workshop();
    const warnings: string[] = [];
    const damaged = () => shop.write('projects/a/.codomyrmex/project.json', '{');
    const whole = () => shop.write('projects/a/.codomyrmex/project.json', { name: 'a' });
    const manager = shop.manager({
      warn: (problem) => warnings.push(problem),
      runWorkflow: async ({ workflow }) => {
        damaged();
        if (workflow === 'bad') throw new Error('the first reason');
        return outcome('completed');
      },
    });
    whole();
    expect(await manager.executeProjectWorkflow('a', 'good')).toMatchObject({ success: true });
    whole();
    await expect(manager.executeProjectWorkflow('a', 'bad')).rejects.toThrow('the first reason');
    expect(warnings).toEqual([expect.stringContaining('"good"'), expect.stringContaining('"bad"')]);
  });

  it('given many projects, then a workflow goes over them as one, and each tells of its part', async () => {
    const shop = new Workshop();
    const manager = shop.manager({
      runProjects: async ({ runs }) => ({
        answer: runs.map(({ project, after, parameters }) => [project.name, after, parameters]),
        outcomes: new Map([
          ['base', outcome('completed')],
          ['lib', outcome('failed')],
        ]),
      }),
    });
    for (const [name, dependencies] of [
      ['base', []],
      ['lib', ['base']],
      ['old', []],
      ['app', ['lib']],
    ] as const) {
      await manager.createProject(name, { dependencies: [...dependencies] });
    }
    await manager.archiveProject('old');
    expect(await manager.runProjectsWorkflow('build', { parameters: { n: 1 } })).toEqual([
      ['base', [], { n: 1 }],
      ['lib', ['base'], { n: 1 }],
      ['app', ['lib'], { n: 1 }],
    ]);
    const stand = (await manager.listProjects()).map(({ name, status, metrics }) => [
      name,
      status,
      metrics.last_run_status,
    ]);
    expect(stand).toEqual([
      ['app', 'planning', undefined],
      ['base', 'active', 'completed'],
      ['lib', 'active', 'failed'],
      ['old', 'archived', undefined],
    ]);
  });
});
