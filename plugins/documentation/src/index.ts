/**
 * The `documentation` module: reports as one self-contained HTML page, with their data beside it.
 * @module @codomyrmex/plugin-documentation
 */
import { definePlugin } from '@codomyrmex/core';
import { generateCodeHealthReport } from './generate-code-health-report.ts';
import { generateHtmlReport } from './generate-html-report.ts';

export type { FindingRow } from './health/findings-table.ts';
export type { Block, Chart, Section } from './page/report.ts';

export const documentation = definePlugin({
  module: 'documentation',
  version: '0.1.0',
  description: 'Reports as one self-contained page that is readable in light and dark, on a phone and on paper.',
  entry: import.meta.url,
  actions: {
    generate_html_report: generateHtmlReport,
    generate_code_health_report: generateCodeHealthReport,
  },
});

export default documentation;
