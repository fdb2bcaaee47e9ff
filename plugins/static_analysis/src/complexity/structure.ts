import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import type { Role, SyntaxProfile } from '../language/syntax-profile.ts';

/** A node that has a part in the flow, with its roles. */
export interface StructureNode {
  readonly node: SyntaxNode;
  readonly start: number;
  readonly end: number;
  readonly roles: readonly Role[];
}

/**
 * The nodes of a tree that a profile knows, in the order in which a reader meets them: the outer before the inner.
 * Walks the tree once inside the parser module, in time proportional to its size whatever its depth.
 */
export function structureOf(root: SyntaxNode, profile: SyntaxProfile): readonly StructureNode[] {
  const marks = new Map<number, Role[]>();
  const found: StructureNode[] = [];
  for (const node of root.descendantsOfType(Object.keys(profile.roles))) {
    // A keyword can have the name of a node type: `if` in Ruby.
    if (!node.isNamed) continue;
    const rolesOf = profile.roles[node.type] ?? [];
    const own =
      typeof rolesOf === 'function'
        ? rolesOf(node, (child, role) => {
            marks.set(child.id, [...(marks.get(child.id) ?? []), role]);
          })
        : rolesOf;
    const marked = marks.get(node.id);
    const roles = marked === undefined ? own : [...own, ...marked];
    if (roles.length > 0) found.push({ node, start: node.startIndex, end: node.endIndex, roles });
  }
  return found;
}
