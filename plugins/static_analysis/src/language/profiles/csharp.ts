import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { fieldText, ifWithAlternative, logical, type SyntaxProfile, withField } from '../syntax-profile.ts';

function nameOf(node: SyntaxNode): string | undefined {
  if (node.type === 'accessor_declaration') {
    // accessor → accessor_list → property
    const property = node.parent?.parent;
    return `${(property && fieldText(property, 'name')) ?? 'this'}.${fieldText(node, 'name') ?? ''}`;
  }
  if (node.type === 'destructor_declaration') return `~${fieldText(node, 'name') ?? ''}`;
  return fieldText(node, node.type === 'operator_declaration' ? 'operator' : 'name');
}

function parametersOf(node: SyntaxNode): number {
  const list = node.childForFieldName('parameters');
  if (list === null) return 0;
  if (list.type !== 'parameter_list') return 1;
  // A `params` array has no node of its own: its name is a field of the list.
  return (
    list.namedChildren.filter((child) => child.type === 'parameter').length + list.childrenForFieldName('name').length
  );
}

export const csharp: SyntaxProfile = {
  roles: {
    method_declaration: withField('body', 'function'),
    accessor_declaration: withField('body', 'function'),
    constructor_declaration: ['function'],
    destructor_declaration: ['function'],
    operator_declaration: ['function'],
    conversion_operator_declaration: ['function'],
    local_function_statement: ['function'],
    lambda_expression: ['function'],
    anonymous_method_expression: ['function'],
    class_declaration: ['scope'],
    struct_declaration: ['scope'],
    interface_declaration: ['scope'],
    record_declaration: ['scope'],
    if_statement: ifWithAlternative,
    for_statement: ['branch'],
    foreach_statement: ['branch'],
    while_statement: ['branch'],
    do_statement: ['branch'],
    catch_clause: ['branch', 'catch'],
    switch_statement: ['switch'],
    switch_expression: ['switch'],
    switch_section: (node) => (node.firstChild?.type === 'case' ? ['case'] : []),
    switch_expression_arm: (node) => (node.firstNamedChild?.type === 'discard' ? [] : ['case']),
    conditional_expression: ['ternary'],
    goto_statement: ['jump'],
    binary_expression: logical('&&', '||', '??'),
  },
  nameOf,
  parametersOf,
  catchBody: (node) => node.childForFieldName('body'),
  unreadable: 'error',
};
