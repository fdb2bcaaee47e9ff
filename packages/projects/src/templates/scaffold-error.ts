import { type ErrorFamily, type ErrorOptions, ProjectManagementError } from '@codomyrmex/core';

/** A tree could not be written, and nothing of it was: the folder is as it was before. */
export class ScaffoldError extends ProjectManagementError {
  override readonly family: ErrorFamily = 'world';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: 'SCAFFOLD_FAILED', ...options });
  }
}

/** The reason of whatever was thrown. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The operating system's code of an error: `ENOENT`. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
