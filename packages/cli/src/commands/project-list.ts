import {
  type Project,
  projectDocument,
  projectInfo,
  projectStatusDocument,
  type UnusableProject,
} from '@codomyrmex/projects';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { projectManager } from '../compose-projects.ts';
import { asCalled, program } from '../output/called-as.ts';
import type { Column } from '../output/column.ts';
import { table } from '../output/table.ts';
import { nextSteps, nextText, saidOptions } from '../project-next-steps.ts';
import { safe } from '../terminal.ts';

export function listProjects(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const manager = projectManager(scope);
    const projects = await manager.listProjects();
    const unusable = await manager.listUnusableProjects();
    if (scope.json) {
      scope.terminal.json([...projects.map(wireListing), ...unusable.map(wireUnusable)]);
      return 0;
    }
    const rows = [
      ...projects.map(({ name, status, type, workflows, path, description }) => [
        name,
        status,
        type,
        String(workflows.length),
        path,
        description,
      ]),
      ...unusable.map(({ name, path, message }) => [name, 'not usable', '', '', path, message]),
    ];
    const columns: readonly Column[] = [
      { title: 'project', whole: true },
      { title: 'status', whole: true },
      { title: 'type' },
      { title: 'workflows', align: 'right' },
      { title: 'folder' },
      { title: 'description' },
    ];
    scope.terminal.data(table(columns, rows, scope.terminal.outWidth));
    for (const { name, message, suggestion } of unusable) {
      scope.terminal.note(
        `warning: project "${safe(name)}" cannot be used: ${safe(message)}\n  ${safe(asCalled(suggestion))}`,
      );
    }
    if (rows.length === 0) scope.terminal.note(`no projects yet: ${program()} project create NAME`);
    return 0;
  });
}

/** Document 2's report of a project, and what people want to see beside it. */
function wireListing(project: Project): Readonly<Record<string, unknown>> {
  const { createdAt, updatedAt, ...info } = projectInfo(project);
  const { type, version, description, template, tags, dependencies, activeWorkflows } = project;
  return {
    ...info,
    valid: true,
    type,
    version,
    description,
    template,
    tags,
    dependencies,
    active_workflows: activeWorkflows,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

const wireUnusable = ({ name, path, code, message, suggestion }: UnusableProject) => ({
  id: name,
  name,
  path,
  valid: false,
  status: null,
  error_code: code,
  error: message,
  suggestions: [suggestion],
});

export function showProject(name: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const manager = projectManager(scope);
    const project = await manager.getProject(name);
    const next = await nextSteps(project, saidOptions(options));
    const status = await manager.getProjectStatus(project);
    if (scope.json) {
      const { description, template, author, tags, config } = projectDocument(project);
      const more = { description, template, author, tags, config, dependencies: project.dependencies };
      const known = status === undefined ? {} : projectStatusDocument(status);
      scope.terminal.json({ ...known, ...more, metadata: project.metadata, next_steps: next });
      return 0;
    }
    for (const [title, text] of facts(project)) scope.terminal.data(`${title.padEnd(12)} ${safe(text)}`);
    scope.terminal.data(nextText(next));
    return 0;
  });
}

/** What there is to say of it; what is empty is not said. */
function facts(project: Project): readonly (readonly [title: string, text: string])[] {
  const { name, type, version, status, path, description, template, author, tags, metrics } = project;
  const last = metrics.last_workflow;
  const all: readonly (readonly [string, string])[] = [
    ['project', `${name} ${version} (${type})`],
    ['status', status],
    ['folder', path],
    ['description', description],
    ['template', template ?? ''],
    ['author', author],
    ['tags', tags.join(', ')],
    ['depends on', project.dependencies.join(', ')],
    ['workflows', project.workflows.join(', ')],
    ['running', project.activeWorkflows.join(', ')],
    ['modules', project.requiredModules.join(', ')],
    [
      'last run',
      typeof last === 'string' ? `${last} ${String(metrics.last_run_status)} at ${String(metrics.last_run_at)}` : '',
    ],
    [
      'milestones',
      Object.entries(project.milestones)
        .map(([one, { completed_at: at }]) => `${one} (${String(at)})`)
        .join(', '),
    ],
    ['changed', project.updatedAt.toISOString()],
  ];
  return all.filter(([, text]) => text !== '');
}
