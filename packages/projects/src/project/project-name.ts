import { ProjectManagementError } from '@codomyrmex/core';

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const MAX_LENGTH = 64;

/** Names that Windows gives to devices, whatever ending follows: such a folder cannot be copied there. */
const devices = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** The folder of `projects_dir` that holds archives. */
export const ARCHIVES = 'archives';

/**
 * A name that a new project may have: one folder of one folder on every system.
 * @throws ProjectManagementError INVALID_PARAMETERS.
 */
export function checkProjectName(name: string): void {
  const reason = whyNoName(name);
  if (reason === undefined) return;
  throw new ProjectManagementError(`${JSON.stringify(name)} cannot name a project: ${reason}`, {
    code: 'INVALID_PARAMETERS',
    details: { name },
    suggestions: [
      `Use letters, digits, ".", "_" and "-", starting with a letter or digit, at most ${MAX_LENGTH} characters.`,
    ],
  });
}

function whyNoName(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > MAX_LENGTH) return `it has ${name.length} characters`;
  if (/[\\/]/.test(name)) return 'it leads to another folder; --path says where a project is made';
  if (!namePattern.test(name)) return 'it holds something else than letters, digits, ".", "_" and "-"';
  if (name.includes('..')) return 'it holds ".."';
  if (name.endsWith('.')) return 'Windows leaves out a dot at the end';
  if (name.toLowerCase() === ARCHIVES) return 'that folder holds the archives';
  return devices.test(name) ? 'Windows keeps it for a device' : undefined;
}

/** Whether a name that is written somewhere names one file of one folder: looser than what new projects are held to. */
export const isOneName = (name: string): boolean =>
  name !== '' && name.length <= 255 && name !== '.' && name !== '..' && !/[\\/\p{Cc}]/u.test(name);
