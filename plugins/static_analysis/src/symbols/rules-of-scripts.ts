import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { ruby as rubyProfile } from '../language/profiles/ruby.ts';
import { fieldText, shortText } from '../language/syntax-profile.ts';
import type { SymbolKind } from './symbol-kinds.ts';
import { type Declared, namedBy, type SymbolRule, type SymbolRules } from './symbol-rules.ts';

const valueKinds: Readonly<Record<string, SymbolKind>> = {
  arrow_function: 'function',
  class: 'class',
  function_expression: 'function',
  generator_function: 'function',
};

/** A name that is given to a function or class beside it: `const f = () => …`, `exports.f = function () {…}`. */
function assigned(nameField: string, valueField = 'value'): SymbolRule {
  return (node: SyntaxNode): Declared | undefined => {
    const kind = valueKinds[node.childForFieldName(valueField)?.type ?? ''];
    const name = kind === undefined ? undefined : fieldText(node, nameField);
    return kind === undefined || name === undefined ? undefined : { kind, name };
  };
}

const javascript: SymbolRules = {
  abstract_class_declaration: 'class',
  abstract_method_signature: 'method',
  assignment_expression: assigned('left', 'right'),
  class_declaration: 'class',
  enum_declaration: 'enum',
  field_definition: assigned('property'),
  function_declaration: 'function',
  generator_function_declaration: 'function',
  interface_declaration: 'interface',
  internal_module: 'module',
  method_definition: 'method',
  method_signature: 'method',
  module: 'module',
  pair: assigned('key'),
  public_field_definition: assigned('name'),
  type_alias_declaration: 'type',
  variable_declarator: assigned('name'),
};

const python: SymbolRules = {
  class_definition: 'class',
  function_definition: 'function',
  type_alias_statement: (node) => {
    const name = node.childForFieldName('left');
    return name === null ? undefined : { kind: 'type', name: shortText(name) };
  },
};

const ruby: SymbolRules = {
  class: 'class',
  method: 'function',
  module: 'module',
  singleton_method: namedBy(rubyProfile.nameOf, 'method'),
};

const php: SymbolRules = {
  class_declaration: 'class',
  enum_declaration: 'enum',
  function_definition: 'function',
  interface_declaration: 'interface',
  method_declaration: 'method',
  namespace_definition: 'module',
  trait_declaration: 'trait',
};

const bash: SymbolRules = { function_definition: 'function' };

export const rulesOfScripts = { bash, javascript, php, python, ruby };
