import { dirname, resolve } from 'node:path';
import type { PlacingPorts } from './place-project.ts';
import type { Project } from './project.ts';
import { takenProject } from './project-errors.ts';
import { usableProject } from './project-folder.ts';

/** @throws ProjectManagementError PROJECT_NOT_FOUND, PROJECT_DAMAGED, PROJECT_NEWER, PROJECT_EXISTS for another of its name. */
export async function loadProject({ places, registry, ...ports }: PlacingPorts, given: string): Promise<Project> {
  const named = resolve(given);
  await usableProject(ports, named);
  // A link in projects_dir is not followed there: the project is known by where it is.
  const isLink = dirname(named) === ports.projectsDir && (await ports.files.kind(named)) === 'link';
  const path = isLink ? await ports.files.resolved(named) : named;
  const { project } = await usableProject(ports, path);
  if (await places.isFoundByItself(path)) return project;
  return registry.alone(async () => {
    const { projects } = await places.all();
    const other = projects.find((one) => one.project.name === project.name);
    if (other !== undefined && other.project.path !== path)
      throw takenProject(project.name, project.name, other.project.path);
    await registry.add(path);
    return project;
  });
}
