import { severities } from '../severity.ts';
import type { SecurityScan } from './security-scan.ts';

/** What a report shows, in no form yet. All its texts may hold anything. */
export interface ReportDocument {
  readonly title: string;
  readonly made: string;
  readonly summary: string;
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  readonly title: string;
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const MAX_ROWS = 500;

/** The sections of a scan: what is found, what to do, and what is not known. */
export function reportDocument(scan: SecurityScan, title: string, made: string): ReportDocument {
  const sections: ReportSection[] = [severitySection(scan)];
  if (scan.unknown.length > 0) {
    sections.push(
      section(
        'Not known',
        '',
        ['what'],
        scan.unknown.map((one) => [one]),
      ),
    );
  }
  if (scan.secrets !== undefined) {
    const rows = scan.secrets.findings.map((one) => [one.severity, `${one.file}:${one.line}`, one.rule, one.masked]);
    sections.push(section('Secrets', scan.secrets.summary, ['severity', 'place', 'rule', 'masked'], rows));
  }
  if (scan.code !== undefined) {
    const rows = scan.code.findings.map((one) => [
      one.severity,
      `${one.file}:${one.line}`,
      `${one.rule} (${one.cwe})`,
      one.message,
      one.advice,
    ]);
    sections.push(section('Unsafe code', scan.code.summary, ['severity', 'place', 'rule', 'what', 'advice'], rows));
  }
  if (scan.dependencies !== undefined) sections.push(dependencySection(scan.dependencies));
  if (scan.compliance !== undefined) sections.push(complianceSection(scan.compliance));
  return { title, made, summary: scan.summary, sections };
}

function severitySection({ by_severity }: SecurityScan): ReportSection {
  const rows = [...severities, 'unknown' as const].map((severity) => [severity, String(by_severity[severity])]);
  return section('Findings by severity', '', ['severity', 'findings'], rows);
}

function dependencySection(report: NonNullable<SecurityScan['dependencies']>): ReportSection {
  const rows = (report.vulnerabilities ?? []).map((one) => [
    one.severity,
    `${one.name} ${one.version} (${one.ecosystem})`,
    one.ids.join(', '),
    one.summary,
    one.fixed_in.join(', ') || 'none named',
  ]);
  const notRead = report.not_read.map(({ file, reason }) => `${file}: ${reason}`).slice(0, 20);
  const text = [
    `${report.status}: ${report.summary}`,
    ...(notRead.length > 0 ? [`Not read: ${notRead.join('; ')}`] : []),
  ];
  return section('Dependencies', text.join('. '), ['severity', 'package', 'ids', 'what', 'fixed in'], rows);
}

function complianceSection(report: NonNullable<SecurityScan['compliance']>): ReportSection {
  const rows = report.checks.map((one) => [
    one.status,
    one.title,
    one.evidence,
    one.maps_to.map(({ standard, item }) => `${standard}: ${item}`).join('; '),
    one.advice,
  ]);
  return section('Compliance', report.summary, ['status', 'check', 'evidence', 'bears on', 'advice'], rows);
}

function section(
  title: string,
  text: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): ReportSection {
  const more =
    rows.length > MAX_ROWS ? `The first ${MAX_ROWS} of ${rows.length} are shown; the format json has all.` : '';
  return { title, text: [text, more].filter((part) => part !== '').join(' '), columns, rows: rows.slice(0, MAX_ROWS) };
}
