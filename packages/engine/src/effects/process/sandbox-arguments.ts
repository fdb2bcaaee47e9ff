/** What is to be seen in a sandbox, at the place where it is outside. */
export type Mount =
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string }
  | { readonly kind: 'empty'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/**
 * The arguments of bubblewrap before the program: namespaces of its own for processes, network, users and the rest; death with
 * the one who started it; a session of its own, so that nothing can be typed into our terminal; no privileges; and only
 * `mounts` to be seen. The environment is the one that bubblewrap is given: as arguments its values would be seen by `ps`.
 */
export function sandboxArguments(mounts: readonly Mount[], folder: string): readonly string[] {
  return [
    ['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...parentsFirst(mounts).map(mountArguments),
    // What was made for the places of mounts is not for writing either.
    ['--remount-ro', '/'],
    ['--chdir', folder, '--'],
  ].flat();
}

function mountArguments(mount: Mount): readonly string[] {
  switch (mount.kind) {
    case 'read':
      return ['--ro-bind', mount.path, mount.path];
    case 'write':
      return ['--bind', mount.path, mount.path];
    case 'empty':
      return ['--tmpfs', mount.path];
    case 'link':
      return ['--symlink', mount.target, mount.path];
  }
}

/** A mount hides what was mounted below its place before; a link cannot be made where something is to be seen already. */
function parentsFirst(mounts: readonly Mount[]): readonly Mount[] {
  const byPath = new Map<string, Mount>();
  // The last of a place counts.
  for (const mount of mounts) byPath.set(mount.path, mount);
  const sorted = [...byPath.values()].toSorted((a, b) => depth(a.path) - depth(b.path));
  return sorted.filter((mount) => mount.kind !== 'link' || !isSeen(mount.path, sorted));
}

function isSeen(path: string, mounts: readonly Mount[]): boolean {
  const around = mounts.filter((mount) => mount.kind !== 'link' && isInside(path, mount.path));
  const nearest = around.at(-1);
  return nearest !== undefined && nearest.kind !== 'empty';
}

const depth = (path: string): number => path.split('/').length;

export const isInside = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
