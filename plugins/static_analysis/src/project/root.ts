import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type ActionContext, ActionError } from '@codomyrmex/core';

/** Where an analysis begins, links resolved. */
export type Root =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly folder: string; readonly name: string };

/** @throws ActionError INVALID_PARAMETERS when there is nothing at `path`. */
export function openRoot(context: ActionContext, path: string): Root {
  const absolute = context.resolve(path);
  try {
    const real = realpathSync(absolute);
    const status = statSync(real);
    if (status.isDirectory()) return { kind: 'folder', path: real };
    if (status.isFile()) return { kind: 'file', folder: dirname(real), name: basename(real) };
  } catch (cause) {
    throw new ActionError(`cannot analyse "${path}": ${reason(cause)} (looked at ${absolute})`, {
      code: 'INVALID_PARAMETERS',
      retryable: false,
      cause,
      suggestions: ['give a folder or file that exists; a relative path is meant from the workspace'],
    });
  }
  throw new ActionError(`cannot analyse "${path}": it is neither a folder nor a file`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
  });
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is nothing at this path';
  return code === 'EACCES' ? 'it may not be read' : String(error);
}
