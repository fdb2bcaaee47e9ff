import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { elseClause, fieldText, logical, type SyntaxProfile, shortText, withField } from '../syntax-profile.ts';

const MAX_DECLARATORS = 32;

/** The innermost function declarator: `int *(*get(int x))(char)` declares `get` with one parameter. */
function functionDeclarator(node: SyntaxNode): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  let declarator = node.childForFieldName('declarator');
  for (let depth = 0; declarator !== null && depth < MAX_DECLARATORS; depth++) {
    if (declarator.childForFieldName('parameters') !== null) found = declarator;
    // A parenthesised and a reference declarator hold the next one without a field.
    declarator = declarator.childForFieldName('declarator') ?? innerDeclarator(declarator);
  }
  return found;
}

const innerDeclarator = (node: SyntaxNode): SyntaxNode | null =>
  node.namedChildren.find((child) => child.type.endsWith('_declarator')) ?? null;

function nameOf(node: SyntaxNode): string | undefined {
  if (node.type !== 'function_definition') return fieldText(node, 'name');
  const name = functionDeclarator(node)?.childForFieldName('declarator');
  return name === null || name === undefined ? undefined : shortText(name);
}

function parametersOf(node: SyntaxNode): number {
  const parameters = functionDeclarator(node)?.childForFieldName('parameters')?.namedChildren ?? [];
  return parameters.filter((parameter) => parameter.type.endsWith('parameter_declaration') && parameter.text !== 'void')
    .length;
}

/** C too: the grammar of C++ reads it, but for names that are words of C++. */
export const cpp: SyntaxProfile = {
  roles: {
    function_definition: withField('body', 'function'),
    lambda_expression: ['function'],
    class_specifier: withField('body', 'scope'),
    struct_specifier: withField('body', 'scope'),
    if_statement: ['branch'],
    for_statement: ['branch'],
    for_range_loop: ['branch'],
    while_statement: ['branch'],
    do_statement: ['branch'],
    catch_clause: ['branch', 'catch'],
    else_clause: elseClause('if_statement'),
    switch_statement: ['switch'],
    case_statement: withField('value', 'case'),
    conditional_expression: ['ternary'],
    goto_statement: ['jump'],
    binary_expression: logical('&&', '||', 'and', 'or'),
  },
  nameOf,
  parametersOf,
  catchBody: (node) => node.childForFieldName('body'),
  unreadable: 'unsure',
};
