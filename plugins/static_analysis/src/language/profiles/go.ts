import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { fieldText, ifWithAlternative, logical, type SyntaxProfile, withChild, withField } from '../syntax-profile.ts';

/** `Type.Method` for a method: Go writes methods outside of their types. */
function nameOf(node: SyntaxNode): string | undefined {
  const name = fieldText(node, 'name');
  const receiver = node.childForFieldName('receiver')?.namedChildren[0]?.childForFieldName('type');
  if (name === undefined || receiver === undefined || receiver === null) return name;
  return `${receiver.text.replace(/^\*/, '').replace(/\[.*/s, '').slice(0, 100)}.${name}`;
}

export const go: SyntaxProfile = {
  roles: {
    function_declaration: withField('body', 'function'),
    method_declaration: withField('body', 'function'),
    func_literal: ['function'],
    if_statement: ifWithAlternative,
    for_statement: ['branch'],
    expression_switch_statement: ['switch'],
    type_switch_statement: ['switch'],
    select_statement: ['switch'],
    expression_case: ['case'],
    type_case: ['case'],
    communication_case: ['case'],
    goto_statement: ['jump'],
    break_statement: withChild('jump'),
    continue_statement: withChild('jump'),
    binary_expression: logical('&&', '||'),
  },
  nameOf,
  // `a, b int` declares two parameters, `int` alone one without a name.
  parametersOf: (node) =>
    (node.childForFieldName('parameters')?.namedChildren ?? [])
      .filter((declaration) => declaration.type.endsWith('parameter_declaration'))
      .reduce((count, declaration) => count + Math.max(1, declaration.childrenForFieldName('name').length), 0),
  unreadable: 'error',
};
