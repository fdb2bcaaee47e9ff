import type { ProjectStatus } from '@codomyrmex/core';
import { UsageError } from '@codomyrmex/core';
import type { Project, ProjectChanges } from '@codomyrmex/projects';
import { type CommandScope, type CommonOptions, perform } from '../command-run.ts';
import { projectManager } from '../compose-projects.ts';
import { program } from '../output/run-ending.ts';
import { quoted } from '../output/wait-text.ts';
import { jsonOrText, pairOf, withValue } from '../project-values.ts';
import { wireProject } from './project-create.ts';

interface UpdateOptions extends Omit<CommonOptions, 'config'> {
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
    if (Object.keys(changes).length === 0) return updateFromTemplate(scope, project);
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

/** Where an update from the template begins. @throws UsageError NO_TEMPLATE. */
function updateFromTemplate(_scope: CommandScope, { name }: Project): number {
  throw new UsageError(`project "${name}" has no template to be updated from, and nothing to change was given`, {
    code: 'NO_TEMPLATE',
    suggestions: [`To change what it says of itself: ${program()} project update ${quoted(name)} --description TEXT`],
  });
}
