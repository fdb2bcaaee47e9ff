import { folderPurpose } from '../facts/folder-purpose.ts';
import { inline, link, prose } from '../markdown/inline.ts';
import { folderOf, relativeTo } from '../tree/paths.ts';
import { readmeOf } from '../tree/project-tree.ts';
import { isForAgents, type Subject, type Told } from './subject.ts';

/** What it is: the description, what it needs, and where the whole is told. */
export function about(subject: Subject): Told {
  const { folder, packages } = subject;
  const description =
    folder === '' ? subject.facts.identity.description : packages.find((one) => one.description)?.description;
  const paragraphs = [prose(description ?? '') || purposeLine(folder), isForAgents(subject) ? '' : factLine(subject)];
  if (folder !== '') paragraphs.push(upLink(subject));
  else if (isForAgents(subject)) {
    const readme = readmeOf(subject.tree, '');
    const told = readme === undefined ? '' : link(readme, relativeTo(folderOf(subject.file), readme));
    if (told !== '') paragraphs.push(`What it is and how it is used: ${told}.`);
  }
  return { title: 'About', body: paragraphs.filter((one) => one !== '').join('\n\n') };
}

function purposeLine(folder: string): string {
  const purpose = folder === '' ? undefined : folderPurpose(folder);
  return purpose === undefined ? '' : `${inline(purpose)}.`;
}

function factLine({ folder, facts, packages }: Subject): string {
  const version = folder === '' ? facts.identity.version : packages.find((one) => one.version)?.version;
  const license = packages.find((one) => one.license)?.license;
  const parts = [
    folder === '' && facts.identity.type !== '' ? `Type: ${inline(facts.identity.type)}` : '',
    version === undefined || version === '' ? '' : `Version: ${inline(version)}`,
    ...packages.flatMap((one) => one.requires).map((need) => `Needs ${inline(need)}`),
    license === undefined ? '' : `Licence: ${inline(license)}`,
  ];
  return parts.filter((one) => one !== '').join(' · ');
}

function upLink(subject: Subject): string {
  const name = inline(subject.facts.identity.name);
  const target = isForAgents(subject) ? 'AGENTS.md' : readmeOf(subject.tree, '');
  if (target === undefined || !subject.tree.has(target)) return `Part of ${name}.`;
  const path = relativeTo(folderOf(subject.file), target);
  return isForAgents(subject)
    ? `Part of ${name}; what holds everywhere is in ${link('AGENTS.md', path)}.`
    : `Part of ${link(subject.facts.identity.name, path)}.`;
}
