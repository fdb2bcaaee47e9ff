import { failureFrom } from '@codomyrmex/core';
import type { Project, UpdatePlan } from '@codomyrmex/projects';
import type { CommandScope } from './command-run.ts';
import { projectManager, projectPorts } from './compose-projects.ts';
import { program } from './output/called-as.ts';

const WORKFLOW = /^\.codomyrmex\/workflows\/(?<name>[^/]+)\.(?:ya?ml|json)$/;

/**
 * Has a project say of itself what an update brought: the workflows whose files came, and modules that the template needs now. Its
 * configuration stays its own. Its documents are brought up to date where they can be; a document that cannot is named and
 * left.
 */
export async function followTemplate(scope: CommandScope, { name, path }: Project, plan: UpdatePlan): Promise<void> {
  const manager = projectManager(scope);
  const { workflows, requiredModules } = await manager.getProject(name);
  const came = plan.files.flatMap(({ kind, path: file }) => {
    const added = kind === 'added' ? WORKFLOW.exec(file)?.groups?.name : undefined;
    return added === undefined ? [] : [added];
  });
  const changes = {
    workflows: [...new Set([...workflows, ...came])],
    requiredModules: [...new Set([...requiredModules, ...plan.requiredModules])],
  };
  if (changes.workflows.length > workflows.length || changes.requiredModules.length > requiredModules.length) {
    await manager.updateProject(name, changes);
  }
  try {
    await projectPorts(scope).documents?.complete?.(path);
  } catch (error) {
    scope.terminal.error(`its documents are not up to date: ${failureFrom(error).message}`);
    scope.terminal.error(`  ${program()} docs check says what is wrong in them.`);
  }
}
