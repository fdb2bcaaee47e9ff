import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { cpp as cppProfile } from '../language/profiles/cpp.ts';
import { csharp as csharpProfile } from '../language/profiles/csharp.ts';
import { go as goProfile } from '../language/profiles/go.ts';
import { rust as rustProfile } from '../language/profiles/rust.ts';
import { fieldText, shortText } from '../language/syntax-profile.ts';
import type { SymbolKind } from './symbol-kinds.ts';
import { type Declared, namedBy, type SymbolRules, withField } from './symbol-rules.ts';

const MAX_DECLARATORS = 32;

/** `P` of `typedef struct { … } P;`, `f` of `typedef int (*f)(int);`: the first name, inside of its declarators. */
function typedefName(node: SyntaxNode): Declared | undefined {
  let at = node.childForFieldName('declarator');
  for (let depth = 0; at !== null && depth < MAX_DECLARATORS; depth++) {
    if (at.type === 'type_identifier') return { kind: 'type', name: shortText(at) };
    at = at.childForFieldName('declarator') ?? at.namedChildren.find((child) => !child.isExtra) ?? null;
  }
  return undefined;
}

/** A function defined outside of its class or namespace says in its name where it belongs. */
function cppFunction(node: SyntaxNode): Declared | undefined {
  const name = node.childForFieldName('body') === null ? undefined : cppProfile.nameOf(node);
  if (name === undefined) return undefined;
  const parts = /^([\w:~]+)::(~?\w+|operator.*)$/s.exec(name);
  return parts === null
    ? { kind: 'function', name }
    : { kind: 'function', name: parts[2] ?? name, container: parts[1] };
}

const cpp: SymbolRules = {
  alias_declaration: 'type',
  class_specifier: withField('body', 'class'),
  concept_definition: 'type',
  enum_specifier: withField('body', 'enum'),
  function_definition: cppFunction,
  namespace_definition: 'module',
  preproc_function_def: 'macro',
  struct_specifier: withField('body', 'struct'),
  type_definition: typedefName,
  union_specifier: withField('body', 'union'),
};

const csharp: SymbolRules = {
  class_declaration: 'class',
  constructor_declaration: 'method',
  delegate_declaration: 'type',
  destructor_declaration: namedBy(csharpProfile.nameOf, 'method'),
  enum_declaration: 'enum',
  file_scoped_namespace_declaration: 'module',
  interface_declaration: 'interface',
  local_function_statement: 'function',
  method_declaration: 'method',
  namespace_declaration: 'module',
  operator_declaration: namedBy(csharpProfile.nameOf, 'method'),
  record_declaration: 'class',
  struct_declaration: 'struct',
};

const goTypes: Readonly<Record<string, SymbolKind>> = { interface_type: 'interface', struct_type: 'struct' };

const go: SymbolRules = {
  function_declaration: 'function',
  method_declaration: (node) => {
    const name = fieldText(node, 'name');
    const [receiver, method] = goProfile.nameOf(node)?.split('.', 2) ?? [];
    const container = method === undefined ? undefined : receiver;
    return name === undefined ? undefined : { kind: 'method', name, container };
  },
  method_elem: 'method',
  type_alias: 'type',
  type_spec: (node) => {
    const name = fieldText(node, 'name');
    const kind = goTypes[node.childForFieldName('type')?.type ?? ''] ?? 'type';
    return name === undefined ? undefined : { kind, name };
  },
};

const java: SymbolRules = {
  annotation_type_declaration: 'interface',
  class_declaration: 'class',
  compact_constructor_declaration: 'method',
  constructor_declaration: 'method',
  enum_declaration: 'enum',
  interface_declaration: 'interface',
  method_declaration: 'method',
  record_declaration: 'class',
};

const rust: SymbolRules = {
  enum_item: 'enum',
  function_item: 'function',
  function_signature_item: 'function',
  impl_item: namedBy(rustProfile.nameOf, 'holder'),
  macro_definition: 'macro',
  mod_item: withField('body', 'module'),
  struct_item: 'struct',
  trait_item: 'trait',
  type_item: 'type',
  union_item: 'union',
};

export const rulesOfPrograms = { cpp, csharp, go, java, rust };
