import { counted, numberText, shareText } from '../page/number-text.ts';
import type { Block, Section } from '../page/report.ts';
import type { AreaValue } from './areas.ts';
import { placeText, severestFirst } from './worst.ts';

/** How many rows of findings are shown at once. */
const VISIBLE = 12;

export function qualitySection(quality: AreaValue<'quality'>): Section {
  const rules = Object.entries(quality.by_rule).toSorted(([, a], [, b]) => b - a);
  const score =
    quality.score === null || quality.score === undefined ? '' : ` Score ${numberText(quality.score)} of 10.`;
  const listed =
    quality.findings.length < quality.issues_count
      ? ` The first ${numberText(quality.findings.length)} are listed.`
      : '';
  return {
    title: 'Findings',
    summary: `${counted(quality.issues_count, 'finding')} in ${counted(quality.files_analyzed, 'file')}: ${counted(quality.errors, 'error')} and ${counted(quality.warnings, 'warning')}.${score}${listed}`,
    blocks: [
      {
        kind: 'table',
        caption: 'By place, the severest first',
        columns: [
          { label: 'Where', kind: 'code' },
          { label: 'Severity', kind: 'severity' },
          { label: 'Rule', kind: 'code' },
          { label: 'Message', kind: 'text' },
        ],
        rows: severestFirst(quality.findings).map((each) => [
          placeText(each.file, each.line, each.column),
          each.severity,
          each.rule,
          each.message,
        ]),
        visible: VISIBLE,
      },
      ...(rules.length === 0 ? [] : [ruleTable(rules, quality.issues_count)]),
    ],
  };
}

function ruleTable(rules: readonly (readonly [rule: string, count: number])[], total: number): Block {
  return {
    kind: 'table',
    caption: 'By rule',
    columns: [
      { label: 'Rule', kind: 'code' },
      { label: 'Findings', kind: 'number' },
      { label: 'Share', kind: 'share' },
    ],
    rows: rules.map(([rule, count]) => [rule, count, total === 0 ? 0 : count / total]),
    visible: 10,
  };
}

export function duplicatesSection({ clones, percentage, ...lines }: AreaValue<'duplicates'>): Section {
  return {
    title: 'Duplicates',
    summary: `${counted(lines.duplicated_lines, 'line')} of ${numberText(lines.total_lines)} (${shareText(percentage / 100)}) stand in more than one place.`,
    blocks: [
      {
        kind: 'table',
        caption: 'Blocks, the longest first',
        columns: [
          { label: 'Lines', kind: 'number' },
          { label: 'Here', kind: 'code' },
          { label: 'And here', kind: 'code' },
          { label: 'Tokens', kind: 'number' },
        ],
        rows: clones
          .toSorted((a, b) => b.lines - a.lines)
          .map(({ lines: length, tokens, a, b }) => [length, rangeText(a), rangeText(b), tokens ?? null]),
        visible: VISIBLE,
      },
    ],
  };
}

const rangeText = ({ file, start, end }: AreaValue<'duplicates'>['clones'][number]['a']): string =>
  `${file}:${start}-${end}`;

export function cyclesSection({ modules, imports, cycles }: AreaValue<'cycles'>): Section {
  return {
    title: 'Import cycles',
    summary: `${counted(cycles.length, 'cycle')} among ${counted(modules, 'module')} with ${counted(imports, 'import')}.`,
    blocks: [
      {
        kind: 'table',
        columns: [
          { label: 'Files', kind: 'number' },
          { label: 'Cycle', kind: 'code' },
        ],
        rows: cycles
          .toSorted((a, b) => b.files.length - a.files.length)
          .map(({ files }) => [files.length, cycleText(files)]),
        visible: VISIBLE,
      },
    ],
  };
}

const MAX_FILES_OF_CYCLE = 40;

function cycleText(files: readonly string[]): string {
  const [first = ''] = files;
  if (files.length > MAX_FILES_OF_CYCLE) {
    return `${files.slice(0, MAX_FILES_OF_CYCLE).join(' → ')} → … ${files.length - MAX_FILES_OF_CYCLE} more → ${first}`;
  }
  return [...files, first].join(' → ');
}

export function secretsSection(secrets: AreaValue<'secrets'>): Section {
  return {
    title: 'Possible secrets',
    summary: `${counted(secrets.findings_count, 'possible secret')} in ${counted(secrets.files_scanned, 'file')}. Values are masked; whether one is a secret, only its owner knows.`,
    blocks: [
      {
        kind: 'table',
        columns: [
          { label: 'Where', kind: 'code' },
          { label: 'Severity', kind: 'severity' },
          { label: 'Rule', kind: 'code' },
          { label: 'Masked', kind: 'code' },
          { label: 'Message', kind: 'text' },
        ],
        rows: severestFirst(secrets.findings).map((each) => [
          placeText(each.file, each.line, each.column),
          each.severity,
          each.rule,
          each.masked ?? null,
          each.message,
        ]),
        visible: VISIBLE,
      },
    ],
  };
}

export function complexitySection({ functions, files, histogram }: AreaValue<'complexity'>): Section {
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: 'Functions, the most complex first',
      columns: [
        { label: 'Complexity', kind: 'number' },
        { label: 'Function', kind: 'code' },
        { label: 'Where', kind: 'code' },
        { label: 'Lines', kind: 'number' },
        { label: 'Parameters', kind: 'number' },
        { label: 'Nesting', kind: 'number' },
      ],
      rows: functions
        .toSorted((a, b) => b.cyclomatic - a.cyclomatic)
        .map((each) => [
          each.cyclomatic,
          each.name,
          placeText(each.file, each.line),
          each.lines ?? null,
          each.parameters ?? null,
          each.nesting ?? null,
        ]),
      visible: VISIBLE,
    },
    {
      kind: 'table',
      caption: 'Files, by the sum of their functions',
      columns: [
        { label: 'File', kind: 'code' },
        { label: 'Sum', kind: 'number' },
        { label: 'Highest', kind: 'number' },
        { label: 'Functions', kind: 'number' },
      ],
      rows: files
        .toSorted((a, b) => b.total - a.total)
        .map((each) => [each.file, each.total, each.max, each.functions]),
      visible: 8,
    },
  ];
  if (histogram !== undefined) {
    blocks.push({
      kind: 'table',
      caption: 'How complex functions are',
      columns: [
        { label: 'Complexity', kind: 'text' },
        { label: 'Functions', kind: 'number' },
      ],
      rows: histogram.labels.map((label, index) => [label, histogram.counts[index] ?? null]),
      visible: 12,
    });
  }
  return {
    title: 'Complexity',
    summary: `Cyclomatic complexity of ${counted(functions.length, 'function')} in ${counted(files.length, 'file')}: one, and one more for every place where a function branches.`,
    blocks,
  };
}
