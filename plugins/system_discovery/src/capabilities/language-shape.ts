import type { GrammarName } from '@codomyrmex/syntax-trees';
import type { CapabilityKind } from './capability.ts';

/** By which rule a declaration can be used from elsewhere. */
export type ExportRule = 'export_statement' | 'underscore' | 'capital' | 'pub' | 'public' | 'not_private' | 'always';

/** How declarations look in the syntax tree of a language. */
export interface LanguageShape {
  readonly language: string;
  readonly grammar: GrammarName;
  readonly exported: ExportRule;
  /** Node types that declare something. */
  readonly declares: Readonly<Record<string, CapabilityKind>>;
  /** Node types that only stand around declarations. Those with a name become the container of what is in them. */
  readonly around: readonly string[];
}

const scriptDeclares = {
  function_declaration: 'function',
  generator_function_declaration: 'function',
  class_declaration: 'class',
  method_definition: 'method',
  variable_declarator: 'constant',
} as const;
const scriptAround = ['export_statement', 'lexical_declaration', 'variable_declaration', 'expression_statement'];
const typeScript = {
  exported: 'export_statement',
  declares: {
    ...scriptDeclares,
    abstract_class_declaration: 'class',
    interface_declaration: 'interface',
    enum_declaration: 'type',
    type_alias_declaration: 'type',
  },
  around: [...scriptAround, 'internal_module'],
} as const;

const shapes: readonly (LanguageShape & { readonly endings: readonly string[] })[] = [
  { language: 'TypeScript', grammar: 'typescript', endings: ['.ts', '.mts', '.cts'], ...typeScript },
  { language: 'TypeScript', grammar: 'tsx', endings: ['.tsx'], ...typeScript },
  {
    language: 'JavaScript',
    grammar: 'javascript',
    endings: ['.js', '.mjs', '.cjs', '.jsx'],
    exported: 'export_statement',
    declares: scriptDeclares,
    around: scriptAround,
  },
  {
    language: 'Python',
    grammar: 'python',
    endings: ['.py', '.pyi'],
    exported: 'underscore',
    declares: { function_definition: 'function', class_definition: 'class' },
    around: ['decorated_definition'],
  },
  {
    language: 'Go',
    grammar: 'go',
    endings: ['.go'],
    exported: 'capital',
    declares: { function_declaration: 'function', method_declaration: 'method', type_spec: 'type' },
    around: ['type_declaration'],
  },
  {
    language: 'Rust',
    grammar: 'rust',
    endings: ['.rs'],
    exported: 'pub',
    declares: {
      function_item: 'function',
      struct_item: 'class',
      enum_item: 'type',
      trait_item: 'interface',
      type_item: 'type',
    },
    around: ['impl_item', 'mod_item'],
  },
  {
    language: 'Java',
    grammar: 'java',
    endings: ['.java'],
    exported: 'public',
    declares: {
      class_declaration: 'class',
      record_declaration: 'class',
      interface_declaration: 'interface',
      enum_declaration: 'type',
      method_declaration: 'method',
    },
    around: [],
  },
  {
    language: 'C#',
    grammar: 'c-sharp',
    endings: ['.cs'],
    exported: 'public',
    declares: {
      class_declaration: 'class',
      record_declaration: 'class',
      struct_declaration: 'class',
      interface_declaration: 'interface',
      enum_declaration: 'type',
      method_declaration: 'method',
    },
    around: ['namespace_declaration', 'file_scoped_namespace_declaration'],
  },
  {
    language: 'PHP',
    grammar: 'php',
    endings: ['.php'],
    exported: 'not_private',
    declares: {
      function_definition: 'function',
      class_declaration: 'class',
      interface_declaration: 'interface',
      trait_declaration: 'class',
      method_declaration: 'method',
    },
    around: ['namespace_definition'],
  },
  {
    language: 'Ruby',
    grammar: 'ruby',
    endings: ['.rb'],
    exported: 'always',
    declares: { method: 'function', singleton_method: 'function', class: 'class' },
    around: ['module'],
  },
  {
    language: 'Shell',
    grammar: 'bash',
    endings: ['.sh', '.bash'],
    exported: 'always',
    declares: { function_definition: 'function' },
    around: [],
  },
];

const byEnding = new Map(shapes.flatMap((shape) => shape.endings.map((ending) => [ending, shape] as const)));

export const analyzedLanguages: readonly string[] = [...new Set(shapes.map(({ language }) => language))].sort((a, b) =>
  a < b ? -1 : 1,
);

/** `undefined` for a file whose declarations are not read. */
export function shapeOf(file: string): LanguageShape | undefined {
  // Declarations of types for code that lies beside them would be counted twice.
  if (/\.d\.[cm]?ts$/.test(file)) return undefined;
  return byEnding.get(/\.[a-z]+$/i.exec(file)?.[0].toLowerCase() ?? '');
}
