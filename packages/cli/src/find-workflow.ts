import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  isWrittenPath,
  type PlacedDefinition,
  readFileForCheck,
  readForCheck,
  type WorkflowFiles,
} from '@codomyrmex/engine';

/** A definition by name, or by the path of a file: a path works wherever a name does. */
export async function findWorkflow(files: WorkflowFiles, nameOrFile: string): Promise<PlacedDefinition> {
  return isPath(nameOrFile)
    ? readFileForCheck(resolve(nameOrFile), files.readings)
    : readForCheck(await files.read(nameOrFile));
}

/** Also a bare name that is a file here, and the dots that no name consists of. */
export function isPath(nameOrFile: string): boolean {
  if (isWrittenPath(nameOrFile) || /^\.{1,2}$/.test(nameOrFile)) return true;
  return existsSync(nameOrFile) && statSync(nameOrFile).isFile();
}
