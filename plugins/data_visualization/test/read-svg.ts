import { SaxesParser } from 'saxes';

/** An element of a parsed SVG document. */
export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  /** Of the element itself, without that of its children. */
  text: string;
}

/** Parses as XML; throws with a place where the text is not well-formed. */
export function parseSvg(svg: string): Node {
  const parser = new SaxesParser();
  const root: Node = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const node: Node = { name: tag.name, attributes: tag.attributes, children: [], text: '' };
    open.at(-1)!.children.push(node);
    open.push(node);
  });
  parser.on('text', (text) => {
    open.at(-1)!.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(svg).close();
  return root.children[0]!;
}

export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) yield* walk(child);
}

export const all = (node: Node, name: string, className?: string): Node[] =>
  [...walk(node)].filter(
    (each) =>
      each.name === name && (className === undefined || (each.attributes.class ?? '').split(' ').includes(className)),
  );

export const texts = (node: Node): string[] => all(node, 'text').map((each) => allText(each));

function allText(node: Node): string {
  const inner = node.children.filter((child) => child.name === 'tspan').map(allText);
  return [node.text, ...inner].join('').trim();
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The corner points of every mark in the picture's own units: rectangles, circles, paths, anchors of text. */
function* points(node: Node, shift: Point = { x: 0, y: 0 }): Generator<Point> {
  const here = shifted(node, shift);
  for (const point of ownPoints(node)) yield { x: point.x + here.x, y: point.y + here.y };
  for (const child of node.children) yield* points(child, here);
}

function shifted({ attributes }: Node, shift: Point): Point {
  const translate = /^translate\((\S+) (\S+)\)$/.exec(attributes.transform ?? '');
  return translate === null ? shift : { x: shift.x + Number(translate[1]), y: shift.y + Number(translate[2]) };
}

function* ownPoints({ name, attributes }: Node): Generator<Point> {
  const number = (key: string): number => Number(attributes[key] ?? 0);
  if (name === 'rect') {
    yield { x: number('x'), y: number('y') };
    yield { x: number('x') + number('width'), y: number('y') + number('height') };
  } else if (name === 'circle') {
    yield { x: number('cx') - number('r'), y: number('cy') - number('r') };
    yield { x: number('cx') + number('r'), y: number('cy') + number('r') };
  } else if (name === 'text') {
    yield { x: number('x'), y: number('y') };
  } else if (name === 'path') {
    yield* pathPoints(attributes.d ?? '');
  }
}

const argumentCounts: Readonly<Record<string, number>> = { m: 2, l: 2, h: 1, v: 1, a: 7, z: 0 };

/** End points of the segments of a path made of M, L, H, V, A and Z; any other command is an error. */
function* pathPoints(d: string): Generator<Point> {
  let [x, y] = [0, 0];
  for (const [, letter = '', rest = ''] of d.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const command = letter.toLowerCase();
    const count = argumentCounts[command];
    if (count === undefined) throw new Error(`unknown path command ${letter}`);
    const numbers = (rest.match(/-?\d*\.?\d+(?:e[-+]?\d+)?|NaN|Infinity/g) ?? []).map(Number);
    for (let at = 0; at < Math.max(1, numbers.length); at += Math.max(1, count)) {
      const given = numbers.slice(at, at + count);
      const [fromX, fromY] = letter === command ? [x, y] : [0, 0];
      if (command === 'h') x = fromX + given[0]!;
      else if (command === 'v') y = fromY + given[0]!;
      else if (command !== 'z') [x, y] = [fromX + given.at(-2)!, fromY + given.at(-1)!];
      yield { x, y };
    }
  }
}

/** Points outside the picture, or that are no points at all. */
export function strayPoints(svg: Node): Point[] {
  const [, , width = 0, height = 0] = svg.attributes.viewBox!.split(' ').map(Number);
  const within = (value: number, limit: number): boolean =>
    Number.isFinite(value) && value >= -0.02 && value <= limit + 0.02;
  return [...points(svg)].filter(({ x, y }) => !within(x, width) || !within(y, height));
}

/** Texts that are estimated to run out of the picture on the left or on the right; turned text is not looked at. */
export function overflowingTexts(svg: Node, widthOf: (text: string, size: number) => number): string[] {
  const width = Number(svg.attributes.width);
  return all(svg, 'text').flatMap((node) => {
    if (node.attributes.transform !== undefined) return [];
    const [text, x] = [allText(node), Number(node.attributes.x)];
    const size = node.attributes.class === 'cx-title' ? 15 : 12;
    const lines = node.children.filter((child) => child.name === 'tspan').map(allText);
    const length = Math.max(...(lines.length > 0 ? lines : [text]).map((line) => widthOf(line, size)));
    const left = { start: x, middle: x - length / 2, end: x - length }[node.attributes['text-anchor'] ?? 'start'] ?? x;
    return left < -0.5 || left + length > width + 0.5 ? [text] : [];
  });
}
