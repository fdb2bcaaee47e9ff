import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { fieldText, logical, type Mark, type Role, type SyntaxProfile } from '../syntax-profile.ts';

/** `a && b || c`: the operator of a list has no field. */
function commandList(node: SyntaxNode, mark: Mark): readonly Role[] {
  const operator = node.child(1)?.type;
  const first = node.firstNamedChild;
  if (first?.type === 'list' && first.child(1)?.type === operator) mark(first, 'same');
  return ['logical'];
}

export const bash: SyntaxProfile = {
  roles: {
    function_definition: ['function'],
    if_statement: ['branch'],
    for_statement: ['branch'],
    c_style_for_statement: ['branch'],
    while_statement: ['branch'],
    elif_clause: ['elif', 'else'],
    else_clause: ['else'],
    case_statement: ['switch'],
    case_item: (node) => (node.childForFieldName('value')?.text === '*' ? [] : ['case']),
    ternary_expression: ['ternary'],
    list: commandList,
    binary_expression: logical('&&', '||'),
  },
  nameOf: (node) => fieldText(node, 'name'),
  parametersOf: () => 0,
  unreadable: 'unsure',
};
