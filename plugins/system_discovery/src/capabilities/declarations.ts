import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import type { Capability, CapabilityKind } from './capability.ts';
import { docOf, signatureOf } from './declaration-text.ts';
import { ExportedNames } from './exported-names.ts';
import type { LanguageShape } from './language-shape.ts';

interface Place {
  readonly node: SyntaxNode;
  readonly container: string | null;
  /** The container can be used from elsewhere, and so what it offers. */
  readonly open: boolean;
}

/** No file that people write declares more. */
const MAX_OF_A_FILE = 5_000;
const MAX_NAME = 200;

/** What the tree of a file declares at its top, in namespaces and in classes; not within functions. */
export function declarationsOf(root: SyntaxNode, shape: LanguageShape, file: string): Capability[] {
  const names = new ExportedNames(root, shape.exported);
  const found: Capability[] = [];
  const open: Place[] = childrenOf({ node: root, container: null, open: true });
  for (let place = open.pop(); place !== undefined && found.length < MAX_OF_A_FILE; place = open.pop()) {
    const { node } = place;
    const kind = shape.declares[node.type];
    if (kind === undefined) {
      if (shape.around.includes(node.type)) open.push(...around(place));
      continue;
    }
    const declared = declaration(place, { kind, names });
    if (declared === undefined) continue;
    found.push({ ...declared, language: shape.language, file });
    if (declared.kind === 'class' || declared.kind === 'interface' || declared.kind === 'type') {
      const body = node.childForFieldName('body');
      if (body !== null) open.push(...childrenOf({ node: body, container: declared.name, open: declared.exported }));
    }
  }
  return found;
}

/** What lies within something that declares nothing itself; a namespace or an `impl` gives its name to it. */
function around({ node, container, open }: Place): Place[] {
  const name = node.childForFieldName('name') ?? node.childForFieldName('type');
  const body = node.childForFieldName('body');
  return childrenOf({ node: body ?? node, container: name?.text.slice(0, MAX_NAME) ?? container, open });
}

/** In reverse, so that the first is taken first from a stack. */
function childrenOf({ node, container, open }: Place): Place[] {
  return node.namedChildren
    .filter((child) => child !== null)
    .map((child) => ({ node: child, container, open }))
    .reverse();
}

type Declared = Omit<Capability, 'language' | 'file'>;

function declaration(
  { node, container, open }: Place,
  { kind: written, names }: { readonly kind: CapabilityKind; readonly names: ExportedNames },
): Declared | undefined {
  const name = node.childForFieldName('name')?.text;
  const kind = kindOf(node, written, container);
  // Destructuring has a pattern where others have a name; a constant that is not a function is worth naming only when exported.
  if (name === undefined || !/^[#$\w\p{L}"'[\]?!=.:-]+$/u.test(name)) return undefined;
  const owner = receiverOf(node) ?? container;
  const exported = open && names.has(node, name, owner);
  if (kind === 'constant' && !exported) return undefined;
  return {
    name: name.slice(0, MAX_NAME),
    kind,
    line: node.startPosition.row + 1,
    container: owner,
    signature: signatureOf(node),
    doc: docOf(node),
    exported,
  };
}

function kindOf(node: SyntaxNode, kind: CapabilityKind, container: string | null): CapabilityKind {
  if (kind === 'constant') {
    const value = node.childForFieldName('value')?.type ?? '';
    return /^(?:arrow_function|function|function_expression|generator_function)$/.test(value) ? 'function' : 'constant';
  }
  return kind === 'function' && container !== null && isMember(node) ? 'method' : kind;
}

/** Whether the nearest thing around it is a class or the like, and not a namespace. */
function isMember({ parent }: SyntaxNode): boolean {
  for (let outer = parent; outer !== null; outer = outer.parent) {
    if (/class|impl_item|trait_item/.test(outer.type)) return true;
    if (/module|mod_item|namespace/.test(outer.type)) return false;
  }
  return false;
}

/** Go's methods name their type beside them. */
function receiverOf(node: SyntaxNode): string | undefined {
  const receiver = node.childForFieldName('receiver')?.text;
  return receiver === undefined ? undefined : /(\w+)(?:\[[^\]]*\])?\)$/.exec(receiver)?.[1];
}
