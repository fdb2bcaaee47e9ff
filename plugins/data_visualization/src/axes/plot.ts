import { scaleLinear } from 'd3-scale';
import { element, type Markup } from '../svg/element.ts';
import { PADDING } from '../svg/heading.ts';
import { fitText, fontSize } from '../svg/text.ts';
import type { BottomAxis, Span } from './bottom-axis.ts';
import { type Extent, type ValueAxis, valueAxis } from './value-axis.ts';

/** What is asked of a plot whose values go upwards. */
export interface PlotRequest<Axis extends BottomAxis> {
  readonly width: number;
  /** At least; more where heading and names need it. */
  readonly height: number;
  /** Where the heading ends. */
  readonly top: number;
  readonly extent: Extent;
  readonly bottomAxis: (span: Span) => Axis;
  readonly labels: AxisLabels;
}

export interface AxisLabels {
  readonly x: string | undefined;
  readonly y: string | undefined;
}

export interface Plot<Axis extends BottomAxis> {
  readonly height: number;
  readonly box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly axis: Axis;
  readonly y: (value: number) => number;
  /** Grid, ticks and names of the axes, to be drawn under the values. */
  readonly under: readonly Markup[];
}

const MIN_PLOT_HEIGHT = 90;
const AXIS_LABEL = fontSize.label * 1.6;
const TICK_GAP = 8;

export function plotUpwards<Axis extends BottomAxis>(request: PlotRequest<Axis>): Plot<Axis> {
  const { width, labels } = request;
  const count = Math.min(10, Math.max(2, Math.round((request.height - request.top - 40) / 48)));
  const values = valueAxis(request.extent, count);
  const left = PADDING + (labels.y === undefined ? 0 : AXIS_LABEL) + values.textWidth + TICK_GAP;
  const right = width - PADDING;
  const axis = request.bottomAxis({ left, right, pictureWidth: width });
  const below = axis.height + (labels.x === undefined ? 0 : AXIS_LABEL) + 8;
  const top = request.top + 6;
  const height = Math.max(request.height, Math.ceil(top + MIN_PLOT_HEIGHT + below));
  const box = { left, right, top, bottom: height - below };
  const y = scaleLinear(values.domain, [box.bottom, box.top]);
  const under = [
    ...horizontalGrid(values, y, box),
    ...axis.gridAt.map((x) =>
      element('path', { class: 'cx-grid', d: `M${fixed(x)} ${fixed(box.top)}V${fixed(box.bottom)}` }),
    ),
    baseline(values, y, box),
    ...axis.draw(box.bottom),
    ...axisNames(labels, box, height),
  ];
  return { height, box, axis, y: (value) => y(value), under };
}

const fixed = (value: number): string => String(Math.round(value * 100) / 100);

type Box = Plot<BottomAxis>['box'];

function horizontalGrid(values: ValueAxis, y: (value: number) => number, box: Box): readonly Markup[] {
  return values.ticks.flatMap(({ value, text }) => [
    element('path', { class: 'cx-grid', d: `M${fixed(box.left)} ${fixed(y(value))}H${fixed(box.right)}` }),
    element('text', { class: 'cx-muted', x: box.left - TICK_GAP, y: y(value), dy: '.35em', 'text-anchor': 'end' }, [
      text,
    ]),
  ]);
}

/** The line that values are measured from: 0 where the axis has it, its foot otherwise. */
function baseline({ domain: [low, high] }: ValueAxis, y: (value: number) => number, box: Box): Markup {
  const at = low <= 0 && high >= 0 ? y(0) : box.bottom;
  return element('path', { class: 'cx-axis', d: `M${fixed(box.left)} ${fixed(at)}H${fixed(box.right)}` });
}

/** What the axes mean, under the plot and turned beside it. */
export function axisNames({ x, y }: AxisLabels, box: Box, height: number): readonly Markup[] {
  const names: Markup[] = [];
  if (x !== undefined) {
    const text = fitText(x, fontSize.label, box.right - box.left);
    const place = { x: (box.left + box.right) / 2, y: height - 10 };
    names.push(element('text', { class: 'cx-muted', ...place, 'text-anchor': 'middle' }, [text]));
  }
  if (y !== undefined) {
    const text = fitText(y, fontSize.label, box.bottom - box.top);
    const [atX, atY] = [PADDING + fontSize.label * 0.5, (box.top + box.bottom) / 2];
    const transform = `rotate(-90 ${fixed(atX)} ${fixed(atY)})`;
    names.push(element('text', { class: 'cx-muted', x: atX, y: atY, transform, 'text-anchor': 'middle' }, [text]));
  }
  return names;
}
