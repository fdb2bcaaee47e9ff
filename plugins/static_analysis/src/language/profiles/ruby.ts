import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { countChildren, fieldText, logical, type Mark, type RolesOf, type SyntaxProfile } from '../syntax-profile.ts';

function nameOf(node: SyntaxNode): string | undefined {
  const name = fieldText(node, 'name');
  return node.type === 'singleton_method' ? `${fieldText(node, 'object') ?? 'self'}.${name ?? ''}` : name;
}

/** The else of an if; that of a case or a begin is none to follow. */
const markElse = (node: SyntaxNode, mark: Mark): void => {
  const alternative = node.childForFieldName('alternative');
  if (alternative?.type === 'else') mark(alternative, 'else');
};

const conditional: RolesOf = (node, mark) => {
  markElse(node, mark);
  return ['branch'];
};

/** Blocks and lambdas are part of the method that they stand in, as loops are: in Ruby they are the loops. */
export const ruby: SyntaxProfile = {
  roles: {
    method: ['function'],
    singleton_method: ['function'],
    class: ['scope'],
    module: ['scope'],
    if: conditional,
    unless: conditional,
    elsif: (node, mark) => {
      markElse(node, mark);
      return ['elif', 'else'];
    },
    else: [],
    while: ['branch'],
    until: ['branch'],
    for: ['branch'],
    if_modifier: ['ternary'],
    unless_modifier: ['ternary'],
    while_modifier: ['ternary'],
    until_modifier: ['ternary'],
    rescue_modifier: ['ternary'],
    conditional: ['ternary'],
    rescue: ['branch', 'catch'],
    case: ['switch'],
    case_match: ['switch'],
    when: ['case'],
    in_clause: ['case'],
    binary: logical('&&', '||', 'and', 'or'),
  },
  nameOf,
  parametersOf: (node) => countChildren(node, 'parameters'),
  catchBody: (node) => node.namedChildren.find((child) => child.type === 'then') ?? null,
  idleStatements: new Set(['nil']),
  unreadable: 'error',
};
