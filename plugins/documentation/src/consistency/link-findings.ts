import { join } from 'node:path';
import { isMarkdown } from '../markdown/documents.ts';
import type { Link, MarkdownDocument } from '../markdown/markdown-document.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { type DocumentFinding, finding, quoted } from './finding.ts';
import { linkTarget } from './link-target.ts';

export interface LinkFindings {
  readonly findings: readonly DocumentFinding[];
  readonly local: number;
  /** Not looked at: nothing is asked of the network. */
  readonly external: number;
}

interface Where {
  /** As it is shown. */
  readonly file: string;
  readonly absolute: string;
  readonly project: ProjectFiles;
}

/** Whether the local links of a text lead to files, and to places in them. */
export async function linkFindings(document: MarkdownDocument, where: Where): Promise<LinkFindings> {
  const findings: DocumentFinding[] = [];
  let external = 0;
  for (const link of document.links) {
    if (link.kind === 'image' && link.text.trim() === '') {
      findings.push(
        finding('image_without_description', { ...where, line: link.line }, `${quoted(link.url)} has none`),
      );
    }
    const target = linkTarget(link.url, where.absolute, where.project.top);
    if (target.kind === 'external') external += 1;
    else findings.push(...(await localFindings({ link, ...target }, where)));
  }
  return { findings, external, local: document.links.length - external };
}

interface LocalLink {
  readonly link: Link;
  readonly path: string;
  readonly anchor: string | undefined;
}

async function localFindings({ link, path, anchor }: LocalLink, where: Where): Promise<DocumentFinding[]> {
  const place = { file: where.file, line: link.line };
  const found = path.includes('\0') ? 'missing' : await where.project.find(path);
  if (found === 'outside')
    return [finding('link_leaves_project', place, `${quoted(link.url)} leads out of the project`)];
  if (found === 'missing') return [finding('broken_link', place, `${quoted(link.url)} leads nowhere`)];
  if (anchor === undefined || anchor === '') return [];
  // GitHub shows the README of a folder, whose headings are then the page's.
  const page = found === 'folder' ? join(path, 'README.md') : path;
  if (!isMarkdown(page)) return [];
  const target = await where.project.document(page);
  if (target === undefined || target.anchors.has(anchor)) return [];
  return [
    finding('broken_anchor', place, `${quoted(link.url)}: there is no heading or name "${anchor.slice(0, 100)}"`),
  ];
}
