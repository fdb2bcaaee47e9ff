import { didYouMean, ProjectManagementError } from '@codomyrmex/core';
import type { UnusableProject } from './project.ts';

export function unknownProject(name: string, known: readonly string[]): ProjectManagementError {
  return new ProjectManagementError(`there is no project ${JSON.stringify(name)}`, {
    code: 'PROJECT_NOT_FOUND',
    details: { name },
    suggestions: [
      didYouMean(name, known) ??
        (known.length === 0
          ? `There is none yet: codomyrmex project create ${/^[\w.-]+$/.test(name) ? name : 'NAME'}`
          : `There are: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`),
    ],
  });
}

export function unusableProject({ name, path, code, message, suggestion }: UnusableProject): ProjectManagementError {
  return new ProjectManagementError(`project "${name}" cannot be used: ${message}`, {
    code,
    details: { name, path },
    suggestions: [suggestion],
  });
}

export function takenProject(name: string, by: string, place: string): ProjectManagementError {
  return new ProjectManagementError(
    by === name
      ? `there is a project "${name}" already: ${place}`
      : `"${by}" differs from "${name}" only in case, which is one folder on some systems: ${place}`,
    {
      code: 'PROJECT_EXISTS',
      details: { name, taken_by: by, path: place },
      suggestions: ['Choose another name.', `codomyrmex project status ${by} shows the one that is there.`],
    },
  );
}

export function takenFolder(folder: string, why: string): ProjectManagementError {
  return new ProjectManagementError(`${folder} cannot become a project: ${why}`, {
    code: 'FOLDER_NOT_EMPTY',
    details: { path: folder },
    suggestions: ['Name an empty folder, or one that does not exist, with --path.', 'Choose another name.'],
  });
}

export function wrongParameters(message: string, suggestions: readonly string[]): ProjectManagementError {
  return new ProjectManagementError(message, { code: 'INVALID_PARAMETERS', suggestions });
}
