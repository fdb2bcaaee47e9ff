import { join } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import { readText } from '@codomyrmex/source-files';
import type { CodeReport } from '../code/code-report.ts';
import type { DependencyReport } from '../dependencies/dependency-report.ts';
import type { Dependencies } from '../dependencies/read-dependencies.ts';
import { scannedFiles } from '../project/scanned-files.ts';
import type { SecretReport } from '../secrets/secret-report.ts';

/** What the checks look at: the files of a project, and what the scans of it came to. */
export interface ProjectFacts {
  /** Paths below the root that git does not ignore. */
  readonly files: ReadonlySet<string>;
  readonly text: (path: string) => string | undefined;
  readonly secrets: SecretReport;
  readonly code: CodeReport;
  readonly dependencies: Dependencies;
  readonly audit: DependencyReport;
}

const MAX_FILES = 200_000;
const MAX_BYTES = 1024 * 1024;

/** The paths of a folder's files and a reader of their texts. */
export async function listedFiles(context: ActionContext, root: string): Promise<Pick<ProjectFacts, 'files' | 'text'>> {
  const files = new Set<string>();
  const all = scannedFiles(
    context,
    { root, file: undefined },
    {
      recursive: true,
      maxFiles: MAX_FILES,
      unwanted: () => undefined,
      skip: () => undefined,
      isFull: () => false,
      cut: () => context.log.warn(`only the first ${MAX_FILES} files were looked at`),
    },
  );
  for await (const path of all) files.add(path);
  const text = (path: string) => {
    if (!files.has(path)) return undefined;
    const read = readText(join(root, path), MAX_BYTES);
    return read.kind === 'text' ? read.text : undefined;
  };
  return { files, text };
}
