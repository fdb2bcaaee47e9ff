import { categoryAxis } from '../axes/bottom-axis.ts';
import { axisNames } from '../axes/plot.ts';
import { extentOf } from '../axes/value-axis.ts';
import { MAX_SIDE, MAX_TOOLTIPS } from '../limits.ts';
import type { Matrix } from '../read/matrix.ts';
import { element, type Markup } from '../svg/element.ts';
import { PADDING, titleBlock } from '../svg/heading.ts';
import { numberText, shortNumberText } from '../svg/number-text.ts';
import { ramp } from '../svg/palette.ts';
import { rampClass, rampTextClass } from '../svg/style.ts';
import { fitText, fontSize, textWidth } from '../svg/text.ts';
import { type Chart, counted, dataTable, type Look } from './chart.ts';

const AXIS_LABEL = fontSize.label * 1.6;
const SCALE_HEIGHT = 30;
const MIN_ROW = 4;

/** A table of coloured cells: nine steps from the smallest to the largest value, the numbers in them where they fit. */
export function drawHeatmap(matrix: Matrix, options: Omit<Look, 'accent'>): Chart {
  const { width } = options;
  const heading = titleBlock(options.title, width);
  const present = matrix.cells.flatMap((row) => row.filter((value) => value !== null));
  const range = extentOf(present, 'none');
  const names = Math.min(width * 0.34, widest(matrix.rows));
  const left = PADDING + (options.yLabel === undefined ? 0 : AXIS_LABEL) + names + 8;
  const axis = categoryAxis(matrix.columns, { left, right: width - PADDING, pictureWidth: width }, 'all');
  const below = axis.height + (options.xLabel === undefined ? 0 : AXIS_LABEL) + 8;
  const top = heading.height + SCALE_HEIGHT;
  const wanted = options.height ?? Math.min(MAX_SIDE, top + below + matrix.rows.length * rowHeight(matrix.rows.length));
  const height = Math.max(Math.ceil(wanted), Math.ceil(top + below + matrix.rows.length * MIN_ROW));
  const box = { left, right: width - PADDING, top, bottom: height - below };
  const row = (box.bottom - top) / matrix.rows.length;
  const cells = matrix.cells.flatMap((values, rowIndex) =>
    values.map((value, column) =>
      cell(matrix, {
        row: rowIndex,
        column,
        value,
        level: value === null ? 0 : levelOf(value, range),
        x: left + axis.step * column,
        y: top + row * rowIndex,
        width: axis.step,
        height: row,
      }),
    ),
  );
  return {
    drawing: {
      width,
      height,
      body: [
        ...heading.markup,
        ...colourScale(range, { width, y: heading.height + 2 }),
        ...cells,
        ...rowNames(matrix.rows, { right: left - 8, width: names, top, row }),
        ...axis.draw(box.bottom),
        ...axisNames({ x: options.xLabel, y: options.yLabel }, box, height),
      ],
      style: { series: 0, ramp: true, accent: undefined },
    },
    description: describe(matrix, range, present.length),
    points: present.length,
    table: dataTable(
      [options.yLabel ?? 'row', ...matrix.columns],
      matrix.cells.map((values, index) => [matrix.rows[index] ?? '', ...values]),
    ),
  };
}

const widest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, textWidth(text, fontSize.label)), 0);

const rowHeight = (rows: number): number => Math.max(MIN_ROW * 2, Math.min(30, 900 / rows));

interface Range {
  readonly min: number;
  readonly max: number;
}

function levelOf(value: number, { min, max }: Range): number {
  if (max === min) return Math.floor(ramp.length / 2);
  // Halved first: the difference of two large numbers of unlike sign stays finite.
  const share = (value / 2 - min / 2) / (max / 2 - min / 2);
  return Math.min(ramp.length - 1, Math.floor(share * ramp.length));
}

interface PlacedCell {
  readonly row: number;
  readonly column: number;
  readonly value: number | null;
  readonly level: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function cell({ rows, columns, cells }: Matrix, placed: PlacedCell): Markup {
  const { value, level, x, y, width, height } = placed;
  const gap = Math.min(1, width * 0.1, height * 0.1);
  const place = { x: x + gap / 2, y: y + gap / 2, width: width - gap, height: height - gap };
  if (value === null) return element('rect', { class: 'cx-empty', ...place });
  const title =
    rows.length * columns.length > MAX_TOOLTIPS && cells.length > 0
      ? []
      : [element('title', {}, [`${rows[placed.row]}, ${columns[placed.column]}: ${numberText(value)}`])];
  const text = shortNumberText(value);
  const fits = height >= 16 && textWidth(text, fontSize.value) + 4 <= width;
  const fill = element('rect', { class: rampClass(level), ...place }, fits ? [] : title);
  if (!fits) return fill;
  const middle = { x: x + width / 2, y: y + height / 2, dy: '.35em', 'text-anchor': 'middle' };
  return element('g', {}, [...title, fill, element('text', { class: rampTextClass(level), ...middle }, [text])]);
}

function rowNames(
  names: readonly string[],
  place: { readonly right: number; readonly width: number; readonly top: number; readonly row: number },
): readonly Markup[] {
  const every = Math.ceil((fontSize.label + 2) / place.row);
  return names.flatMap((name, index) => {
    if (index % every !== 0) return [];
    const text = fitText(name, fontSize.label, place.width);
    const y = place.top + place.row * (index + 0.5);
    return [
      element('text', { x: place.right, y, dy: '.35em', 'text-anchor': 'end' }, [
        text,
        ...(text === name ? [] : [element('title', {}, [name])]),
      ]),
    ];
  });
}

/** The nine colours between the smallest and the largest value, at the right under the heading. */
function colourScale({ min, max }: Range, place: { readonly width: number; readonly y: number }): readonly Markup[] {
  const [low, high] = [shortNumberText(min), shortNumberText(max)];
  const texts = textWidth(low, fontSize.value) + textWidth(high, fontSize.value) + 12;
  const size = Math.min(16, (place.width - 2 * PADDING - texts) / ramp.length);
  const end = place.width - PADDING - textWidth(high, fontSize.value) - 6;
  const start = end - size * ramp.length;
  return [
    element('text', { class: 'cx-muted', x: start - 6, y: place.y + 8, dy: '.35em', 'text-anchor': 'end' }, [low]),
    ...ramp.map((_, index) =>
      element('rect', { class: rampClass(index), x: start + size * index, y: place.y + 2, width: size, height: 12 }),
    ),
    element('text', { class: 'cx-muted', x: end + 6, y: place.y + 8, dy: '.35em' }, [high]),
  ];
}

function describe({ rows, columns, cells }: Matrix, { max, min }: Range, count: number): string {
  const row = cells.findIndex((values) => values.includes(max));
  const column = cells[row]?.indexOf(max) ?? 0;
  return `Heatmap of ${counted(rows.length, 'row')} and ${counted(columns.length, 'column')}, ${counted(count, 'value')} from ${numberText(min)} to ${numberText(max)}. Largest at ${rows[row]}, ${columns[column]}.`;
}
