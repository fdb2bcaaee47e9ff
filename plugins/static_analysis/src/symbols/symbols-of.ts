import type { GrammarName, SyntaxNode } from '@codomyrmex/syntax-trees';
import { rulesOfPrograms } from './rules-of-programs.ts';
import { rulesOfScripts } from './rules-of-scripts.ts';
import type { SymbolKind } from './symbol-kinds.ts';
import { type Declared, declaredBy, type SymbolRules } from './symbol-rules.ts';

/** A named part of a program. */
export interface CodeSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  /** What it stands in, the outer first: `Shop.Cart`. Of many, the innermost three. */
  readonly container: string | undefined;
  readonly line: number;
  readonly endLine: number;
}

const { javascript } = rulesOfScripts;
const rulesOf: Readonly<Record<GrammarName, SymbolRules>> = {
  ...rulesOfScripts,
  'c-sharp': rulesOfPrograms.csharp,
  cpp: rulesOfPrograms.cpp,
  go: rulesOfPrograms.go,
  java: rulesOfPrograms.java,
  rust: rulesOfPrograms.rust,
  tsx: javascript,
  typescript: javascript,
};

interface Open {
  readonly kind: Declared['kind'];
  readonly name: string;
  readonly end: number;
}

/** Kinds that no other symbol stands in, even where the tree has one inside: `typedef struct S {…} S`. */
const flat: ReadonlySet<Declared['kind']> = new Set(['macro', 'type']);
/** A function that stands directly in one of these is a method. */
const owners: ReadonlySet<Declared['kind']> = new Set([
  'class',
  'enum',
  'holder',
  'interface',
  'struct',
  'trait',
  'union',
]);
const MAX_CONTAINERS = 3;

/** TypeScript writes a signature for each overload before the method itself. */
const SIGNATURE = 'method_signature';

/** The symbols of a file in their order, the outer before the inner; the overloads of a method are one. */
export function* symbolsOf(root: SyntaxNode, grammar: GrammarName): Generator<CodeSymbol> {
  let signature: CodeSymbol | undefined;
  for (const { symbol, nodeType } of declarations(root, grammar)) {
    const isOverload = signature?.name === symbol.name && signature.container === symbol.container;
    if (signature !== undefined && !isOverload) yield signature;
    signature = nodeType === SIGNATURE ? symbol : undefined;
    if (signature === undefined) yield symbol;
  }
  if (signature !== undefined) yield signature;
}

/** No recursion: no depth of nesting is too deep. */
function* declarations(
  root: SyntaxNode,
  grammar: GrammarName,
): Generator<{ readonly symbol: CodeSymbol; readonly nodeType: string }> {
  const rules = rulesOf[grammar];
  const open: Open[] = [];
  for (const node of root.descendantsOfType(Object.keys(rules))) {
    const rule = rules[node.type];
    // A keyword can have the name of a node type: `class` in Ruby.
    const declared = rule === undefined || !node.isNamed ? undefined : declaredBy(rule, node);
    if (declared === undefined) continue;
    for (let last = open.at(-1); last !== undefined && last.end <= node.startIndex; last = open.at(-1)) open.pop();
    const { kind, name } = declared;
    const around = open.slice(-MAX_CONTAINERS).map((one) => one.name);
    const isMethod = kind === 'function' && owners.has(open.at(-1)?.kind ?? 'function');
    if (!flat.has(kind)) open.push({ kind, name, end: node.endIndex });
    if (kind === 'holder') continue;
    const symbol = {
      kind: isMethod ? ('method' as const) : kind,
      name,
      container: containerOf([...around, ...(declared.container === undefined ? [] : [declared.container])]),
      line: node.startPosition.row + 1,
      endLine: lastLine(node),
    };
    yield { symbol, nodeType: node.type };
  }
}

/** One way to write what C++ separates by `::` and PHP by a backslash. */
const containerOf = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : names.join('.').replaceAll(/::|\\/g, '.');

/** A macro's node ends at the beginning of the next line. */
function lastLine({ startPosition, endPosition }: SyntaxNode): number {
  return endPosition.column === 0 && endPosition.row > startPosition.row ? endPosition.row : endPosition.row + 1;
}
