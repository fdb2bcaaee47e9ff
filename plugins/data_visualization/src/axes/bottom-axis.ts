import { scaleLinear, scaleUtc } from 'd3-scale';
import type { Positions } from '../read/positions.ts';
import { element, type Markup } from '../svg/element.ts';
import { fitText, fontSize, textWidth } from '../svg/text.ts';
import { timeTexts } from './time-texts.ts';
import { extentOf, fittingAxis, TEXT_GAP } from './value-axis.ts';

/** From left to right, in user units of the picture. */
export interface Span {
  readonly left: number;
  readonly right: number;
  /** Of the whole picture: what may be written on. */
  readonly pictureWidth: number;
}

/** What stands under a plot: where its values lie, how much height its texts need, and how to draw them. */
export interface BottomAxis {
  /** The place of the value with this index. */
  readonly x: (index: number) => number;
  readonly height: number;
  /** Vertical grid lines, where the axis has any. */
  readonly gridAt: readonly number[];
  draw(top: number): readonly Markup[];
}

/** Names side by side, each in a band of equal width. */
export interface CategoryAxis extends BottomAxis {
  readonly step: number;
}

const LINE = fontSize.label * 1.35;
const TILT = 35;
const cosine = Math.cos((TILT * Math.PI) / 180);
const sine = Math.sin((TILT * Math.PI) / 180);
const MAX_TILTED_WIDTH = 120;

/** `all`: every name is written, tilted where they are long. `some`: names are left out until the rest fits. */
export type Crowding = 'all' | 'some';

export function categoryAxis(labels: readonly string[], span: Span, crowding: Crowding): CategoryAxis {
  const step = (span.right - span.left) / Math.max(1, labels.length);
  const x = (index: number): number => span.left + step * (index + 0.5);
  const widest = labels.reduce((most, label) => Math.max(most, textWidth(label, fontSize.label)), 0);
  if (widest + 8 <= step) return { step, x, height: LINE + 6, gridAt: [], draw: flat(labels, x, 1, span) };
  if (crowding === 'some') {
    const every = Math.ceil((Math.min(widest, span.right - span.left) + 12) / step);
    return { step, x, height: LINE + 6, gridAt: [], draw: flat(labels, x, every, span) };
  }
  const every = Math.ceil((LINE - 2) / step);
  const height = Math.min(widest, MAX_TILTED_WIDTH) * sine + LINE + 4;
  return { step, x, height, gridAt: [], draw: tilted(labels, x, every) };
}

function flat(labels: readonly string[], x: (index: number) => number, every: number, span: Span): BottomAxis['draw'] {
  return (top) =>
    labels.flatMap((label, index) =>
      index % every === 0 ? [centredText(label, { x: x(index), y: top + LINE, pictureWidth: span.pictureWidth })] : [],
    );
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly pictureWidth: number;
  readonly class?: string;
}

/** Text around `x`, moved as far as needed to stay in the picture. */
export function centredText(label: string, place: TextPlace): Markup {
  const text = fitText(label, fontSize.label, place.pictureWidth - 8);
  const half = textWidth(text, fontSize.label) / 2;
  const x = Math.min(Math.max(place.x, half + 2), place.pictureWidth - half - 2);
  return element('text', { x, y: place.y, 'text-anchor': 'middle', class: place.class }, [
    text,
    ...tooltip(label, text),
  ]);
}

function tilted(labels: readonly string[], x: (index: number) => number, every: number): BottomAxis['draw'] {
  return (top) =>
    labels.flatMap((label, index) => {
      if (index % every !== 0) return [];
      const end = x(index) + 4;
      const text = fitText(label, fontSize.label, Math.min(MAX_TILTED_WIDTH, (end - 8) / cosine));
      const place = { x: end, y: top + 14, transform: `rotate(${-TILT} ${end.toFixed(2)} ${(top + 14).toFixed(2)})` };
      return [element('text', { ...place, 'text-anchor': 'end' }, [text, ...tooltip(label, text)])];
    });
}

const tooltip = (whole: string, shown: string): readonly Markup[] =>
  whole === shown ? [] : [element('title', {}, [whole])];

/** The axis that fits the positions: names, numbers or times. */
export function positionAxis(positions: Positions, span: Span): BottomAxis {
  switch (positions.kind) {
    case 'category':
      return categoryAxis(positions.labels, span, 'some');
    case 'number':
      return numberAxis(positions.at, span);
    case 'time':
      // One instant has no scale; as a name it is told as it was written.
      return new Set(positions.at).size === 1
        ? categoryAxis(positions.written, span, 'some')
        : timeAxis(positions, span);
  }
}

export function numberAxis(at: readonly number[], span: Span): BottomAxis {
  const axis = fittingAxis(extentOf(at, 'none'), span.right - span.left);
  const scale = scaleLinear(axis.domain, [span.left, span.right]);
  const ticks = axis.ticks.map(({ value, text }) => ({ x: scale(value), text }));
  return linearBottom((index) => scale(at[index] ?? 0), ticks, span);
}

/** Counts to try, until the ticks' texts fit side by side. */
const tickCounts = [10, 8, 6, 5, 4, 3, 2, 1];

function timeAxis({ at, written }: Extract<Positions, { kind: 'time' }>, span: Span): BottomAxis {
  const { min, max } = extentOf(at, 'none');
  const scale = scaleUtc([min, max], [span.left, span.right]);
  const isCoarse = coarseEnough(written);
  for (const count of tickCounts) {
    const times = scale.ticks(count);
    const texts = timeTexts(times);
    const ticks = times.map((time, index) => ({ x: scale(time), text: texts[index] ?? '' }));
    if (times.every(isCoarse) && standApart(ticks)) return linearBottom((index) => scale(at[index] ?? 0), ticks, span);
  }
  return linearBottom((index) => scale(at[index] ?? 0), [], span);
}

/** Ticks are no finer than the dates were written: months are not told by the day. */
function coarseEnough(written: readonly string[]): (tick: Date) => boolean {
  const longest = written.reduce((most, date) => Math.max(most, date.length), 0);
  if (longest === 'YYYY-MM'.length) return (tick) => tick.getUTCDate() === 1 && tick.getTime() % DAY === 0;
  return longest === 'YYYY-MM-DD'.length ? (tick) => tick.getTime() % DAY === 0 : () => true;
}

const DAY = 24 * 3_600_000;

function standApart(ticks: readonly PlacedTick[]): boolean {
  return ticks.slice(1).every((tick, index) => {
    const before = ticks[index];
    if (before === undefined) return true;
    const halves = (textWidth(before.text, fontSize.value) + textWidth(tick.text, fontSize.value)) / 2;
    return tick.x - before.x >= halves + TEXT_GAP;
  });
}

interface PlacedTick {
  readonly x: number;
  readonly text: string;
}

function linearBottom(x: BottomAxis['x'], ticks: readonly PlacedTick[], span: Span): BottomAxis {
  return {
    x,
    height: LINE + 6,
    gridAt: ticks.map((tick) => tick.x),
    draw: (top) =>
      ticks.map((tick) =>
        centredText(tick.text, { x: tick.x, y: top + LINE, pictureWidth: span.pictureWidth, class: 'cx-muted' }),
      ),
  };
}
