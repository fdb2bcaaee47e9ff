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

function complexityRow(complexity: AreaValue<'complexity'>): FindingRow {
  const worst = mostComplex(complexity.functions);
  const { count, atLeast } = complexFunctions(complexity);
  return {
    area: 'complexity',
    finding: `functions above ${COMPLEX}${atLeast ? ', at least' : ''}`,
    count,
    worst: worst === undefined || count === 0 ? '' : `${worst.name} (${worst.cyclomatic})`,
    where: worst === undefined || count === 0 ? '' : placeText(worst.file, worst.line),
  };
}

export interface ComplexFunctions {
  readonly count: number;
  /** Functions were left out of the list, and all of those in it are above the limit. */
  readonly atLeast: boolean;
}

/** How many functions are above the limit, from a list that may be cut after the most complex ones. */
export function complexFunctions({ functions, functions_omitted }: AreaValue<'complexity'>): ComplexFunctions {
  const count = functions.filter((each) => each.cyclomatic > COMPLEX).length;
  return { count, atLeast: functions_omitted > 0 && count === functions.length };
}

export function mostComplex<Measured extends { readonly cyclomatic: number }>(
  functions: readonly Measured[],
): Measured | undefined {
  return functions.reduce<Measured | undefined>(
    (most, each) => (most === undefined || each.cyclomatic > most.cyclomatic ? each : most),
    undefined,
  );
}

function cyclesRow(area: AreaValue<'cycles'>): FindingRow {
  const [worst] = worstCycles(area);
  const count = harmfulCycles(area);
  return {
    area: 'cycles',
    finding: 'import cycles',
    count,
    worst: worst === undefined || count === 0 ? '' : counted(worst.group_size ?? worst.files.length, 'file'),
    where: worst === undefined || count === 0 ? '' : (worst.files[0] ?? ''),
  };
}

/** Cycles of imports that a running program follows. */
export function harmfulCycles({ cycles, cycles_count }: AreaValue<'cycles'>): number {
  return cycles_count ?? cycles.filter((cycle) => !cycle.type_only).length;
}

/** Those that hold while loading first, then the deferred, then those of types alone; the largest first among each. */
export function worstCycles({ cycles }: AreaValue<'cycles'>): AreaValue<'cycles'>['cycles'] {
  const size = (cycle: (typeof cycles)[number]): number => cycle.group_size ?? cycle.files.length;
  const harm = (cycle: (typeof cycles)[number]): number => (cycle.type_only ? 0 : cycle.deferred ? 1 : 2);
  return cycles.toSorted((a, b) => harm(b) - harm(a) || size(b) - size(a));
}

function duplicatesRow({ clones, clones_count, percentage }: AreaValue<'duplicates'>): FindingRow {
  const largest = clones.reduce<(typeof clones)[number] | undefined>(
    (most, each) => (most === undefined || each.lines > most.lines ? each : most),
    undefined,
  );
  return {
    area: 'duplicates',
    finding: `duplicated blocks (${Math.round(percentage * 10) / 10}% of lines)`,
    count: clones_count ?? clones.length,
    worst: largest === undefined ? '' : counted(largest.lines, 'line'),
    where: largest === undefined ? '' : placeText(largest.a.file, largest.a.start),
  };
}

/** Files that are complex and change often, from the step of their own or from a history that knew the complexity. */
export function hotspotsOf({ hotspots, history }: Areas): AreaValue<'hotspots'>['hotspots'] | undefined {
  const known = hotspots?.hotspots ?? history?.hotspots.filter((each) => typeof each.complexity === 'number');
  if (known === undefined || (hotspots === undefined && known.length === 0)) return undefined;
  return known.toSorted((a, b) => b.score - a.score);
}

function hotspotsRow(areas: Areas): FindingRow | undefined {
  const hotspots = hotspotsOf(areas);
  if (hotspots === undefined) return undefined;
  const [hottest] = hotspots;
  return {
    area: 'history',
    finding: 'files ranked as hotspots: complex, and changed often',
    count: hotspots.length,
    worst:
      hottest === undefined
        ? ''
        : `${counted(hottest.commits, 'commit')}, complexity ${numberText(hottest.complexity ?? 0)}`,
    where: hottest?.file ?? '',
  };
}
