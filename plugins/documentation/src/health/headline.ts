import { counted, numberText } from '../page/number-text.ts';
import { complexFunctions, harmfulCycles } from './findings-table.ts';
import { COMPLEX } from './judgement.ts';
import type { Areas, ReadAreas } from './read-areas.ts';
import { areaTitles } from './steps-sections.ts';

/**
 * What a person should know first, in a few sentences. That nothing was found is only said of what was looked at, and what
 * was not is named.
 */
export function headline({ areas, absent }: ReadAreas): string {
  const { project, quality } = areas;
  const parts = [
    project === undefined
      ? undefined
      : `${counted(project.files, 'file')} with ${counted(project.lines, 'line')}${languages(project.languages)}.`,
    quality?.score === null || quality?.score === undefined ? undefined : `Quality ${numberText(quality.score)} of 10.`,
    foundSentence(areas),
    absentSentence(absent),
  ].filter((part) => part !== undefined);
  return parts.join(' ');
}

const judged = ['secrets', 'quality', 'complexity', 'cycles', 'duplicates'] as const;

function foundSentence(areas: Areas): string | undefined {
  const looked = judged.filter((area) => areas[area] !== undefined);
  if (looked.length === 0) return undefined;
  const found = problems(areas);
  if (found.length > 0) return `To look at: ${found.join(', ')}.`;
  return `Nothing to look at in ${looked.map((area) => areaTitles[area].toLowerCase()).join(', ')}.`;
}

function absentSentence(absent: ReadAreas['absent']): string | undefined {
  if (absent.length === 0) return undefined;
  return `Without a result: ${absent.map(({ area }) => areaTitles[area].toLowerCase()).join(', ')}.`;
}

function languages(list: readonly { readonly language: string; readonly share: number }[]): string {
  const [first, second] = list.toSorted((a, b) => b.share - a.share);
  if (first === undefined) return '';
  return second === undefined ? `, in ${first.language}` : `, mostly ${first.language}`;
}

/** What was found and is not good. */
function problems({ secrets, quality, complexity, cycles, duplicates }: Areas): readonly string[] {
  const complex = complexity === undefined ? undefined : complexFunctions(complexity);
  return [
    some(secrets?.findings_count, 'possible secret'),
    some(quality?.errors, 'error'),
    some(quality?.warnings, 'warning'),
    complex === undefined || complex.count === 0
      ? undefined
      : `${complex.atLeast ? 'at least ' : ''}${counted(complex.count, 'function')} above complexity ${COMPLEX}`,
    some(cycles === undefined ? undefined : harmfulCycles(cycles), 'import cycle'),
    some(duplicates?.clones_count ?? duplicates?.clones.length, 'duplicated block'),
  ].filter((part) => part !== undefined);
}

const some = (count: number | undefined, what: string): string | undefined =>
  count === undefined || count === 0 ? undefined : counted(count, what);
