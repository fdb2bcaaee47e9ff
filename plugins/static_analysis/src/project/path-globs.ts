import picomatch from 'picomatch';

/** Whether a path, relative and with `/`, fits one of some globs. */
export type PathMatch = (path: string) => boolean;

/**
 * Globs as people write them for folders of source: `src`, `src/*.ts`, `*.test.ts`, `*.{js,ts}`.
 * One without `/` is meant of a name at any depth; one that names a folder is meant of everything in it.
 */
export function pathGlobs(globs: readonly string[]): PathMatch {
  const patterns = globs
    .map((glob) => glob.replace(/^(?:\.\/)+/, '').replace(/\/+$/, ''))
    .filter((glob) => glob !== '')
    .flatMap((glob) => (glob.includes('/') ? [glob, `${glob}/**`] : [`**/${glob}`, `**/${glob}/**`]));
  return picomatch(patterns, { dot: true });
}
