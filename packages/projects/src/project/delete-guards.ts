import { ProjectManagementError } from '@codomyrmex/core';
import type { Project, UnusableProject } from './project.ts';

/** A copy of a project's folder bears its name too, and which of the two is meant nobody can know. */
export function refuseTwin(name: string, path: string, unusable: readonly UnusableProject[]): void {
  const twin = unusable.find((one) => one.name === name && one.code === 'PROJECT_NAME_TAKEN');
  if (twin === undefined) return;
  throw new ProjectManagementError(`two folders are project "${name}": ${path} and ${twin.path}`, {
    code: 'PROJECT_NAME_TAKEN',
    details: { name, paths: [path, twin.path] },
    suggestions: ['Remove the copy by hand, or give it another name in its .codomyrmex/project.json.'],
  });
}

export function refuseNeeded(name: string, projects: readonly Project[]): void {
  const users = projects.filter(({ dependencies }) => dependencies.includes(name)).map((one) => one.name);
  if (users.length === 0) return;
  throw new ProjectManagementError(`project "${name}" is needed by ${users.join(', ')}`, {
    code: 'PROJECT_NEEDED',
    details: { name, needed_by: users },
    suggestions: [`Take it out of "dependencies" in .codomyrmex/project.json of ${users.join(' and ')} first.`],
  });
}
