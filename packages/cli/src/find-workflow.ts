import { existsSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { type PlacedDefinition, readForCheck, readWorkflowFile, type WorkflowFiles } from '@codomyrmex/engine';

/** A definition by name, or by the path of a file: a path works wherever a name does. */
export async function findWorkflow(files: WorkflowFiles, nameOrFile: string): Promise<PlacedDefinition> {
  if (!isPath(nameOrFile)) return readForCheck(await files.read(nameOrFile));
  const file = resolve(nameOrFile);
  return readForCheck(await readWorkflowFile(file, basename(file, extname(file))));
}

/** Something with a separator or a definition's ending is meant as a path; so is a bare name that is a file here. */
export function isPath(nameOrFile: string): boolean {
  if (/[\\/]/.test(nameOrFile) || /\.(ya?ml|json)$/.test(nameOrFile)) return true;
  return existsSync(nameOrFile) && statSync(nameOrFile).isFile();
}
