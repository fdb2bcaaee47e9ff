import { counted, numberText, shareText } from '../page/number-text.ts';
import type { Block, Section } from '../page/report.ts';
import type { AreaValue } from './areas.ts';
import { harmfulCycles, worstCycles } from './findings-table.ts';
import { placeText, severestFirst } from './worst.ts';

/** How many rows of findings are shown at once. */
const VISIBLE = 12;

export function qualitySection(quality: AreaValue<'quality'>): Section {
  const rules = Object.entries(quality.by_rule).toSorted(([, a], [, b]) => b - a);
  const score =
    quality.score === null || quality.score === undefined ? '' : ` Score ${numberText(quality.score)} of 10.`;
  const listed = quality.findings_omitted > 0 ? ` The gravest ${numberText(quality.findings.length)} are listed.` : '';
  const tools = quality.tools.map(({ name, version }) => (version ? `${name} ${version}` : name));
  const by = tools.length === 0 ? '' : ` Found by ${tools.join(', ')}.`;
  return {
    title: 'Findings',
    summary: `${counted(quality.issues_count, 'finding')} in ${counted(quality.files_analyzed, 'file')}: ${counted(quality.errors, 'error')} and ${counted(quality.warnings, 'warning')}.${score}${listed}${by}`,
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

export function cyclesSection(area: AreaValue<'cycles'>): Section {
  const count = harmfulCycles(area);
  const unresolved =
    area.unresolved_count === 0 ? '' : ` ${counted(area.unresolved_count, 'import')} of the project led to no file.`;
  return {
    title: 'Import cycles',
    summary: `${counted(count, 'cycle')} among ${counted(area.modules, 'module')} with ${counted(area.imports, 'import')}. A cycle is shown by a shortest way around it.${unresolved}`,
    blocks: [
      {
        kind: 'table',
        columns: [
          { label: 'Files in it', kind: 'number' },
          { label: 'Holds', kind: 'text' },
          { label: 'Way around', kind: 'code' },
        ],
        rows: worstCycles(area).map((cycle) => [
          cycle.group_size ?? cycle.files.length,
          cycle.type_only ? 'types only' : cycle.deferred ? 'when called' : 'while loading',
          cycleText(cycle.files),
        ]),
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
  const suppressed = Object.entries(secrets.suppressed).map(
    ([why, count]) => `${why.replaceAll('_', ' ')}: ${numberText(count)}`,
  );
  return {
    title: 'Possible secrets',
    summary: `${counted(secrets.findings_count, 'possible secret')} in ${counted(secrets.files_scanned, 'file')}. Values are masked; whether one is a secret, only its owner knows.${secrets.truncated ? ' The scan ended before its end: there may be more.' : ''}${suppressed.length === 0 ? '' : ` Seen and not reported: ${suppressed.join(', ')}.`}`,
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

export function complexitySection(complexity: AreaValue<'complexity'>): Section {
  const { functions, files, histogram, average } = complexity;
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
    summary: `Cyclomatic complexity of ${counted(complexity.totals.functions ?? functions.length + complexity.functions_omitted, 'function')} in ${counted(files.length + complexity.files_omitted, 'file')}: one, and one more for every place where a function branches.${average === null || average === undefined ? '' : ` The average is ${numberText(average)}.`}`,
    blocks,
  };
}
