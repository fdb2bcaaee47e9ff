import { counted, numberText } from '../page/number-text.ts';
import type { Block, Section } from '../page/report.ts';
import type { AreaValue } from './areas.ts';
import { hotspotsOf } from './findings-table.ts';
import type { Areas } from './read-areas.ts';

/** Hotspots, churn, authors and months; `undefined` when neither history nor hotspots are there. */
export function historySection(areas: Areas): Section | undefined {
  const { history } = areas;
  const hotspots = hotspotsOf(areas);
  if (history === undefined && hotspots === undefined) return undefined;
  return {
    title: 'Hotspots and history',
    ...(history !== undefined && { summary: summary(history) }),
    blocks: [
      ...(hotspots === undefined ? [] : [hotspotTable(hotspots)]),
      ...(history === undefined ? [] : tables(history)),
    ],
  };
}

function summary(history: AreaValue<'history'>): string {
  const { commits, author_count, authors, bus_factor, shallow, truncated, skipped } = history;
  const span = [dateOf(history.first_commit), dateOf(history.last_commit)].filter((date) => date !== undefined);
  const times = span.length === 2 ? ` from ${span[0]} to ${span[1]}` : '';
  const left = Object.entries(skipped).map(([reason, count]) => `${reason.replaceAll('_', ' ')}: ${numberText(count)}`);
  return [
    `${counted(commits, 'commit')} by ${counted(author_count ?? authors.length, 'author')}${times}.`,
    ...(bus_factor === undefined ? [] : [`${counted(bus_factor, 'author')} made more than half of them.`]),
    ...(shallow ? ['The clone is shallow: older commits are missing.'] : []),
    ...(truncated ? ['There are older commits that were not looked at.'] : []),
    ...(left.length === 0 ? [] : [`Left out: ${left.join(', ')}.`]),
  ].join(' ');
}

function dateOf(commit: AreaValue<'history'>['first_commit']): string | undefined {
  if (commit === null || commit === undefined) return undefined;
  return (typeof commit === 'string' ? commit : commit.date).slice(0, 10);
}

function hotspotTable(hotspots: AreaValue<'hotspots'>['hotspots']): Block {
  return {
    kind: 'table',
    caption: 'Hotspots: complex files that change often',
    columns: [
      { label: 'File', kind: 'code' },
      { label: 'Score', kind: 'number' },
      { label: 'Commits', kind: 'number' },
      { label: 'Complexity', kind: 'number' },
    ],
    rows: hotspots.map((each) => [each.file, each.score, each.commits, each.complexity ?? null]),
    visible: 10,
  };
}

function tables({ churn, authors, by_month }: AreaValue<'history'>): readonly Block[] {
  return [
    {
      kind: 'table',
      caption: 'Files that change most',
      columns: [
        { label: 'File', kind: 'code' },
        { label: 'Commits', kind: 'number' },
        { label: 'Added', kind: 'number' },
        { label: 'Deleted', kind: 'number' },
        { label: 'Authors', kind: 'number' },
        { label: 'Last changed', kind: 'text' },
      ],
      rows: churn.map((each) => [
        each.file,
        each.commits,
        each.added,
        each.deleted,
        each.authors,
        each.last_changed?.slice(0, 10) ?? null,
      ]),
      visible: 10,
    },
    {
      kind: 'table',
      caption: 'Authors',
      columns: [
        { label: 'Author', kind: 'text' },
        { label: 'Share of commits', kind: 'share' },
        { label: 'Commits', kind: 'number' },
        { label: 'Added', kind: 'number' },
        { label: 'Deleted', kind: 'number' },
      ],
      rows: authors.map((each) => [each.name, each.share, each.commits, each.added, each.deleted]),
      visible: 8,
    },
    {
      kind: 'table',
      caption: 'By month',
      columns: [
        { label: 'Month', kind: 'text' },
        { label: 'Commits', kind: 'number' },
        { label: 'Added', kind: 'number' },
        { label: 'Deleted', kind: 'number' },
      ],
      rows: by_month.toReversed().map((each) => [each.period, each.commits, each.added, each.deleted]),
      visible: 6,
    },
  ];
}
