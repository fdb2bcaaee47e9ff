import { folderPurpose } from '../facts/folder-purpose.ts';
import { code, link, prose, table } from '../markdown/inline.ts';
import { folderOf, isWithin, nameOf, relativeTo } from '../tree/paths.ts';
import { packagesIn, type Subject, type Told } from './subject.ts';

const MAX_FOLDERS = 40;

/** The folders right below: what each is for. */
export function structure(subject: Subject): Told {
  const lines = foldersOf(subject).map((path) => {
    const purpose = purposeOf(subject, path);
    return `- ${code(`${nameOf(path)}/`)}${purpose === undefined ? '' : ` – ${prose(purpose)}`}`;
  });
  const more = lines.length > MAX_FOLDERS ? [`- and ${lines.length - MAX_FOLDERS} more`] : [];
  return { title: 'Folders', body: [...lines.slice(0, MAX_FOLDERS), ...more].join('\n') };
}

export function foldersOf({ tree, folder }: Subject): readonly string[] {
  return tree.subfolders(folder).filter((path) => !nameOf(path).startsWith('.'));
}

/** A package says what it is; other folders are told by their name, where that says something. */
export function purposeOf({ facts }: Subject, folder: string): string | undefined {
  return packagesIn(facts, folder).find((one) => one.description)?.description ?? folderPurpose(folder);
}

const MAX_PACKAGES = 200;

/** The packages below, with what they say of themselves; a link leads to what there is to read of one. */
export function packages(subject: Subject): Told {
  const { facts, folder, file, tree } = subject;
  const pageOf = (at: string) => (tree.has(`${at}/README.md`) ? `${at}/README.md` : at);
  const below = facts.packages.filter((one) => one.folder !== folder && isWithin(one.folder, folder));
  const rows = below
    .slice(0, MAX_PACKAGES)
    .map(({ name, folder: at, description }) => [
      link(name || nameOf(at), relativeTo(folderOf(file), pageOf(at))),
      prose(description ?? ''),
    ]);
  const body = rows.length === 0 ? '' : table(['package', 'what it is for'], rows);
  return {
    title: 'Packages',
    body: below.length > MAX_PACKAGES ? `${body}\n\nAnd ${below.length - MAX_PACKAGES} more.` : body,
  };
}

const pages = [
  'AGENTS.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'CODE_OF_CONDUCT.md',
  'docs/README.md',
  'docs/index.md',
];
const licences = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'COPYING'];
const saying: Readonly<Record<string, string>> = {
  'AGENTS.md': 'for coding agents',
  'CONTRIBUTING.md': 'how to take part',
  'CHANGELOG.md': 'what has changed',
  'SECURITY.md': 'how to report a weakness',
  'CODE_OF_CONDUCT.md': 'how to treat each other',
  'docs/README.md': 'documentation',
  'docs/index.md': 'documentation',
};

/** Documents beside this one that are there. */
export function links(subject: Subject): Told {
  const here = folderOf(subject.file);
  const licence = licences.map((name) => below(subject.folder, name)).find((path) => subject.tree.has(path));
  const lines = pages
    .map((name) => [below(subject.folder, name), saying[name] ?? ''] as const)
    .filter(([path]) => path !== subject.file && subject.tree.has(path))
    .map(([path, what]) => `- ${link(relativeTo(here, path), relativeTo(here, path))}: ${what}`);
  if (licence !== undefined) lines.push(`- ${link(relativeTo(here, licence), relativeTo(here, licence))}: the licence`);
  return { title: 'Further', body: lines.join('\n') };
}

const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
