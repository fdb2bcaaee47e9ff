import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InternalError } from '@codomyrmex/core';
import type { CanvasKit, Typeface } from 'canvaskit-wasm';

export interface DrawingKit {
  readonly kit: CanvasKit;
  readonly regular: Typeface;
  readonly bold: Typeface;
}

const require = createRequire(import.meta.url);
let loaded: Promise<DrawingKit> | undefined;

/**
 * Skia as WebAssembly with its fonts, made on first use and kept: 100 ms and 50 MiB once. The fonts are files of a package,
 * so that a picture is the same on a machine without fonts.
 */
export function drawingKit(): Promise<DrawingKit> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<DrawingKit> {
  // `require` cannot know what it loads: the package's types describe its function as a default export.
  const init = require('canvaskit-wasm') as typeof import('canvaskit-wasm')['default'];
  const folder = dirname(require.resolve('canvaskit-wasm/bin/canvaskit.wasm'));
  const kit = await init({ locateFile: (file) => join(folder, file) });
  return {
    kit,
    regular: await typeface(kit, require.resolve('roboto-fontface/fonts/roboto/Roboto-Regular.woff2')),
    bold: await typeface(kit, require.resolve('roboto-fontface/fonts/roboto/Roboto-Medium.woff2')),
  };
}

async function typeface(kit: CanvasKit, file: string): Promise<Typeface> {
  const bytes = await readFile(file);
  const face = kit.Typeface.MakeFreeTypeFaceFromData(new Uint8Array(bytes).buffer);
  if (face === null) throw new InternalError(`the font ${file} cannot be read`);
  return face;
}
