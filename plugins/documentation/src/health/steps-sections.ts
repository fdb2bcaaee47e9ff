import { counted, secondsText } from '../page/number-text.ts';
import type { Block, Section } from '../page/report.ts';
import type { AreaName, StepReport } from './areas.ts';
import type { ReadAreas } from './read-areas.ts';

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
  const { project, quality } = areas;
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
  const reasons = Object.entries(project?.skipped ?? {}).toSorted(([, a], [, b]) => b - a);
  if (reasons.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Files and folders that were not counted',
      columns: [
        { label: 'Reason', kind: 'text' },
        { label: 'Count', kind: 'number' },
        { label: 'For example', kind: 'code' },
      ],
      rows: reasons.map(([reason, count]) => [
        reason.replaceAll('_', ' '),
        count,
        project?.skipped_examples.find((example) => example.reason === reason)?.file ?? null,
      ]),
      visible: 15,
    });
  }
  if (quality !== undefined && quality.skipped.length > 0) {
    blocks.push({
      kind: 'table',
      caption: `Files that were not analysed (${counted(quality.skipped_count ?? quality.skipped.length, 'file')})`,
      columns: [
        { label: 'File', kind: 'code' },
        { label: 'Reason', kind: 'text' },
      ],
      rows: quality.skipped.map(({ file, reason }) => [file, reason]),
      visible: 10,
    });
  }
  if (blocks.length === 0) blocks.push({ kind: 'text', text: 'Every area has a result, and no file was left out.' });
  return { title: 'Not looked at', blocks };
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
