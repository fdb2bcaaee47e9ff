import { fileURLToPath } from 'node:url';
import { codePlace } from '../code-place.ts';
import { isOrchestrationError } from '../errors.ts';
import { thrownText } from '../thrown-text.ts';

/** Why the code of a plugin cannot be imported, with the place where that is known, and what its author does about it. */
export interface LoadFault {
  readonly why: string;
  readonly suggestions: readonly string[];
}

/** The package whose code was imported. */
interface LoadedPackage {
  readonly folder: string;
  /** URL. */
  readonly entry: string;
}

export function loadFault(cause: unknown, loaded: LoadedPackage): LoadFault {
  // What definePlugin refuses says itself what is to be done; the place would be one of ours.
  if (isOrchestrationError(cause)) return { why: cause.message, suggestions: cause.suggestions };
  const place = cause instanceof Error ? codePlace(cause) : undefined;
  const why = `${thrownText(cause)}${place === undefined ? '' : `, at ${place}`}`;
  return { why, suggestions: [adviceFor(cause, loaded)] };
}

function adviceFor(cause: unknown, { folder, entry }: LoadedPackage): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND') return `In ${folder}: npm install, and build it.`;
  if (cause instanceof SyntaxError)
    return `node --check ${fileURLToPath(entry)} shows the line; where the file is built, build it again.`;
  return 'A plugin does nothing while it is imported: what may fail belongs into its actions, which tell why they failed.';
}
