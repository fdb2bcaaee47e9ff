/** A colour in the light and in the dark scheme, as `#rrggbb`. */
export interface Paint {
  readonly light: string;
  readonly dark: string;
}

const paint = (light: string, dark: string): Paint => ({ light, dark });

export const surface = paint('#ffffff', '#151a21');
/** Text: at least 4.5:1 on the surface. */
export const ink = paint('#1b1f24', '#e8ecf1');
export const mutedInk = paint('#57606a', '#a3adb8');
export const gridLine = paint('#e3e7ec', '#2a313b');
/** Lines that carry meaning: at least 3:1 on the surface. */
export const axisLine = paint('#868f99', '#6e7883');
/** What is summed up as "other". */
export const otherFill = paint('#6b7280', '#8b949e');

/**
 * Colours of series and slices. Each has at least 3:1 on its surface, and any two are at least 0.1 apart in OKLab for
 * normal sight and for the three kinds of colour blindness (Machado 2009, full severity); the tests measure both.
 */
export const seriesPaints: readonly Paint[] = [
  paint('#2563a8', '#6aa9f0'),
  paint('#ba3b0c', '#f9b277'),
  paint('#1da298', '#3e875a'),
  paint('#823755', '#fa68ad'),
  paint('#c08602', '#bb9829'),
  paint('#9e6cf4', '#965bdf'),
];

/** A cell's fill from the least to the largest value, and the text colour that has 4.5:1 on it. */
export interface RampStep {
  readonly fill: Paint;
  readonly ink: Paint;
}

const darkOnLight = '#10151c';
const white = '#ffffff';
const step = (light: string, lightInk: string, dark: string, darkInk: string): RampStep => ({
  fill: paint(light, dark),
  ink: paint(lightInk, darkInk),
});

/** One hue from faint to strong in nine steps, evenly spaced in OKLab; strong means far from the surface in both schemes. */
export const ramp: readonly RampStep[] = [
  step('#eaf2fb', darkOnLight, '#1d2b3d', white),
  step('#c6dcf4', darkOnLight, '#233d5b', white),
  step('#a2c7ec', darkOnLight, '#284f7c', white),
  step('#7fafe0', darkOnLight, '#33659c', white),
  step('#5e96cf', darkOnLight, '#5188c1', darkOnLight),
  step('#3775b5', white, '#669ed8', darkOnLight),
  step('#2765a4', white, '#8ab8e9', darkOnLight),
  step('#1b4f87', white, '#b1d1f2', darkOnLight),
  step('#0f3a6b', white, '#d9e9fb', darkOnLight),
];

/** The contrast of two `#rrggbb` colours by WCAG 2: 1 to 21. */
export function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
