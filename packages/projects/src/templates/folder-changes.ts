/** What is to become of a file or folder of a project. */
export type FolderChange =
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly bytes: Uint8Array;
      /** Permissions; of a new file the umask still cuts them. */
      readonly mode: number;
      readonly before: FileBefore;
    }
  | { readonly kind: 'remove'; readonly path: string; readonly before: FileBefore & { readonly kind: 'file' } }
  | { readonly kind: 'make_folder'; readonly path: string };

/** What must stand there when it is done: anything else means that somebody has changed it meanwhile. */
export type FileBefore = { readonly kind: 'absent' } | { readonly kind: 'file'; readonly sha256: string };
