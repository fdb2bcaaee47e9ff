import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import { renderPage } from './page/page.ts';
import type { Report } from './page/report.ts';

const MAX_PAGE_BYTES = 32 * 1024 * 1024;

export const outputPathOption = z
  .string()
  .regex(/^[^\0]*[^/\\\0]\.html$/i, 'use a name that ends in .html')
  .max(500)
  .default('report.html')
  .meta({ description: 'Below the artifacts of the step; the data goes beside it, with the ending .json.' });

export const reportFiles = {
  path: z.string().meta({ description: 'The page.' }),
  json_path: z.string().meta({ description: 'The data of the page.' }),
  bytes: z.int().meta({ description: 'Of the page.' }),
  sections: z.int(),
};

interface WrittenFiles {
  readonly path: string;
  readonly json_path: string;
  readonly bytes: number;
  readonly sections: number;
}

interface ToWrite {
  readonly report: Report;
  /** Everything that the page shows, and what it leaves out for length. */
  readonly data: unknown;
  readonly name: string;
}

/** Writes a report's data and page; the page last, so that whoever sees it finds the data beside it. */
export async function writeReport(context: ActionContext, { report, data, name }: ToWrite): Promise<WrittenFiles> {
  const page = renderPage(report);
  const bytes = Buffer.byteLength(page);
  if (bytes > MAX_PAGE_BYTES) {
    throw new ActionError(`the page has ${bytes} bytes, more than the ${MAX_PAGE_BYTES} that a browser shows well`, {
      code: 'INVALID_PARAMETERS',
      retryable: false,
      suggestions: ['Leave out sections or charts, or split the report.'],
    });
  }
  const json = `${JSON.stringify(data, undefined, 2)}\n`;
  const json_path = await context.artifacts.write(name.replace(/\.html$/i, '.json'), json);
  const path = await context.artifacts.write(name, page);
  return { path, json_path, bytes, sections: report.sections.length };
}
