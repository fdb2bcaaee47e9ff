import { endMark, startMark } from '../markdown/regions.ts';
import type { ProjectDocument } from './document.ts';

const empty = (id: string): string => `${startMark(id)}\n${endMark(id)}\n`;

/** The one region of a document in an existing project: it holds everything, so that what comes later finds its place. */
export const wholeRegion = { README: 'readme', AGENTS: 'agents' } as const;

/** A document in an existing project: its title, and its region with what there is to tell. */
export function documentText({ kind }: ProjectDocument, title: string, content: string): string {
  const id = wholeRegion[kind];
  const body = content === '' ? '' : `\n${content}\n\n`;
  return `# ${title}${kind === 'AGENTS' ? ': for coding agents' : ''}\n\n${startMark(id)}\n${body}${endMark(id)}\n`;
}

/**
 * Of documents in a project that is being made: what is known before its files are there is text, for its author to write on; what
 * comes from files is an empty region, which the first `docs generate` fills.
 */
export function templateOfNew({ kind, folder }: ProjectDocument): string {
  if (folder !== '') return kind === 'README' ? nestedReadme : nestedAgents;
  return kind === 'README' ? rootReadme : rootAgents;
}

const rootReadme = `# {{ project_name }}

{{ description }}

Type: {{ project_type }} · Created: {{ created_at }}

## Folders

{{ folders }}

${['commands', 'packages', 'workflows', 'links'].map(empty).join('\n')}`;

const rootAgents = `# {{ project_name }}: for coding agents

{{ description }}

## Active Components

{{ active_components }}

${['commands', 'rules', 'boundaries', 'generated'].map(empty).join('\n')}`;

const nestedReadme = `# {{ directory_name }}

{{ purpose }} of {{ project_name }}.
{{ parent_link }}

${empty('commands')}`;

const nestedAgents = `# {{ directory_name }}: for coding agents

{{ purpose }} of {{ project_name }}.
{{ parent_link }}

${empty('commands')}`;
