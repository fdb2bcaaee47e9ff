import { axisLine, gridLine, ink, mutedInk, otherFill, type Paint, ramp, seriesPaints, surface } from './palette.ts';
import { fontSize, NARROW_GROWTH } from './text.ts';

interface Variable {
  readonly name: string;
  readonly paint: Paint;
}

/** Custom properties of a chart; only those whose name a rule or a mark uses are written. */
const variables: readonly Variable[] = [
  { name: 'surface', paint: surface },
  { name: 'ink', paint: ink },
  { name: 'muted', paint: mutedInk },
  { name: 'grid', paint: gridLine },
  { name: 'axis', paint: axisLine },
  { name: 'other', paint: otherFill },
  ...seriesPaints.map((paint, index) => ({ name: `s${index + 1}`, paint })),
  ...ramp.flatMap(({ fill, ink: text }, index) => [
    { name: `r${index + 1}`, paint: fill },
    { name: `t${index + 1}`, paint: text },
  ]),
];

/** Class of a mark in the colour of a series, counted from 0. */
export const seriesClass = (index: number): string => `cx-s${index + 1}`;
/** Class of a heatmap cell, counted from 0 for the faintest, and of the text on it. */
export const rampClass = (index: number): string => `cx-r${index + 1}`;
export const rampTextClass = (index: number): string => `cx-t${index + 1}`;

/** A selector of one class, of a kind of element or of both; `$name` as a value is a colour of the palette. */
export type StyleRule = readonly [selector: string, declarations: readonly (readonly [string, string])[]];

const rules: readonly StyleRule[] = [
  ['.cx-surface', [['fill', '$surface']]],
  [
    'text',
    [
      ['fill', '$ink'],
      ['font-size', `${fontSize.label}px`],
    ],
  ],
  [
    '.cx-title',
    [
      ['font-size', `${fontSize.title}px`],
      ['font-weight', '600'],
    ],
  ],
  ['.cx-muted', [['fill', '$muted']]],
  [
    '.cx-grid',
    [
      ['stroke', '$grid'],
      ['fill', 'none'],
    ],
  ],
  [
    '.cx-axis',
    [
      ['stroke', '$axis'],
      ['fill', 'none'],
    ],
  ],
  [
    '.cx-line',
    [
      ['fill', 'none'],
      ['stroke-width', '2'],
      ['stroke-linejoin', 'round'],
      ['stroke-linecap', 'round'],
    ],
  ],
  [
    '.cx-dots',
    [
      ['stroke-width', '3'],
      ['stroke-linecap', 'round'],
    ],
  ],
  [
    '.cx-gap',
    [
      ['stroke', '$surface'],
      ['stroke-width', '1.5'],
    ],
  ],
  ['.cx-bar', [['stroke', 'none']]],
  [
    '.cx-area',
    [
      ['fill-opacity', '.28'],
      ['stroke', 'none'],
    ],
  ],
  [
    '.cx-dot',
    [
      ['fill-opacity', '.45'],
      ['stroke-width', '1'],
    ],
  ],
  [
    '.cx-box',
    [
      ['fill-opacity', '.22'],
      ['stroke-width', '1.5'],
    ],
  ],
  [
    '.cx-empty',
    [
      ['fill', 'none'],
      ['stroke', '$grid'],
    ],
  ],
  ['.cx-other', [['fill', '$other']]],
];

/** Marks take both properties of their series; a rule of its kind then takes away what it does not want. */
function seriesRules(count: number): readonly StyleRule[] {
  return Array.from({ length: count }, (_, index) => [
    `.${seriesClass(index)}`,
    [
      ['fill', `$s${index + 1}`],
      ['stroke', `$s${index + 1}`],
    ],
  ]);
}

function rampRules(): readonly StyleRule[] {
  return ramp.flatMap((_, index) => [
    [`.${rampClass(index)}`, [['fill', `$r${index + 1}`]]] as const,
    [`text.${rampTextClass(index)}`, [['fill', `$t${index + 1}`]]] as const,
  ]);
}

/** What a chart's own style sheet depends on. */
export interface StyleNeeds {
  /** How many series colours are used. */
  readonly series: number;
  readonly ramp: boolean;
  /** Replaces the first series colour in both schemes; `#rgb` or `#rrggbb`. */
  readonly accent: string | undefined;
}

/** The rules of one chart, in the order of its style sheet. */
export function styleRules(needs: StyleNeeds): readonly StyleRule[] {
  return [...seriesRules(needs.series), ...(needs.ramp ? rampRules() : []), ...rules];
}

/** The value of a declaration in the light scheme. */
export function lightValue(value: string, needs: StyleNeeds): string {
  if (!value.startsWith('$')) return value;
  const name = value.slice(1);
  return accentOf(name, needs) ?? variables.find((variable) => variable.name === name)?.paint.light ?? '';
}

/**
 * The style sheet of one chart. Every selector starts with the chart's id, so that charts inlined into one page leave each
 * other and the page alone. Colours are custom properties with the light value as fallback for renderers without them; the
 * dark scheme redefines the properties, and print takes the light ones back.
 */
export function chartStyle(id: string, needs: StyleNeeds): string {
  const text = styleRules(needs).map(
    ([selector, declarations]) => `#${id} ${selector}{${declarations.map(declare(needs)).join('')}}`,
  );
  const defined = variables.filter(({ name }) => text.some((rule) => rule.includes(`var(--cx-${name})`)));
  const scheme = (of: keyof Paint): string =>
    `#${id}{${defined.map(({ name, paint }) => `--cx-${name}:${accentOf(name, needs) ?? paint[of]};`).join('')}}`;
  return [
    scheme('light'),
    `@media (prefers-color-scheme:dark){${scheme('dark')}}`,
    `@media print{${scheme('light')}}`,
    `#${id}{max-width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums;}`,
    ...text,
    `@media (max-width:420px){#${id} text{font-size:${fontSize.label * NARROW_GROWTH}px;}#${id} .cx-title{font-size:${fontSize.title * NARROW_GROWTH}px;}}`,
  ].join('\n');
}

function accentOf(name: string, needs: StyleNeeds): string | undefined {
  return name === 's1' ? needs.accent : undefined;
}

const declare =
  (needs: StyleNeeds) =>
  ([property, value]: readonly [string, string]): string => {
    const fallback = `${property}:${lightValue(value, needs)};`;
    return value.startsWith('$') ? `${fallback}${property}:var(--cx-${value.slice(1)});` : fallback;
  };
