import {
  agentsSections,
  type DocsConfiguration,
  readmeSections,
  type Section,
  sections,
} from '../configuration/docs-configuration.ts';
import { toldPurpose } from '../facts/folder-purpose.ts';
import { code, inline, link, prose } from '../markdown/inline.ts';
import { folderOf, nameOf, relativeTo } from '../tree/paths.ts';
import { about } from './about.ts';
import { commands } from './commands.ts';
import { foldersOf, packages, purposeOf } from './folders.ts';
import { boundaries, rules } from './for-agents.ts';
import { tell, type Untold } from './section.ts';
import type { Subject, Told } from './subject.ts';

/** Regions that hold whole documents. */
export const composites = ['readme', 'agents'] as const;
export type RegionId = Section | (typeof composites)[number];

export const regionIds: readonly string[] = [...composites, ...sections];

export const isRegionId = (id: string): id is RegionId => regionIds.includes(id);

/** Markdown of a region, '' when there is nothing to tell. A heading is left out where one stands above the region. */
export async function regionContent(id: RegionId, subject: Subject, underHeading: boolean): Promise<string | Untold> {
  switch (id) {
    case 'readme':
      return joinedParts(await partsOf(enabled(readmeSections, subject.configuration), subject));
    case 'agents':
      return subject.configuration.style === 'codomyrmex'
        ? joinedParts(codomyrmexParts(subject))
        : joinedParts(await partsOf(['about', ...enabled(agentsSections, subject.configuration)], subject));
    default: {
      const told = await tell(id, subject);
      if ('missing' in told) return told;
      return underHeading ? told.body : part(told);
    }
  }
}

export const enabled = (all: readonly Section[], { sections: chosen }: DocsConfiguration): readonly Section[] =>
  all.filter((section) => chosen[section] !== false);

const part = ({ title, body }: Told): string => (body === '' ? '' : `## ${title}\n\n${body}`);

async function partsOf(wanted: readonly Section[], subject: Subject): Promise<readonly string[] | Untold> {
  const parts: string[] = [];
  for (const section of wanted) {
    const told = await tell(section, subject);
    if ('missing' in told) return told;
    // The title of the document is its heading.
    parts.push(section === 'about' ? told.body : part(told));
  }
  return parts;
}

function joinedParts(parts: readonly string[] | Untold): string | Untold {
  return 'missing' in parts ? parts : parts.filter((one) => one !== '').join('\n\n');
}

/** The headings that the documents of the existing system have. */
function codomyrmexParts(subject: Subject): readonly string[] {
  const contracts = [rules(subject).body, boundaries(subject).body].filter((body) => body !== '').join('\n');
  return [
    part({ title: 'Purpose', body: about(subject).body }),
    part({ title: 'Active Components', body: activeComponents(subject) }),
    part(commands(subject)),
    part({ title: 'Operating Contracts', body: contracts }),
    part({ title: 'Navigation Links', body: navigation(subject) }),
  ];
}

/** The whole document stays within sixty lines. */
const MAX_COMPONENTS = 12;

function activeComponents(subject: Subject): string {
  const folders = foldersOf(subject).map((path) =>
    componentLine(nameOf(path), purposeOf(subject, path) ?? toldPurpose(path)),
  );
  const below = packages(subject).body === '' ? 0 : subject.facts.packages.length;
  const lines = folders.slice(0, MAX_COMPONENTS);
  if (lines.length === 0) return NO_COMPONENTS;
  if (folders.length > MAX_COMPONENTS) lines.push(`- and ${folders.length - MAX_COMPONENTS} more folders`);
  return [...lines, ...(below === 0 ? [] : [`- ${below} packages, listed in README.md`])].join('\n');
}

export const NO_COMPONENTS = 'No active components specified';

export const componentLine = (folder: string, purpose: string): string => `- ${code(`${folder}/`)} – ${prose(purpose)}`;

function navigation({ file, folder, tree, facts }: Subject): string {
  const here = folderOf(file);
  const pages: [string, string][] = [
    ['This folder', folder === '' ? 'README.md' : `${folder}/README.md`],
    ['Parent', folder === '' ? '' : [folderOf(folder), 'AGENTS.md'].filter((one) => one !== '').join('/')],
    ['Project root', folder === '' ? '' : 'README.md'],
    ['Documentation', folder === '' ? 'docs/README.md' : ''],
  ];
  return pages
    .filter(([, path]) => path !== '' && tree.has(path))
    .map(
      ([label, path]) =>
        `- **${label}**: ${link(relativeTo(here, path), relativeTo(here, path))}${label === 'Project root' ? ` (${inline(facts.identity.name)})` : ''}`,
    )
    .join('\n');
}
