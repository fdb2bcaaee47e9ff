import { relative, resolve } from 'node:path';
import { DocumentationGenerator, type GeneratedDocument } from '@codomyrmex/docs';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { documentTemplates } from '../document-templates.ts';
import { program } from '../output/called-as.ts';
import { problemText } from '../output/problem-text.ts';
import { safe } from '../terminal.ts';

interface GenerateOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly adopt?: boolean;
}

export function generateDocs(path: string, options: GenerateOptions): Promise<void> {
  return perform(options, async ({ terminal, json, dataFolder }) => {
    const generator = new DocumentationGenerator({ templatesDir: documentTemplates(dataFolder) });
    const dryRun = options.dryRun === true;
    const report = await generator.generate(path, { dryRun, adopt: options.adopt === true });
    const { documents, problems } = report;
    if (json) {
      const told = documents.map(({ diff, ...one }) => ({ ...one, ...(diff !== undefined && { diff }) }));
      terminal.json({ success: true, path: report.path, dry_run: dryRun, documents: told, problems });
      return 0;
    }
    for (const one of documents) {
      if (one.action === 'unchanged' || one.action === 'link') continue;
      terminal.data(documentLine(one, dryRun));
      if (one.diff !== undefined) terminal.data(safe(one.diff));
    }
    for (const one of problems) terminal.error(problemText({ ...one, file: resolve(report.path, one.file), path: '' }));
    terminal.note(summary(documents, dryRun));
    if (documents.some(({ action }) => action === 'unmanaged')) {
      terminal.note(`--adopt adds regions at the end of those that people wrote; what stands there stays.`);
    }
    const shown = relative(process.cwd(), report.path) || '.';
    if (!dryRun) terminal.note(`${program()} docs check ${safe(shown)} says when they are not true any more.`);
    return 0;
  });
}

const verbs = { created: 'create', updated: 'update', adopted: 'adopt' } as const;

function documentLine({ action, path, regions }: GeneratedDocument, dryRun: boolean): string {
  const what =
    dryRun && action !== 'unmanaged' && action !== 'unchanged' && action !== 'link' ? `would ${verbs[action]}` : action;
  const of = action === 'updated' || action === 'adopted' ? `: ${regions.join(', ')}` : '';
  return `${what.padEnd(dryRun ? 12 : 9)} ${safe(path)}${action === 'unmanaged' ? ' has no regions' : of}`;
}

function summary(documents: readonly GeneratedDocument[], dryRun: boolean): string {
  const count = (action: GeneratedDocument['action']) => documents.filter((one) => one.action === action).length;
  const written = count('created') + count('updated') + count('adopted');
  return `${written} ${dryRun ? 'would be written' : 'written'}, ${count('unchanged')} unchanged`;
}
