import { InternalError } from '@codomyrmex/core';
import type { Canvas, Paint } from 'canvaskit-wasm';
import type { Markup } from '../svg/element.ts';
import type { StyleNeeds } from '../svg/style.ts';
import type { DrawingKit } from './canvas-kit.ts';
import { type ComputedStyle, computedStyles } from './computed-style.ts';
import { TextPainter } from './text-painter.ts';

/**
 * Paints the elements that charts consist of, by the meaning that SVG gives them: `g`, `rect`, `circle`, `path` and `text`.
 * It owns what it makes in the memory of the WebAssembly module until {@link end}.
 */
export class Painter {
  readonly #drawn: DrawingKit;
  readonly #canvas: Canvas;
  readonly #styleOf: (element: Markup) => ComputedStyle;
  readonly #fill: Paint;
  readonly #stroke: Paint;
  readonly #text: TextPainter;

  constructor(drawn: DrawingKit, canvas: Canvas, needs: StyleNeeds) {
    this.#drawn = drawn;
    this.#canvas = canvas;
    this.#styleOf = computedStyles(needs);
    const { kit } = drawn;
    [this.#fill, this.#stroke] = [new kit.Paint(), new kit.Paint()];
    for (const paint of [this.#fill, this.#stroke]) paint.setAntiAlias(true);
    this.#stroke.setStyle(kit.PaintStyle.Stroke);
    this.#text = new TextPainter(drawn, canvas);
  }

  get missing(): ReadonlySet<string> {
    return this.#text.missing;
  }

  begin(scale: number): void {
    this.#canvas.clear(this.#drawn.kit.WHITE);
    this.#canvas.scale(scale, scale);
  }

  end(): void {
    this.#text.end();
    this.#fill.delete();
    this.#stroke.delete();
  }

  paint(element: Markup): void {
    // What it says is for tooltips and screen readers.
    if (element.name === 'title') return;
    const { transform } = element.attributes;
    if (transform !== undefined) {
      this.#canvas.save();
      this.#transform(String(transform));
    }
    this.#paintHere(element);
    if (transform !== undefined) this.#canvas.restore();
  }

  #paintHere(element: Markup): void {
    switch (element.name) {
      case 'g':
        for (const child of element.children) if (typeof child !== 'string') this.paint(child);
        return;
      case 'text':
        this.#setFill(this.#styleOf(element));
        this.#text.paint(element, this.#styleOf(element), this.#fill);
        return;
      case 'rect':
        this.#paintShape(element, (paint) => this.#rectangle(element, paint));
        return;
      case 'circle':
        this.#paintShape(element, (paint) =>
          this.#canvas.drawCircle(numberOf(element, 'cx'), numberOf(element, 'cy'), numberOf(element, 'r'), paint),
        );
        return;
      case 'path':
        this.#path(element);
        return;
      default:
        throw new InternalError(`a chart has the element ${element.name}, which is not painted`);
    }
  }

  #rectangle(element: Markup, paint: Paint): void {
    const [x, y] = [numberOf(element, 'x'), numberOf(element, 'y')];
    const rect = this.#drawn.kit.XYWHRect(x, y, numberOf(element, 'width'), numberOf(element, 'height'));
    const radius = numberOf(element, 'rx');
    this.#canvas.drawRRect(this.#drawn.kit.RRectXY(rect, radius, radius), paint);
  }

  #path(element: Markup): void {
    const data = String(element.attributes.d ?? '');
    const path = this.#drawn.kit.Path.MakeFromSVGString(data);
    if (path === null) throw new InternalError(`a chart has a path that cannot be read: ${data.slice(0, 100)}`);
    this.#paintShape(element, (paint) => this.#canvas.drawPath(path, paint));
    path.delete();
  }

  #paintShape(element: Markup, draw: (paint: Paint) => void): void {
    const style = this.#styleOf(element);
    if (this.#setFill(style)) draw(this.#fill);
    if (this.#setStroke(style, element)) draw(this.#stroke);
    this.#stroke.setPathEffect(null);
  }

  #setFill(style: ComputedStyle): boolean {
    const fill = style.get('fill') ?? '#000000';
    if (fill === 'none') return false;
    this.#fill.setColor(this.#drawn.kit.parseColorString(fill));
    this.#fill.setAlphaf(Number(style.get('fill-opacity') ?? 1));
    return true;
  }

  #setStroke(style: ComputedStyle, { attributes }: Markup): boolean {
    const { kit } = this.#drawn;
    const stroke = style.get('stroke') ?? 'none';
    if (stroke === 'none') return false;
    this.#stroke.setColor(kit.parseColorString(stroke));
    this.#stroke.setStrokeWidth(Number(style.get('stroke-width') ?? 1));
    const round = (property: string): boolean => style.get(property) === 'round';
    this.#stroke.setStrokeCap(round('stroke-linecap') ? kit.StrokeCap.Round : kit.StrokeCap.Butt);
    this.#stroke.setStrokeJoin(round('stroke-linejoin') ? kit.StrokeJoin.Round : kit.StrokeJoin.Miter);
    const dashes = attributes['stroke-dasharray'];
    if (dashes !== undefined) {
      const effect = kit.PathEffect.MakeDash(String(dashes).split(' ').map(Number));
      this.#stroke.setPathEffect(effect);
      effect.delete();
    }
    return true;
  }

  /** `translate(x y)` and `rotate(degrees x y)`, which are all that charts use. */
  #transform(text: string): void {
    const [, kind, first = 0, second = 0, third = 0] =
      /^(translate|rotate)\((\S+)(?: (\S+))?(?: (\S+))?\)$/.exec(text) ?? [];
    if (kind === 'translate') this.#canvas.translate(Number(first), Number(second));
    else if (kind === 'rotate') this.#canvas.rotate(Number(first), Number(second), Number(third));
    else throw new InternalError(`a chart has the transform ${text}, which is not painted`);
  }
}

function numberOf({ attributes }: Markup, name: string): number {
  return Number(attributes[name] ?? 0);
}
