import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type TreeNode = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

export interface ReadPage {
  readonly elements: readonly Element[];
  /** Faults by the rules of HTML. */
  readonly faults: readonly string[];
}

/** Parses a page as browsers do, and notes what they would forgive. */
export function readPage(html: string): ReadPage {
  const faults: string[] = [];
  const document = parse(html, {
    sourceCodeLocationInfo: true,
    onParseError: (error) => faults.push(`${error.code} at ${error.startLine}:${error.startCol}`),
  });
  return { elements: [...elementsOf(document)], faults };
}

function* elementsOf(node: TreeNode): Generator<Element> {
  if ('tagName' in node) yield node;
  if ('childNodes' in node) for (const child of node.childNodes) yield* elementsOf(child);
}

export const byName = (page: ReadPage, name: string): Element[] =>
  page.elements.filter((each) => each.tagName === name);

export const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((each) => each.name === name)?.value;

export const byClass = (page: ReadPage, name: string): Element[] =>
  page.elements.filter((each) => (attribute(each, 'class') ?? '').split(' ').includes(name));

/** All text within an element, as it is read out. */
export function textOf(node: TreeNode): string {
  if ('value' in node && node.nodeName === '#text') return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** The rows of a table under the heading or label, as text. */
export function tableRows(page: ReadPage, label: string): string[][] {
  const region = page.elements.find(
    (each) => attribute(each, 'role') === 'region' && attribute(each, 'aria-label') === label,
  );
  if (region === undefined) throw new Error(`no table ${label}`);
  const rows = [...elementsOf(region)].filter((each) => each.tagName === 'tr').slice(1);
  return rows.map((row) => row.childNodes.filter((cell) => cell.nodeName === 'td').map((cell) => textOf(cell)));
}
