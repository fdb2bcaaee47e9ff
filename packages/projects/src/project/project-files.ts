/** What stands at a path, without following a link there. */
export type FileKind = 'file' | 'folder' | 'link' | 'other';

export interface FolderEntry {
  readonly name: string;
  readonly kind: FileKind;
}

export interface FileText {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** The files of projects, as far as their life needs them; `diskFiles` unless something else is given. Paths are absolute. */
export interface ProjectFiles {
  /** `undefined` when there is no such file. Refuses what is larger than `maxBytes` before reading it. */
  read(path: string, maxBytes: number): Promise<FileText | undefined>;
  /** Replaces a file whole: who reads it sees the old text or the new one, also after a power cut. */
  write(path: string, text: string): Promise<void>;
  /** Makes a file whole, or answers false when its name is taken; of several processes one makes it. */
  create(path: string, text: string): Promise<boolean>;
  kind(path: string): Promise<FileKind | undefined>;
  /** Sorted by name; nothing when there is no such folder. */
  entries(folder: string): Promise<readonly FolderEntry[]>;
  /** The path with every link on its way resolved. */
  resolved(path: string): Promise<string>;
  /** With the missing ones above it. */
  makeFolder(path: string): Promise<void>;
  /** A folder replaces an empty one and no other. */
  move(from: string, to: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  /** Links in it are removed and not followed. */
  removeTree(path: string): Promise<void>;
}
