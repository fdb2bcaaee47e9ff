/**
 * Files of the workspace. Every path is meant from the workspace and must lie inside it, links followed; one that does not is
 * refused with PATH_REFUSED before anything is read or written. Reading needs the effect `fs:read`, the rest `fs:write`.
 * What is not there is NOT_FOUND, what is too large FILE_TOO_LARGE.
 */
export interface Files {
  /** The bytes of a file of at most `maxBytes`; 16 MiB unless given. */
  read(path: string, options?: ReadOptions): Promise<Uint8Array>;
  /** The same as UTF-8; what is none is replaced by U+FFFD. */
  readText(path: string, options?: ReadOptions): Promise<string>;
  /** Replaces or makes a file atomically, with the folders that it needs. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Adds to the end of a file, which is made when it is not there. */
  append(path: string, content: string | Uint8Array): Promise<void>;
  /** What stands there, links followed; `undefined` when nothing does. */
  stat(path: string): Promise<FileFacts | undefined>;
  /** The entries of a folder by name, not of those below. At most 100,000, else TOO_MANY_ENTRIES. */
  list(path: string): Promise<readonly FileEntry[]>;
  /** Makes a folder and those above it; nothing when it is there. */
  makeFolder(path: string): Promise<void>;
  /** Removes a file or link, or an empty folder; with `recursive` a folder with all in it. Nothing when it is not there. */
  remove(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  /** Copies one file; an existing target is refused with ALREADY_EXISTS unless `overwrite`. */
  copy(from: string, to: string, options?: { readonly overwrite?: boolean }): Promise<void>;
  /** Moves a file or folder, under the same rule. */
  move(from: string, to: string, options?: { readonly overwrite?: boolean }): Promise<void>;
  /** Where a path leads, absolute and with links followed, for a tool that is to work there. */
  locate(path: string): Promise<string>;
}

export interface ReadOptions {
  readonly maxBytes?: number;
}

export type FileKind = 'file' | 'folder' | 'link' | 'other';

export interface FileFacts {
  readonly kind: Exclude<FileKind, 'link'>;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface FileEntry {
  readonly name: string;
  readonly kind: FileKind;
}
