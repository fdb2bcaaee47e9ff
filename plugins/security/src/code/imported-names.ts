import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type Expressions, moduleName } from './expressions.ts';
import type { Names } from './names.ts';

/** `import a, { b as c } from 'm'`, `import * as d from 'm'`. */
export function importDeclaration(node: SyntaxNode, expressions: Expressions, names: Names): void {
  const module = moduleName(expressions.value(node.getChild('String')));
  for (const child of childrenOf(node)) {
    // A default export is taken for the module: modules of CommonJS are imported so.
    if (child.name === 'VariableDefinition') names.alias(expressions.written(child), module);
    if (child.name === 'ImportGroup') importGroup(child, module, { expressions, names });
  }
}

interface Reading {
  readonly expressions: Expressions;
  readonly names: Names;
}

function importGroup(group: SyntaxNode, module: string, { expressions, names }: Reading): void {
  for (const child of childrenOf(group)) {
    if (child.name === 'VariableDefinition' && child.prevSibling?.name !== 'as') {
      const name = expressions.written(child);
      names.alias(name, `${module}.${name}`);
    }
    if (child.name === 'VariableName') {
      const local = child.nextSibling?.name === 'as' ? child.nextSibling.nextSibling : null;
      const name = expressions.written(child);
      names.alias(local === null ? name : expressions.written(local), `${module}.${name}`);
    }
  }
}

/** `import a.b as c, d`, `from a.b import c as d`; a relative module is a path of the file's own. */
export function importStatement(node: SyntaxNode, { expressions, names }: Reading): void {
  const children = childrenOf(node);
  const at = children.findIndex(({ name }) => name === 'import');
  const isFrom = children[0]?.name === 'from';
  const written = (parts: readonly SyntaxNode[]) => parts.map((part) => expressions.written(part)).join('');
  const module = isFrom ? written(children.slice(1, at)).replace(/^(?=\.)/, './') : '';
  for (const entry of commaSeparated(children.slice(at + 1))) {
    const as = entry.findIndex(({ name }) => name === 'as');
    const path = written(as === -1 ? entry : entry.slice(0, as));
    const alias = as === -1 ? undefined : entry[as + 1];
    if (isFrom) names.alias(alias === undefined ? path : expressions.written(alias), `${module}.${path}`);
    else if (alias !== undefined) names.alias(expressions.written(alias), path);
    else names.alias(path.split('.', 1)[0] ?? path, path.split('.', 1)[0] ?? path);
  }
}

function commaSeparated(nodes: readonly SyntaxNode[]): readonly (readonly SyntaxNode[])[] {
  const entries: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') entries.push([]);
    else if (node.name !== '(' && node.name !== ')') entries.at(-1)?.push(node);
  }
  return entries.filter((entry) => entry.length > 0);
}
