/** What a declaration can be, in every language. */
export const symbolKinds = [
  'class',
  'enum',
  'function',
  'interface',
  'macro',
  'method',
  'module',
  'struct',
  'trait',
  'type',
  'union',
] as const;
export type SymbolKind = (typeof symbolKinds)[number];
