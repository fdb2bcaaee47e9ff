import { secondsText } from '../page/number-text.ts';
import type { Block, Section } from '../page/report.ts';
import type { AreaName, StepReport } from './areas.ts';
import type { Areas, ReadAreas } from './read-areas.ts';

/** What people call the areas. */
export const areaTitles: Readonly<Record<AreaName, string>> = {
  environment: 'Environment',
  project: 'Languages and size',
  quality: 'Findings',
  complexity: 'Complexity',
  duplicates: 'Duplicates',
  cycles: 'Import cycles',
  secrets: 'Possible secrets',
  history: 'History',
  hotspots: 'Hotspots',
};

/** Areas without a result and files that no step looked at, each with its reason. */
export function notLookedAtSection({ areas, absent }: ReadAreas): Section {
  const blocks: Block[] = [];
  if (absent.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Areas without a result',
      columns: [
        { label: 'Area', kind: 'text' },
        { label: 'Reason', kind: 'text' },
      ],
      rows: absent.map(({ area, reason }) => [areaTitles[area], reason]),
      visible: 15,
    });
  }
  const skipped = skippedTable(areas);
  if (skipped !== undefined) blocks.push(skipped);
  if (blocks.length === 0) blocks.push({ kind: 'text', text: 'Every area has a result, and no file was left out.' });
  return { title: 'Not looked at', blocks };
}

type Skipped = Readonly<Record<string, number>>;

/** What each step left out, by reason: they look at different files, so the counts differ. */
function skippedTable(areas: Areas): Block | undefined {
  const { project, quality, complexity, duplicates, cycles, secrets } = areas;
  const columns: readonly (readonly [label: string, counts: Skipped])[] = [
    ['Size', project?.skipped ?? {}],
    ['Findings', byReason(quality)],
    ['Complexity', byReason(complexity)],
    ['Duplicates', byReason(duplicates)],
    ['Cycles', byReason(cycles)],
    ['Secrets', secrets?.skipped ?? {}],
  ];
  const used = columns.filter(([, counts]) => Object.keys(counts).length > 0);
  if (used.length === 0) return undefined;
  const examples = new Map(
    [quality, complexity, duplicates, cycles]
      .flatMap((area) => area?.skipped ?? [])
      .concat(project?.skipped_examples ?? [])
      .toReversed()
      .map(({ file, reason }) => [reason, file]),
  );
  const reasons = [...new Set(used.flatMap(([, counts]) => Object.keys(counts)))];
  const largest = (reason: string): number => Math.max(...used.map(([, counts]) => counts[reason] ?? 0));
  return {
    kind: 'table',
    caption: 'Files and folders left out, by step and reason',
    columns: [
      { label: 'Reason', kind: 'text' },
      ...used.map(([label]) => ({ label, kind: 'number' as const })),
      { label: 'For example', kind: 'code' },
    ],
    rows: reasons
      .toSorted((a, b) => largest(b) - largest(a))
      .map((reason) => [
        reason.replaceAll('_', ' '),
        ...used.map(([, counts]) => counts[reason] ?? null),
        examples.get(reason) ?? null,
      ]),
    visible: 20,
  };
}

interface WithSkipped {
  readonly skipped: readonly { readonly reason: string }[];
  readonly skipped_by_reason: Skipped;
}

/** As counted by the step, or from its list where it gave no counts. */
function byReason(area: WithSkipped | undefined): Skipped {
  if (area === undefined) return {};
  if (Object.keys(area.skipped_by_reason).length > 0) return area.skipped_by_reason;
  const counts = new Map<string, number>();
  for (const { reason } of area.skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Every step that was told of, with its status, and why it has no result. */
export function stepsSection(steps: Readonly<Record<string, StepReport>>): Section | undefined {
  const entries = Object.entries(steps);
  if (entries.length === 0) return undefined;
  const timed = entries.some(([, step]) => typeof step.execution_time === 'number');
  return {
    title: 'Steps',
    summary: 'The steps of the workflow that this report was made from.',
    blocks: [
      {
        kind: 'table',
        columns: [
          { label: 'Step', kind: 'code' },
          { label: 'Status', kind: 'severity' },
          ...(timed ? [{ label: 'Time', kind: 'number' as const }] : []),
          { label: 'Reason', kind: 'text' },
        ],
        rows: entries.map(([name, step]) => [
          name,
          step.status,
          ...(timed ? [typeof step.execution_time === 'number' ? secondsText(step.execution_time) : null] : []),
          step.reason ?? null,
        ]),
        visible: 40,
      },
    ],
  };
}
