import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { countChildren, elseClause, fieldText, logical, type SyntaxProfile, withField } from '../syntax-profile.ts';

const jump = withField('label', 'jump');

/** The node that gives a function without a name of its own one: `const f = () => {}`, `{ f: () => {} }`, `this.f = …`. */
const namingFields: Readonly<Record<string, string>> = {
  variable_declarator: 'name',
  pair: 'key',
  assignment_expression: 'left',
  public_field_definition: 'name',
  field_definition: 'property',
};

function nameOf(node: SyntaxNode): string | undefined {
  const own = fieldText(node, 'name');
  if (own !== undefined || node.type === 'method_definition') return own;
  const parent = node.parent;
  const field = parent === null ? undefined : namingFields[parent.type];
  return parent === null || field === undefined ? undefined : fieldText(parent, field);
}

function parametersOf(node: SyntaxNode): number {
  if (node.childForFieldName('parameter') !== null) return 1;
  const list = node.childForFieldName('parameters');
  const first = list?.firstNamedChild;
  const hasThis = first?.type === 'required_parameter' && first.childForFieldName('pattern')?.type === 'this';
  return countChildren(node, 'parameters') - (hasThis ? 1 : 0);
}

export const javascript: SyntaxProfile = {
  roles: {
    function_declaration: ['function'],
    function_expression: ['function'],
    generator_function: ['function'],
    generator_function_declaration: ['function'],
    arrow_function: ['function'],
    method_definition: ['function'],
    class_declaration: ['scope'],
    abstract_class_declaration: ['scope'],
    class: ['scope'],
    if_statement: ['branch'],
    for_statement: ['branch'],
    for_in_statement: ['branch'],
    while_statement: ['branch'],
    do_statement: ['branch'],
    catch_clause: ['branch', 'catch'],
    else_clause: elseClause('if_statement'),
    switch_statement: ['switch'],
    switch_case: ['case'],
    ternary_expression: ['ternary'],
    augmented_assignment_expression: (node) =>
      shortCircuits.has(node.childForFieldName('operator')?.type ?? '') ? ['path'] : [],
    break_statement: jump,
    continue_statement: jump,
    binary_expression: logical('&&', '||', '??'),
  },
  nameOf,
  parametersOf,
  catchBody: (node) => node.childForFieldName('body'),
  unreadable: 'error',
};

const shortCircuits = new Set(['&&=', '||=', '??=']);
