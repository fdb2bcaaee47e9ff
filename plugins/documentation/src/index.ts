/**
 * The `documentation` module: whether documents are right and whole, and reports as one self-contained HTML page.
 * @module @codomyrmex/plugin-documentation
 */
import { definePlugin } from '@codomyrmex/core';
import { aggregateDocs } from './aggregate-docs.ts';
import { auditDocumentation } from './audit-documentation.ts';
import { checkDocEnvironment } from './check-doc-environment.ts';
import { checkDocumentationConsistency } from './check-documentation-consistency.ts';
import { generateCodeHealthReport } from './generate-code-health-report.ts';
import { generateHtmlReport } from './generate-html-report.ts';
import { generateQualityReport } from './generate-quality-report.ts';
import { validateDocVersions } from './validate-doc-versions.ts';

export type { DocumentFinding } from './consistency/finding.ts';
export type { FindingRow } from './health/findings-table.ts';
export type { Block, Chart, Section } from './page/report.ts';

export const documentation = definePlugin({
  module: 'documentation',
  version: '0.1.0',
  description: 'Whether the documents of a project are right and whole, and reports as one self-contained page.',
  entry: import.meta.url,
  actions: {
    generate_html_report: generateHtmlReport,
    generate_code_health_report: generateCodeHealthReport,
    generate_quality_report: generateQualityReport,
    check_documentation_consistency: checkDocumentationConsistency,
    audit_documentation: auditDocumentation,
    aggregate_docs: aggregateDocs,
    validate_doc_versions: validateDocVersions,
    check_doc_environment: checkDocEnvironment,
  },
});

export default documentation;
