/** The grammars of `@vscode/tree-sitter-wasm` that are loaded, by their names there. */
export const grammarNames = [
  'bash',
  'c-sharp',
  'cpp',
  'go',
  'java',
  'javascript',
  'php',
  'python',
  'ruby',
  'rust',
  'tsx',
  'typescript',
] as const;
export type GrammarName = (typeof grammarNames)[number];
