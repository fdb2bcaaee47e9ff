import { toldPurpose } from '../facts/folder-purpose.ts';
import { described, type Identity } from '../facts/project-facts.ts';
import { inline, link, prose } from '../markdown/inline.ts';
import { componentLine, NO_COMPONENTS } from '../sections/region-content.ts';
import type { ProjectDocument } from './document.ts';

interface ValueOptions {
  /** Folders that are told as components of the project. */
  readonly folders: readonly string[];
  /** Whether documents of folders lead to those above. */
  readonly linksEnabled: boolean;
}

/** What the templates of the existing system may use, by document; values are Markdown in which nothing of a name has a meaning. */
export function templateValues(
  { kind, folder }: ProjectDocument,
  identity: Identity,
  { folders, linksEnabled }: ValueOptions,
): ReadonlyMap<string, string> {
  const all = { project_name: inline(identity.name), project_type: inline(identity.type) };
  if (folder === '') {
    const root = { ...all, description: prose(identity.description || described(identity.type)) };
    if (kind === 'AGENTS') return new Map(Object.entries({ ...root, active_components: components(folders) }));
    const { version, author, createdAt } = identity;
    return new Map(
      Object.entries({
        ...root,
        version: inline(version),
        author: inline(author),
        created_at: inline(createdAt),
        folders: components(folders),
      }),
    );
  }
  const purpose = toldPurpose(folder);
  const nested = {
    ...all,
    directory_name: inline(folder),
    purpose: inline(purpose),
    parent_link: linksEnabled ? parentLink(kind, folder, identity) : '',
  };
  if (kind === 'AGENTS') return new Map(Object.entries(nested));
  return new Map(Object.entries({ ...nested, purpose_lower: inline(purpose.toLowerCase()) }));
}

const components = (folders: readonly string[]): string =>
  folders.length === 0 ? NO_COMPONENTS : folders.map((folder) => componentLine(folder, toldPurpose(folder))).join('\n');

/** A bullet on a line of its own, as templates of the existing system expect. */
function parentLink(kind: ProjectDocument['kind'], folder: string, { name }: Identity): string {
  const up = '../'.repeat(folder.split('/').length);
  return `\n- **Parent ${kind === 'README' ? 'Directory' : 'Agents'}**: ${link(name, `${up}${kind}.md`)}`;
}
