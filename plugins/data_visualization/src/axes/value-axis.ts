import { scaleLinear } from 'd3-scale';
import { numberText, shortNumberText } from '../svg/number-text.ts';
import { fontSize, textWidth } from '../svg/text.ts';

export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** What an axis of numbers must show. */
export interface Extent {
  readonly min: number;
  readonly max: number;
  /** `zero`: lengths are compared, so the axis starts at 0. `near`: 0 is shown unless the values lie far from it. */
  readonly baseline: 'zero' | 'near' | 'none';
  /** Only whole numbers get a tick: the values are counts. */
  readonly whole: boolean;
}

export interface ValueAxis {
  /** Round numbers around the extent. */
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly Tick[];
  /** Of the widest tick's text. */
  readonly textWidth: number;
}

/** An axis with about `count` ticks on round numbers. */
export function valueAxis(extent: Extent, count: number): ValueAxis {
  const scale = scaleLinear()
    .domain(widened(withBaseline(extent)))
    .nice(count);
  const [low = 0, high = 1] = scale.domain();
  const ticks = scale.ticks(count).filter((tick) => !extent.whole || Number.isInteger(tick));
  const texts = tickTexts(ticks);
  return {
    domain: [low, high],
    ticks: ticks.map((value, index) => ({ value, text: texts[index] ?? '' })),
    textWidth: Math.max(0, ...texts.map((text) => textWidth(text, fontSize.value))),
  };
}

const tickCounts = [10, 8, 6, 5, 4, 3, 2, 1];

/** An axis with as many ticks as have room for their texts side by side in `length`. */
export function fittingAxis(extent: Extent, length: number): ValueAxis {
  for (const count of tickCounts) {
    const axis = valueAxis(extent, count);
    if ((axis.textWidth + TEXT_GAP) * axis.ticks.length <= length) return axis;
  }
  return { ...valueAxis(extent, 1), ticks: [] };
}

/** Between the texts of neighbouring ticks. */
export const TEXT_GAP = 10;

/** The extent of some numbers. */
export function extentOf(values: Iterable<number>, baseline: Extent['baseline']): Extent {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let whole = true;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    whole &&= Number.isInteger(value);
  }
  return { min, max, baseline, whole: whole && max - min < 1e9 };
}

function withBaseline({ min, max, baseline }: Extent): [number, number] {
  if (baseline === 'none' || (baseline === 'near' && isFarFromZero(min, max))) return [min, max];
  return [Math.min(0, min), Math.max(0, max)];
}

function isFarFromZero(min: number, max: number): boolean {
  return min * max > 0 && Math.min(Math.abs(min), Math.abs(max)) > (max - min) / 2;
}

/** An extent that is a point, or too narrow for doubles to divide, gets room around it. */
function widened([low, high]: [number, number]): [number, number] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > size * 1e-9 && high - low > 1e-90) return [low, high];
  if (size < 1e-90) return [0, 1];
  return [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
}

/** Short texts where they differ, longer ones where short ones would be the same. */
function tickTexts(ticks: readonly number[]): readonly string[] {
  const writers = [shortNumberText, numberText, ...[6, 9, 12].map((digits) => precision(digits))];
  for (const write of writers) {
    const texts = ticks.map(write);
    if (new Set(texts).size === texts.length) return texts;
  }
  return ticks.map(String);
}

const precision =
  (digits: number) =>
  (value: number): string =>
    String(Number(value.toPrecision(digits)));
