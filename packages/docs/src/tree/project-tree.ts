export interface ProjectTree {
  /** Absolute, links followed. */
  readonly root: string;
  /** Every file that git would keep, relative to the root, with `/`, in order. */
  readonly files: readonly string[];
  readonly folders: ReadonlySet<string>;
  /** Whether a file or folder of this path is among them. */
  has(path: string): boolean;
  /** Names of the files right in a folder. */
  names(folder: string): readonly string[];
  /** Folders right in a folder, in order. */
  subfolders(folder: string): readonly string[];
  /** UTF-8 of a file of at most 1 MiB in the project, also one that git ignores; `undefined` when there is none. */
  text(path: string): Promise<string | undefined>;
  bytes(path: string): Promise<Buffer | undefined>;
  /** Whether a symbolic link stands there, wherever it leads. */
  isLink(path: string): Promise<boolean>;
  /** Whether git would not keep what is or were there. */
  isIgnored(path: string): Promise<boolean>;
  /** What stands at a path, also when git ignores it; links followed, nothing outside of the root. */
  kindOf(path: string): Promise<'file' | 'folder' | undefined>;
}

/** The README of a folder, whatever its case and form; `undefined` when there is none. */
export function readmeOf(tree: ProjectTree, folder: string): string | undefined {
  const names = tree.names(folder).filter((one) => /^readme(?:\.\w+)?$/i.test(one));
  const name = names.find((one) => one === 'README.md') ?? names.find((one) => /\.md$/i.test(one)) ?? names[0];
  const path = folder === '' ? 'README.md' : `${folder}/README.md`;
  if (name === undefined) return tree.has(path) ? path : undefined;
  return folder === '' ? name : `${folder}/${name}`;
}
