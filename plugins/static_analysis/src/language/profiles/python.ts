import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { fieldText, logical, type SyntaxProfile } from '../syntax-profile.ts';

const notParameters = new Set(['keyword_separator', 'positional_separator']);

export const python: SyntaxProfile = {
  roles: {
    function_definition: ['function'],
    lambda: ['function'],
    class_definition: ['scope'],
    if_statement: (node) => (node.lastNamedChild?.type === 'else_clause' ? ['branch', 'else'] : ['branch']),
    for_statement: ['branch'],
    while_statement: ['branch'],
    except_clause: ['branch', 'catch'],
    elif_clause: ['elif', 'else'],
    conditional_expression: ['ternary'],
    for_in_clause: ['path'],
    if_clause: ['path'],
    match_statement: ['switch'],
    case_clause: (node) => (isWildcard(node) ? [] : ['case']),
    boolean_operator: logical('and', 'or'),
  },
  nameOf: (node) => fieldText(node, 'name'),
  parametersOf: (node) => {
    const list = node.childForFieldName('parameters');
    if (list === null) return 0;
    const parameters = list.namedChildren.filter((child) => !child.isExtra && !notParameters.has(child.type));
    return parameters.length - (isReceiver(parameters[0]) ? 1 : 0);
  },
  catchBody: (node) => node.namedChildren.findLast((child) => child.type === 'block') ?? null,
  idleStatements: new Set(['pass_statement']),
  unreadable: 'error',
};

const isReceiver = (parameter: SyntaxNode | undefined): boolean =>
  parameter?.type === 'identifier' && (parameter.text === 'self' || parameter.text === 'cls');

/** `case _:` — a pattern without a named child. */
const isWildcard = (clause: SyntaxNode): boolean =>
  clause.namedChildren.every((child) => child.type !== 'case_pattern' || child.namedChildCount === 0);
