import { createRequire } from 'node:module';

type Library = typeof import('re2js');
export type Re2Pattern = ReturnType<Library['RE2JS']['compile']>;

// The package's module for `import` and that for `require` are the same; this one is loaded when the first pattern is made.
let library: Library | undefined;

/** RE2, whose time grows with the pattern and the text alone: JavaScript's own expressions can take longer than anybody waits. */
export function re2(): Library['RE2JS'] {
  // `require` cannot know what it loads: the type is the package's own.
  library ??= createRequire(import.meta.url)('re2js') as Library;
  return library.RE2JS;
}
