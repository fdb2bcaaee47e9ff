/** Languages that `language` can name, with the kind of project that builds each. */
const kinds = {
  javascript: ['node'],
  typescript: ['node'],
  python: ['python'],
  rust: ['cargo'],
  go: ['go'],
  java: ['maven', 'gradle'],
  kotlin: ['gradle', 'maven'],
  c: ['cmake', 'make'],
  cpp: ['cmake', 'make'],
} as const;

export type LanguageName = keyof typeof kinds;
// Object.keys forgets the names of a literal that has no others.
export const languageNames = Object.keys(kinds) as [LanguageName, ...LanguageName[]];

export type ProjectKind = (typeof kinds)[LanguageName][number];

export const kindsOf = (language: LanguageName): readonly ProjectKind[] => kinds[language];
