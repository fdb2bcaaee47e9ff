import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { projectManager } from '../compose-projects.ts';
import { program } from '../output/called-as.ts';
import { quoted } from '../output/wait-text.ts';
import { jsonObject } from '../parameters.ts';
import { consent } from '../plugins/consent.ts';
import { safe } from '../terminal.ts';
import { wireProject } from './project-create.ts';

export function loadProject(folder: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const project = await projectManager(scope).loadProject(folder);
    if (scope.json) scope.terminal.json({ success: true, ...wireProject(project) });
    else scope.terminal.note(`${project.name} is known: ${program()} project status ${quoted(project.name)}`);
    return 0;
  });
}

export function addMilestone(
  name: string,
  milestone: string,
  options: CommonOptions & { readonly data?: string },
): Promise<void> {
  return perform(options, async (scope) => {
    const data = jsonObject('--data', options.data);
    const { milestones } = await projectManager(scope).addProjectMilestone(name, milestone, data);
    if (scope.json) scope.terminal.json({ success: true, name, milestone, ...milestones[milestone] });
    else
      scope.terminal.note(
        `milestone "${milestone}" of ${name} was reached at ${String(milestones[milestone]?.completed_at)}`,
      );
    return 0;
  });
}

export function archive(name: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { project, archive: file, leftOut } = await projectManager(scope).archiveProject(name);
    if (scope.json) {
      const left = { links_left_out: leftOut.links, installed_left_out: leftOut.installed };
      scope.terminal.json({ success: true, name, status: project.status, archive: file, ...left });
      return 0;
    }
    scope.terminal.data(file);
    if (leftOut.links.length > 0) scope.terminal.note(`links are not archived: ${safe(named(leftOut.links))}`);
    if (leftOut.installed.length > 0) {
      scope.terminal.note(`installed packages are not archived: ${safe(named(leftOut.installed))}`);
    }
    scope.terminal.note(`its folder stays: ${safe(project.path)}`);
    return 0;
  });
}

const named = (paths: readonly string[]): string =>
  paths.length <= 5 ? paths.join(', ') : `${paths.slice(0, 5).join(', ')} and ${paths.length - 5} more`;

export function restore(name: string, options: CommonOptions & { readonly path?: string }): Promise<void> {
  return perform(options, async (scope) => {
    const project = await projectManager(scope).restoreProject(name, { path: options.path });
    if (scope.json) scope.terminal.json({ success: true, ...wireProject(project) });
    else {
      scope.terminal.data(project.path);
      scope.terminal.note(`${name} is ${project.status} again: ${program()} project status ${quoted(name)}`);
    }
    return 0;
  });
}

export function deleteProject(
  name: string,
  options: CommonOptions & { readonly yes?: boolean; readonly keepFiles?: boolean },
): Promise<void> {
  return perform(options, async (scope) => {
    const manager = projectManager(scope);
    const unusable = (await manager.listUnusableProjects()).find(
      (one) => one.name === name && one.code === 'PROJECT_MISSING',
    );
    const { path } = unusable ?? (await manager.getProject(name));
    const keepFiles = options.keepFiles === true;
    const what = keepFiles
      ? `Forget project ${name} and keep its files in`
      : `Delete project ${name} with everything in`;
    if (options.yes !== true && !scope.json) scope.terminal.note(`${what} ${safe(path)}`);
    await consent(`${what} ${safe(path)}?`, options.yes === true);
    await manager.deleteProject(name, { confirm: name, keepFiles });
    if (scope.json) scope.terminal.json({ success: true, name, path, files_kept: keepFiles });
    else scope.terminal.note(keepFiles ? `forgot ${name}; its files are in ${safe(path)}` : `deleted ${safe(path)}`);
    return 0;
  });
}
