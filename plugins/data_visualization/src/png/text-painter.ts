import type { Canvas, Font, Paint } from 'canvaskit-wasm';
import type { Markup } from '../svg/element.ts';
import type { DrawingKit } from './canvas-kit.ts';
import type { ComputedStyle } from './computed-style.ts';

interface Line {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/**
 * Paints lines of text from their baseline, each character with its own sign: scripts whose letters join or run from right
 * to left need the SVG.
 */
export class TextPainter {
  readonly missing = new Set<string>();
  readonly #canvas: Canvas;
  readonly #drawn: DrawingKit;
  readonly #fonts = new Map<string, Font>();

  constructor(drawn: DrawingKit, canvas: Canvas) {
    this.#drawn = drawn;
    this.#canvas = canvas;
  }

  end(): void {
    for (const font of this.#fonts.values()) font.delete();
  }

  paint(element: Markup, style: ComputedStyle, paint: Paint): void {
    const size = Number.parseFloat(style.get('font-size') ?? '12');
    const font = this.#fontOf(size, Number(style.get('font-weight') ?? 400));
    for (const { text, x, y } of linesOf(element, size)) {
      const width = this.#widthOf(text, font);
      const shift =
        { start: 0, middle: width / 2, end: width }[String(element.attributes['text-anchor'] ?? 'start')] ?? 0;
      this.#canvas.drawText(text, x - shift, y, paint, font);
    }
  }

  #widthOf(text: string, font: Font): number {
    const characters = Array.from(text);
    const glyphs = font.getGlyphIDs(text);
    for (const [index, glyph] of glyphs.entries()) if (glyph === 0) this.missing.add(characters[index] ?? '');
    return font.getGlyphWidths(glyphs).reduce((sum, width) => sum + width, 0);
  }

  #fontOf(size: number, weight: number): Font {
    const key = `${size} ${weight}`;
    const { kit, regular, bold } = this.#drawn;
    const font = this.#fonts.get(key) ?? new kit.Font(weight >= 500 ? bold : regular, size);
    // Letters are placed between pixels, so that their distances are even at every scale.
    font.setSubpixel(true);
    font.setHinting(kit.FontHinting.None);
    this.#fonts.set(key, font);
    return font;
  }
}

/** The lines of a text element: its `tspan`s, each `dy` below the one before it, or its own text. */
function linesOf({ attributes, children }: Markup, size: number): Line[] {
  const x = Number(attributes.x ?? 0);
  let y = Number(attributes.y ?? 0) + shiftOf(attributes.dy, size);
  const spans = children.filter((child): child is Markup => typeof child !== 'string' && child.name === 'tspan');
  if (spans.length === 0) return [{ text: ownText(children), x, y }];
  return spans.map((span) => {
    y += shiftOf(span.attributes.dy, size);
    return { text: ownText(span.children), x: Number(span.attributes.x ?? x), y };
  });
}

const ownText = (children: Markup['children']): string =>
  children.filter((child) => typeof child === 'string').join('');

/** A `dy`, in units or in `em`. */
function shiftOf(dy: string | number | undefined, size: number): number {
  if (typeof dy === 'string' && dy.endsWith('em')) return Number.parseFloat(dy) * size;
  return Number(dy ?? 0);
}
