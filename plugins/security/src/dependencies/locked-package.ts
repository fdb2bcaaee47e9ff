export const ecosystems = ['npm', 'PyPI', 'crates.io', 'Go'] as const;
/** As OSV names them. */
export type Ecosystem = (typeof ecosystems)[number];

/** A package in the one version that a lock file names. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
}

export type LockFileContent = {
  readonly packages: readonly LockedPackage[];
  /** Entries that name no one version: ranges, folders, repositories. */
  readonly unpinned: number;
};

/** Reads the text of a lock file. Throws an Error that says what is wrong with one that it cannot read. */
export type LockFileReader = (text: string) => LockFileContent;

/** Names that are one package are one text: PyPI takes `Foo_Bar` for `foo-bar`. */
export function canonicalName(ecosystem: string, name: string): string {
  return ecosystem === 'PyPI' ? name.toLowerCase().replaceAll(/[-_.]+/g, '-') : name;
}
