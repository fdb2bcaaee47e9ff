/** Given to the bundle by what loads it: the digest of its text. */
declare const codomyrmexBuild: string;

/** Names the code of the bundled program; `undefined` where this package is used as modules, which may change one by one. */
export const build: string | undefined = typeof codomyrmexBuild === 'undefined' ? undefined : codomyrmexBuild;
