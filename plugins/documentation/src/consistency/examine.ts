import { join } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import { ignoreRulesIn, workTreeAround } from '@codomyrmex/source-files';
import { Documents } from '../markdown/documents.ts';
import type { MarkdownDocument } from '../markdown/markdown-document.ts';
import { ProjectFiles } from '../project/project-files.ts';
import type { DocumentFinding } from './finding.ts';
import { headingFindings } from './heading-findings.ts';
import { linkFindings } from './link-findings.ts';
import { mentionFindings } from './mention-findings.ts';

export interface ExaminedFile {
  readonly file: string;
  readonly words: number;
  readonly headings: number;
  readonly links: number;
  readonly external_links: number;
  readonly code_blocks: number;
  readonly document: MarkdownDocument;
  readonly findings: readonly DocumentFinding[];
}

export interface Examined {
  readonly files: readonly ExaminedFile[];
  readonly skipped: Documents['skipped'];
  readonly truncated: boolean;
}

/** Looks at every Markdown file below `root`, an absolute path without links; links may lead anywhere in its git work tree. */
export async function examine(context: ActionContext, root: string): Promise<Examined> {
  const top = (await workTreeAround(root)) ?? root;
  const project = new ProjectFiles(top);
  const rules = await ignoreRulesIn(top);
  const documents = new Documents(root, context);
  const files: ExaminedFile[] = [];
  for await (const { file, document } of documents.parsed()) {
    const where = { file, absolute: join(root, file), project, rules };
    const links = await linkFindings(document, where);
    files.push({
      file,
      words: document.words,
      headings: document.headings.length,
      links: links.local,
      external_links: links.external,
      code_blocks: document.code.filter(({ kind }) => kind === 'block').length,
      document,
      findings: [
        ...headingFindings(file, document),
        ...links.findings,
        ...(await mentionFindings(document, where)),
      ].sort((a, b) => a.line - b.line),
    });
  }
  return { files, skipped: documents.skipped, truncated: documents.truncated };
}
