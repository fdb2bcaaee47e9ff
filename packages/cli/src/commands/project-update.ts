import { type ProjectStatus, UsageError } from '@codomyrmex/core';
import type { Project, ProjectChanges } from '@codomyrmex/projects';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { projectManager } from '../compose-projects.ts';
import { jsonOrText, pairOf, withValue } from '../project-values.ts';
import { wireProject } from './project-create.ts';
import { type TemplateUpdateOptions, updateFromTemplate } from './project-template-update.ts';

interface UpdateOptions extends Omit<CommonOptions, 'config'>, TemplateUpdateOptions {
  readonly description?: string;
  readonly status?: ProjectStatus;
  readonly version?: string;
  readonly author?: string;
  readonly tag?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly workflow?: readonly string[];
  /** Values of the project's configuration, and, without "=", the configuration file as everywhere. */
  readonly config?: readonly string[];
}

export function updateProject(name: string, options: UpdateOptions): Promise<void> {
  const { config = [], ...rest } = options;
  const file = config.findLast((one) => !one.includes('='));
  return perform({ ...rest, ...(file !== undefined && { config: file }) }, async (scope) => {
    const manager = projectManager(scope);
    const project = await manager.getProject(name);
    const values = config.filter((one) => one.includes('='));
    const changes = changesOf(project, { ...rest, config: values });
    if (Object.keys(changes).length === 0) return updateFromTemplate(scope, project, rest);
    refuseBoth(rest);
    const changed = await manager.updateProject(name, changes);
    if (scope.json) scope.terminal.json({ success: true, ...wireProject(changed) });
    else scope.terminal.note(`${name} was changed: ${Object.keys(changes).join(', ')}`);
    return 0;
  });
}

function changesOf(project: Project, options: UpdateOptions): ProjectChanges {
  const { description, status, version, author, tag, dependsOn, workflow, config = [] } = options;
  return {
    ...(description !== undefined && { description }),
    ...(status !== undefined && { status }),
    ...(version !== undefined && { version }),
    ...(author !== undefined && { author }),
    ...(tag !== undefined && { tags: [...tag] }),
    ...(dependsOn !== undefined && { dependencies: [...dependsOn] }),
    ...(workflow !== undefined && { workflows: [...workflow] }),
    ...(config.length > 0 && { config: withAll(project.config, config) }),
  };
}

function withAll(before: Project['config'], written: readonly string[]): Record<string, unknown> {
  let config = before;
  for (const pair of written) {
    const [key, text] = pairOf('--config', pair);
    config = withValue(config, key, jsonOrText(text));
  }
  return { ...config };
}

/** What is changed in the project's own file is changed at once; a check or a dry run would be a lie. */
function refuseBoth({ check, dryRun, template, templateVersion, answer }: UpdateOptions): void {
  if ([check, dryRun, template, templateVersion, answer].every((option) => option === undefined)) return;
  throw new UsageError('an update from the template and a change of what the project says of itself are two things', {
    code: 'INVALID_PARAMETERS',
    suggestions: ['Do one after the other.'],
  });
}
