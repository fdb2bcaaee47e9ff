import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import {
  countChildren,
  elseClause,
  fieldText,
  logical,
  type RolesOf,
  type SyntaxProfile,
  shortText,
  withField,
} from '../syntax-profile.ts';

const jumpToLabel: RolesOf = (node) => (node.firstNamedChild?.type === 'label' ? ['jump'] : []);

const receivers = new Set(['self_parameter', 'attribute_item']);

/** `impl<T> Trait for Type<T>` is named `Type`. */
function nameOf(node: SyntaxNode): string | undefined {
  if (node.type !== 'impl_item') return fieldText(node, 'name');
  const type = node.childForFieldName('type');
  return type === null ? undefined : (fieldText(type, 'type') ?? shortText(type));
}

export const rust: SyntaxProfile = {
  roles: {
    function_item: ['function'],
    closure_expression: ['function'],
    impl_item: ['scope'],
    trait_item: ['scope'],
    if_expression: ['branch'],
    for_expression: ['branch'],
    while_expression: ['branch'],
    loop_expression: ['branch'],
    else_clause: elseClause('if_expression'),
    let_declaration: withField('alternative', 'path'),
    match_expression: ['switch'],
    match_arm: (node) => (node.childForFieldName('pattern')?.namedChildCount === 0 ? [] : ['case']),
    break_expression: jumpToLabel,
    continue_expression: jumpToLabel,
    binary_expression: logical('&&', '||'),
  },
  nameOf,
  parametersOf: (node) => countChildren(node, 'parameters', receivers),
  unreadable: 'error',
};
