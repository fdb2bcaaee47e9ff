/**
 * When an import takes effect: `load` while its module is loaded; `deferred` when a function runs, a promise asks, or the
 * module is started as a program; `type_only` never.
 */
export type ImportTime = 'load' | 'deferred' | 'type_only';

/** An import as it is written. */
export type ModuleImport =
  | {
      readonly language: 'javascript';
      readonly specifier: string;
      readonly line: number;
      readonly time: ImportTime;
    }
  | {
      readonly language: 'python';
      /** `a.b` of `import a.b` and `from a.b import c`; empty in `from . import c`. */
      readonly specifier: string;
      /** Dots before the name; 0 for an absolute import. */
      readonly level: number;
      /** Names behind `import` in `from a import b, c`; none in `import a`, and none for `*`. */
      readonly names: readonly string[];
      readonly line: number;
      readonly time: ImportTime;
    };

/** Where an import leads. */
export type Resolution =
  /** Files of the project, as paths from its root. */
  | { readonly kind: 'modules'; readonly files: readonly string[] }
  /** A library, a part of the language, a file that holds no code. */
  | { readonly kind: 'external' }
  /** It should be in the project and is not among the analysed files. */
  | { readonly kind: 'unresolved' };

export const external: Resolution = { kind: 'external' };
export const unresolved: Resolution = { kind: 'unresolved' };
export const found = (...files: readonly string[]): Resolution => ({ kind: 'modules', files });

/** More are not looked at: a file of this many imports is written by a program. */
export const MAX_IMPORTS_OF_FILE = 5_000;
