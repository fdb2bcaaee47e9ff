import { unreachable } from '@codomyrmex/core';
import type { LoadedTemplate } from './loaded-template.ts';
import { templateNotFound } from './named-templates.ts';
import { type OpenOptions, openTemplate, type TemplatePlaces } from './open-template.ts';
import type { TemplateRecord } from './template-record.ts';
import { templateSource } from './template-source.ts';

export interface WantedTemplate {
  /** Another source of the same template. */
  readonly template?: string | undefined;
  /** Of a package its version, of a repository a commit. */
  readonly version?: string | undefined;
}

/**
 * Opens the template that a project is to be brought to: of a package the newest, of a repository the commit that it has, else what
 * is there now; unless a version is named.
 * @throws NotFoundError TEMPLATE_NOT_FOUND when the version is not there; otherwise as `openTemplate`.
 */
export async function openForUpdate(
  record: TemplateRecord,
  { template = record.source, version }: WantedTemplate,
  places: TemplatePlaces,
  options: OpenOptions,
): Promise<LoadedTemplate> {
  const written = templateSource(template);
  const open = (source: string): Promise<LoadedTemplate> =>
    openTemplate(source, places, { ...options, integrity: record.integrity });
  switch (written.kind) {
    case 'npm': {
      const isPinned = template !== record.source && written.version !== undefined;
      const wanted = version ?? (isPinned ? written.version : undefined);
      return open(`npm:${written.name}${wanted === undefined ? '' : `@${wanted}`}`);
    }
    case 'git':
      return open(`git:${written.url}#${version ?? written.commit}`);
    case 'name':
    case 'folder': {
      const found = await open(template);
      if (version === undefined || found.definition.version === version) return found;
      throw templateNotFound(`${template} ${version}`, `there it is at ${found.definition.version}`, [
        'Only packages and commits can be asked for a version.',
      ]);
    }
    default:
      return unreachable(written);
  }
}
