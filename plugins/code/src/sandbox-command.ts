import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { getuid } from 'node:process';

/** How one program is put into a sandbox. */
export interface SandboxOrder {
  /** Absolute path of bubblewrap. */
  readonly bwrap: string;
  /** Seconds until everything in the sandbox is killed. */
  readonly seconds: number;
  /** MiB of its one writable folder, which is in memory. */
  readonly folderMb: number;
  /** Files and folders outside of the system's own that are seen, read-only, at their own places. */
  readonly seen: readonly string[];
  /** Run by `sh` in there. */
  readonly script: string;
}

export type Command = readonly [program: string, ...args: string[]];

/** The one folder that can be written, and home. It is gone with the sandbox. */
const WORK = '/work';
/** Its PATH; tools from elsewhere are called by their whole path. */
const SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin';
/** The account without rights of every Linux. */
const NOBODY = '65534';
/** Where memory runs out, the system ends this first, and not the engine. */
const FIRST_TO_END = '1000';
const MEBIBYTE = 1024 * 1024;

/**
 * The command line of a sandbox: no network, no files but the system's programs, no environment, no privileges, namespaces of its
 * own, and death with the one who started it.
 *
 * Root gives up being root first: the kernel counts no processes of root, so no fork bomb would meet its limit.
 */
export function sandboxCommand({ bwrap, seconds, folderMb, seen, script }: SandboxOrder): Command {
  const words = [
    'choom',
    '-n',
    FIRST_TO_END,
    '--',
    // After choom: what root has said so, others cannot take back.
    ...(getuid?.() === 0 ? withoutRights : []),
    'timeout',
    '--kill-after=1',
    String(seconds),
    ...cleared,
    bwrap,
    ...separation,
    ...systemArguments(),
    ...seen.flatMap((path) => ['--ro-bind', path, path]),
    ...folders(folderMb),
    'sh',
    '-c',
    script,
  ];
  const [program = bwrap, ...args] = words;
  return [program, ...args];
}

const withoutRights = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];

const separation = [
  '--unshare-all',
  '--unshare-user',
  // A namespace in this one would give code the privileges that it lacks here.
  '--disable-userns',
  '--die-with-parent',
  '--new-session',
  '--cap-drop',
  'ALL',
];

/** The programs of `sandboxCommand` and of the limits in it. */
export const neededPrograms = ['bwrap', 'prlimit', 'choom', 'timeout', 'setpriv', 'env'] as const;

/**
 * `/` and `/dev` are folders in memory without a limit of their own, and so not for writing. In `/proc` code could take back that it
 * is to be ended first.
 */
function folders(mebibytes: number): readonly string[] {
  const size = String(mebibytes * MEBIBYTE);
  const made = ['--size', size, '--tmpfs', WORK, '--size', size, '--tmpfs', '/dev/shm', '--symlink', WORK, '/tmp'];
  return [...made, ...['/proc', '/dev', '/'].flatMap((path) => ['--remount-ro', path]), '--chdir', WORK, '--'];
}

/** The environment that bubblewrap itself has is seen in there too, as that of process 1. */
const cleared = ['env', '-i', `PATH=${SEARCH_PATH}`, `HOME=${WORK}`, `TMPDIR=${WORK}`, 'LANG=C.UTF-8', 'TERM=dumb'];

const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
const systemFiles = ['/etc/alternatives', '/etc/ld.so.cache'];

/** Whether a program is seen without more. */
export const isOfSystem = (path: string): boolean => systemFolders.some((folder) => path.startsWith(`${folder}/`));

/** Where /usr is merged, /bin and its like are links. */
function systemArguments(): readonly string[] {
  const paths = [...systemFolders, ...systemFiles, ...javaSettings()].filter((path) => existsSync(path));
  const seen = paths.flatMap((path) =>
    lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path],
  );
  return ['--proc', '/proc', '--dev', '/dev', ...seen];
}

/** Without them a Java of Debian does not start. */
const javaSettings = (): readonly string[] =>
  existsSync('/etc')
    ? readdirSync('/etc')
        .filter((name) => /^java-\d+/.test(name))
        .map((name) => `/etc/${name}`)
    : [];
