import { counted, numberText, shareText } from '../page/number-text.ts';
import type { Block, Card, Chart, Section } from '../page/report.ts';
import { complexFunctions, type FindingRow, harmfulCycles, mostComplex } from './findings-table.ts';
import {
  COMPLEX,
  limitsText,
  toneOfComplexity,
  toneOfCycles,
  toneOfDuplication,
  toneOfFindings,
  toneOfScore,
  toneOfSecrets,
} from './judgement.ts';
import type { Areas, ReadAreas } from './read-areas.ts';

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

interface Overview {
  readonly read: ReadAreas;
  readonly findings: readonly FindingRow[];
  readonly charts: readonly Chart[];
}

/** Cards, the worst of each area with its place, and the charts. */
export function overviewSection({ read, findings, charts }: Overview): Section {
  const { areas, absent } = read;
  const cards = [...absentCard(absent.length), ...qualityCards(areas), ...structureCards(areas), ...sizeCards(areas)];
  const blocks: Block[] = [];
  if (cards.length > 0) blocks.push({ kind: 'cards', cards });
  if (findings.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'What to look at first',
      columns: [
        { label: 'Finding', kind: 'text' },
        { label: 'Count', kind: 'number' },
        { label: 'The worst', kind: 'text' },
        { label: 'Where', kind: 'code' },
      ],
      rows: findings.map((row) => [sentence(row.finding), row.count, row.worst, row.where]),
      visible: 15,
    });
  }
  if (charts.length > 0) blocks.push({ kind: 'charts', charts: [...charts] });
  if (cards.length > 0) blocks.push({ kind: 'note', text: limitsText });
  return { title: 'At a glance', blocks };
}

function absentCard(count: number): readonly Card[] {
  if (count === 0) return [];
  return [{ label: 'Areas without a result', value: count, note: 'see “Not looked at”', tone: 'attention' }];
}

function qualityCards({ quality, secrets }: Areas): readonly Card[] {
  const cards: Card[] = [];
  if (quality !== undefined) {
    if (quality.score !== null && quality.score !== undefined) {
      cards.push({
        label: 'Quality score',
        value: `${numberText(quality.score)} / 10`,
        note: `of ${counted(quality.files_analyzed, 'file')}`,
        tone: toneOfScore(quality.score),
      });
    }
    cards.push({
      label: 'Findings',
      value: quality.issues_count,
      note: `${counted(quality.errors, 'error')}, ${counted(quality.warnings, 'warning')}`,
      tone: toneOfFindings(quality.errors, quality.issues_count),
    });
  }
  if (secrets !== undefined) {
    cards.push({
      label: 'Possible secrets',
      value: secrets.findings_count,
      note: `in ${counted(secrets.files_scanned, 'file')}`,
      tone: toneOfSecrets(secrets.findings_count),
    });
  }
  return cards;
}

function structureCards({ complexity, duplicates, cycles }: Areas): readonly Card[] {
  const cards: Card[] = [];
  if (complexity !== undefined) {
    const worst = mostComplex(complexity.functions);
    const complex = complexFunctions(complexity);
    cards.push({
      label: `Functions above complexity ${COMPLEX}`,
      value: `${complex.atLeast ? '≥ ' : ''}${numberText(complex.count)}`,
      note: worst === undefined ? 'no functions' : `highest ${worst.cyclomatic}, in ${worst.name}`,
      tone: toneOfComplexity(worst?.cyclomatic ?? 0),
    });
  }
  if (duplicates !== undefined) {
    cards.push({
      label: 'Duplicated lines',
      value: shareText(duplicates.percentage / 100),
      note: counted(duplicates.clones_count ?? duplicates.clones.length, 'block'),
      tone: toneOfDuplication(duplicates.percentage),
    });
  }
  if (cycles !== undefined) {
    cards.push({
      label: 'Import cycles',
      value: harmfulCycles(cycles),
      note: `among ${counted(cycles.modules, 'module')}`,
      tone: toneOfCycles(harmfulCycles(cycles)),
    });
  }
  return cards;
}

function sizeCards({ project, history }: Areas): readonly Card[] {
  const cards: Card[] = [];
  if (project !== undefined) {
    cards.push(
      { label: 'Files', value: project.files, note: counted(project.languages.length, 'language'), tone: 'neutral' },
      { label: 'Lines', value: project.lines, tone: 'neutral' },
    );
  }
  if (history !== undefined) {
    cards.push({
      label: 'Commits',
      value: history.commits,
      note: `by ${counted(history.author_count ?? history.authors.length, 'author')}`,
      tone: 'neutral',
    });
  }
  return cards;
}
