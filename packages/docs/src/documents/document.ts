import { nameOf } from '../tree/paths.ts';

export type DocumentKind = 'README' | 'AGENTS';

/** A README.md or AGENTS.md of the root or of a folder. */
export interface ProjectDocument {
  readonly kind: DocumentKind;
  /** That it is about; '' for the root. */
  readonly folder: string;
  readonly path: string;
}

export function documentAt(kind: DocumentKind, folder: string): ProjectDocument {
  return { kind, folder, path: folder === '' ? `${kind}.md` : `${folder}/${kind}.md` };
}

export const isDocument = (path: string): boolean => /^(?:readme|agents)\.md$/i.test(nameOf(path));
