import * as z from 'zod';
import { counted, numberText } from '../page/number-text.ts';
import type { AreaValue } from './areas.ts';
import { COMPLEX } from './judgement.ts';
import type { Areas } from './read-areas.ts';
import { placeText, severestFirst } from './worst.ts';

export const findingRowSchema = z.object({
  area: z.string(),
  finding: z.string(),
  count: z.number(),
  worst: z.string().meta({ description: 'Empty where there is none.' }),
  where: z.string().meta({ description: 'file:line of the worst; empty where there is none.' }),
});
export type FindingRow = z.output<typeof findingRowSchema>;

/** One row for each area that was looked at: how much was found, and the worst of it with its place. */
export function findingsTable(areas: Areas): FindingRow[] {
  return [
    areas.secrets && secretsRow(areas.secrets),
    areas.quality && qualityRow(areas.quality),
    areas.complexity && complexityRow(areas.complexity),
    areas.cycles && cyclesRow(areas.cycles),
    areas.duplicates && duplicatesRow(areas.duplicates),
    hotspotsRow(areas),
  ].filter((row) => row !== undefined);
}

function secretsRow({ findings, findings_count }: AreaValue<'secrets'>): FindingRow {
  const [worst] = severestFirst(findings);
  return {
    area: 'secrets',
    finding: 'possible secrets',
    count: findings_count,
    worst: worst?.rule ?? '',
    where: worst === undefined ? '' : placeText(worst.file, worst.line),
  };
}

function qualityRow({ findings, issues_count, errors, warnings }: AreaValue<'quality'>): FindingRow {
  const [worst] = severestFirst(findings);
  return {
    area: 'quality',
    finding: `findings (${counted(errors, 'error')}, ${counted(warnings, 'warning')})`,
    count: issues_count,
    worst: worst === undefined ? '' : `${worst.severity}: ${worst.rule}`,
    where: worst === undefined ? '' : placeText(worst.file, worst.line),
  };
}

function complexityRow({ functions }: AreaValue<'complexity'>): FindingRow {
  const worst = mostComplex(functions);
  const count = functions.filter((each) => each.cyclomatic > COMPLEX).length;
  return {
    area: 'complexity',
    finding: `functions above ${COMPLEX}`,
    count,
    worst: worst === undefined || count === 0 ? '' : `${worst.name} (${worst.cyclomatic})`,
    where: worst === undefined || count === 0 ? '' : placeText(worst.file, worst.line),
  };
}

export function mostComplex<Measured extends { readonly cyclomatic: number }>(
  functions: readonly Measured[],
): Measured | undefined {
  return functions.reduce<Measured | undefined>(
    (most, each) => (most === undefined || each.cyclomatic > most.cyclomatic ? each : most),
    undefined,
  );
}

function cyclesRow({ cycles }: AreaValue<'cycles'>): FindingRow {
  const longest = cycles.reduce<(typeof cycles)[number] | undefined>(
    (most, each) => (most === undefined || each.files.length > most.files.length ? each : most),
    undefined,
  );
  return {
    area: 'cycles',
    finding: 'import cycles',
    count: cycles.length,
    worst: longest === undefined ? '' : counted(longest.files.length, 'file'),
    where: longest?.files[0] ?? '',
  };
}

function duplicatesRow({ clones, percentage }: AreaValue<'duplicates'>): FindingRow {
  const largest = clones.reduce<(typeof clones)[number] | undefined>(
    (most, each) => (most === undefined || each.lines > most.lines ? each : most),
    undefined,
  );
  return {
    area: 'duplicates',
    finding: `duplicated blocks (${Math.round(percentage * 10) / 10}% of lines)`,
    count: clones.length,
    worst: largest === undefined ? '' : counted(largest.lines, 'line'),
    where: largest === undefined ? '' : placeText(largest.a.file, largest.a.start),
  };
}

/** Files in order of commits times complexity, from the step of their own where there is one. */
export function hotspotsOf({ hotspots, history }: Areas): AreaValue<'hotspots'>['hotspots'] | undefined {
  return (hotspots ?? history)?.hotspots.toSorted((a, b) => b.score - a.score);
}

function hotspotsRow(areas: Areas): FindingRow | undefined {
  const hotspots = hotspotsOf(areas);
  if (hotspots === undefined) return undefined;
  const [hottest] = hotspots;
  return {
    area: 'history',
    finding: 'hotspots (complex files that change often)',
    count: hotspots.length,
    worst: hottest === undefined ? '' : `score ${numberText(hottest.score)}`,
    where: hottest?.file ?? '',
  };
}
