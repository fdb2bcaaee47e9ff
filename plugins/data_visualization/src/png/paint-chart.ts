import { ActionError, InternalError } from '@codomyrmex/core';
import { background, type Drawing } from '../svg/document.ts';
import { drawingKit } from './canvas-kit.ts';
import { Painter } from './painter.ts';

/** 64 MiB of memory for the picture, and as much again while it is written. */
const MAX_PIXELS = 16_000_000;

export interface PaintedChart {
  readonly bytes: Uint8Array;
  /** Characters that the font has no sign for: a box stands in their place. */
  readonly missing: ReadonlySet<string>;
}

/**
 * A drawing as PNG in its light colours, `scale` pixels for each of its units.
 * @throws ActionError INVALID_PARAMETERS when that are more than 16 million pixels.
 */
export async function paintChart(drawing: Drawing, scale: number): Promise<PaintedChart> {
  const [width, height] = [Math.ceil(drawing.width * scale), Math.ceil(drawing.height * scale)];
  if (width * height > MAX_PIXELS) {
    throw new ActionError(
      `scale: a picture of ${width} by ${height} pixels has more than the ${MAX_PIXELS} that are drawn`,
      { code: 'INVALID_PARAMETERS', retryable: false, suggestions: ['use a smaller scale, width or height'] },
    );
  }
  const drawn = await drawingKit();
  const surface = drawn.kit.MakeSurface(width, height);
  if (surface === null) throw new InternalError(`there is no memory for a picture of ${width} by ${height} pixels`);
  const painter = new Painter(drawn, surface.getCanvas(), drawing.style);
  try {
    painter.begin(scale);
    for (const part of [background(drawing), ...drawing.body]) painter.paint(part);
    const image = surface.makeImageSnapshot();
    const bytes = image.encodeToBytes(drawn.kit.ImageFormat.PNG, 100);
    image.delete();
    if (bytes === null) throw new InternalError('the picture could not be written as PNG');
    return { bytes, missing: painter.missing };
  } finally {
    painter.end();
    surface.delete();
  }
}
