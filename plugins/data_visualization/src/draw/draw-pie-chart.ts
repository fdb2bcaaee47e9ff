import { NotApplicable } from '@codomyrmex/core';
import { arc, pie } from 'd3-shape';
import type { LabelledValues } from '../read/labelled-values.ts';
import { refuse } from '../refuse.ts';
import { element, type Markup } from '../svg/element.ts';
import { PADDING, titleBlock } from '../svg/heading.ts';
import { numberText, percentText, shortNumberText } from '../svg/number-text.ts';
import { seriesClass } from '../svg/style.ts';
import { fitText, fontSize } from '../svg/text.ts';
import { type Chart, counted, dataTable, type Look, leftOutText } from './chart.ts';
import { type Order, type ShownValue, topValues } from './top-values.ts';

export interface PieOptions extends Omit<Look, 'xLabel' | 'yLabel' | 'accent'> {
  /** 1 to 6. */
  readonly limit: number;
  readonly order: Order;
}

const ROW = 22;
const BESIDE_FROM = 400;
const MAX_LIST_WIDTH = 360;

/**
 * Slices in proportion to their values, clockwise from the top, named in a list with value and share.
 * @throws ActionError INVALID_PARAMETERS for a negative value; NotApplicable when all are 0.
 */
export function drawPieChart({ items, leftOut }: LabelledValues, options: PieOptions): Chart {
  const negative = items.find((item) => item.value < 0);
  if (negative !== undefined) refuse(negative.label, `${negative.value} is negative and has no share of a whole`);
  const total = items.reduce((sum, item) => sum + item.value, 0);
  if (total === 0) throw new NotApplicable('no data to draw: every value is 0');
  const shown = topValues(items, { ...options, rest: 'sum' });
  const heading = titleBlock(options.title, options.width);
  const layout = layOut(shown.length, options, heading.height);
  const [cx, cy] = [layout.centreX.toFixed(2), layout.centreY.toFixed(2)];
  const slices = element('g', { transform: `translate(${cx} ${cy})` }, sliceMarks(shown, layout.radius, total));
  const names = shown.flatMap((item, index) =>
    nameMarks(item, { ...layout.list, y: layout.list.y + index * ROW, index, share: item.value / total }),
  );
  return {
    drawing: {
      width: options.width,
      height: layout.height,
      body: [...heading.markup, slices, ...names],
      style: { series: shown.length, ramp: false, accent: undefined },
    },
    description: `Pie chart with ${counted(shown.length, 'slice')} of ${numberText(total)}: ${shown.map((item) => `${item.label} ${percentText(item.value / total)}`).join(', ')}.${leftOutText(leftOut)}`,
    points: items.length,
    table: dataTable(
      ['label', 'value', 'share'],
      shown.map((item) => [item.label, item.value, item.value / total]),
    ),
  };
}

interface Layout {
  readonly height: number;
  readonly centreX: number;
  readonly centreY: number;
  readonly radius: number;
  readonly list: { readonly x: number; readonly y: number; readonly width: number };
}

/** The list of names stands beside the pie in a wide picture and under it in a narrow one. */
function layOut(count: number, { width, height }: PieOptions, top: number): Layout {
  const listHeight = count * ROW;
  if (width >= BESIDE_FROM) {
    const total = Math.max(height ?? 260, top + listHeight + PADDING, top + 100);
    const radius = Math.min((total - top - PADDING) / 2, width * 0.22);
    const x = PADDING + 2 * radius + 24;
    const centreY = top + (total - top - PADDING) / 2;
    return {
      height: Math.ceil(total),
      centreX: PADDING + radius,
      centreY,
      radius,
      list: { x, y: centreY - listHeight / 2 + ROW / 2, width: Math.min(MAX_LIST_WIDTH, width - x - PADDING) },
    };
  }
  const radius = Math.max(40, Math.min(width * 0.3, ((height ?? 999) - top - listHeight - 3 * PADDING) / 2));
  const listTop = top + 2 * radius + PADDING;
  return {
    height: Math.ceil(Math.max(height ?? 0, listTop + listHeight + PADDING)),
    centreX: width / 2,
    centreY: top + radius,
    radius,
    list: { x: PADDING, y: listTop + ROW / 2, width: width - 2 * PADDING },
  };
}

const fillOf = (item: ShownValue, index: number): string => (item.count > 1 ? 'cx-other' : seriesClass(index));

function sliceMarks(items: readonly ShownValue[], radius: number, total: number): readonly Markup[] {
  const shape = arc<{ startAngle: number; endAngle: number }>().innerRadius(0).outerRadius(radius).digits(2);
  const angles = pie<ShownValue>()
    .sort(null)
    .value((item) => item.value / total)([...items]);
  return angles.flatMap((angle, index) =>
    angle.data.value === 0
      ? []
      : [
          element('path', { class: `${fillOf(angle.data, index)} cx-gap`, d: shape(angle) ?? '' }, [
            element('title', {}, [
              `${angle.data.label}: ${numberText(angle.data.value)} (${percentText(angle.data.value / total)})`,
            ]),
          ]),
        ],
  );
}

interface NamePlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly index: number;
  readonly share: number;
}

const NUMBERS_WIDTH = 104;

function nameMarks(item: ShownValue, { x, y, width, index, share }: NamePlace): readonly Markup[] {
  const text = fitText(item.label, fontSize.label, width - 20 - NUMBERS_WIDTH);
  return [
    element('rect', { class: `${fillOf(item, index)} cx-gap`, x, y: y - 6, width: 12, height: 12, rx: 2 }),
    element('text', { x: x + 20, y, dy: '.35em' }, [
      text,
      ...(text === item.label ? [] : [element('title', {}, [item.label])]),
    ]),
    element('text', { class: 'cx-muted', x: x + width - 48, y, dy: '.35em', 'text-anchor': 'end' }, [
      shortNumberText(item.value),
    ]),
    element('text', { x: x + width, y, dy: '.35em', 'text-anchor': 'end' }, [percentText(share)]),
  ];
}
