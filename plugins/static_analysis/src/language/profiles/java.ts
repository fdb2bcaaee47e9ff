import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import {
  countChildren,
  fieldText,
  ifWithAlternative,
  logical,
  type SyntaxProfile,
  withChild,
  withField,
} from '../syntax-profile.ts';

const receivers = new Set(['receiver_parameter']);

function parametersOf(node: SyntaxNode): number {
  // `x -> …` has an identifier in the place of the list.
  if (node.childForFieldName('parameters')?.type === 'identifier') return 1;
  return countChildren(node, 'parameters', receivers);
}

export const java: SyntaxProfile = {
  roles: {
    method_declaration: withField('body', 'function'),
    constructor_declaration: ['function'],
    compact_constructor_declaration: ['function'],
    lambda_expression: ['function'],
    class_declaration: ['scope'],
    interface_declaration: ['scope'],
    enum_declaration: ['scope'],
    record_declaration: ['scope'],
    if_statement: ifWithAlternative,
    for_statement: ['branch'],
    enhanced_for_statement: ['branch'],
    while_statement: ['branch'],
    do_statement: ['branch'],
    catch_clause: ['branch', 'catch'],
    switch_expression: ['switch'],
    switch_label: withChild('case'),
    ternary_expression: ['ternary'],
    break_statement: withChild('jump'),
    continue_statement: withChild('jump'),
    binary_expression: logical('&&', '||'),
  },
  nameOf: (node) => fieldText(node, 'name'),
  parametersOf,
  catchBody: (node) => node.childForFieldName('body'),
  unreadable: 'error',
};
