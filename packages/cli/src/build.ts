/** Given to the bundle by what loads it; `build` is the digest of its text. */
declare const codomyrmexHost: { readonly build: string };

/** Names the code of the bundled program; `undefined` where this package is used as modules, which may change one by one. */
export const build: string | undefined = typeof codomyrmexHost === 'undefined' ? undefined : codomyrmexHost.build;
