import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeMounts } from './code-mounts.ts';
import { sandboxUnavailable } from './process-end.ts';
import { isInside, type Mount } from './sandbox-arguments.ts';

export interface SandboxView {
  /** Absolute path. */
  readonly workspace: string;
  /** Whether it can be written: no other folder can. */
  readonly isWritable: boolean;
  /** Files whose code runs inside: they, their packages and what these depend on are seen. */
  readonly programs: readonly URL[];
  /** Folders that are not seen even where they lie in the workspace. */
  readonly hidden: readonly string[];
}

/**
 * What an action in a sandbox sees: the system's programs, Node, its own code and what that depends on, read-only; the workspace,
 * writable where that is declared; not the engine's data, which may lie in the workspace; nothing of home, nothing of /etc but what programs start with.
 * Code in the workspace is read-only too: it runs outside when the next step does.
 */
export async function sandboxMounts({
  workspace,
  isWritable,
  programs,
  hidden,
}: SandboxView): Promise<readonly Mount[]> {
  const real = await realpath(workspace).catch(() => undefined);
  if (real === undefined || real === '/') {
    const why = real === undefined ? 'is not there' : 'is the whole system';
    throw sandboxUnavailable(`the workspace ${workspace} ${why}`, 'Name a folder as the workspace of the run.');
  }
  const code = await codeMounts(
    programs.filter(({ protocol }) => protocol === 'file:').map((url) => fileURLToPath(url)),
  );
  const masks = await Promise.all(hidden.map((folder) => realpath(folder).catch(() => undefined)));
  return [
    ...systemMounts(),
    ...code,
    ...masks.flatMap((mask): Mount[] =>
      mask !== undefined && isInside(mask, real)
        ? [{ kind: 'empty', path: join(workspace, relative(real, mask)) }]
        : [],
    ),
    { kind: isWritable ? 'write' : 'read', path: workspace },
  ];
}

const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
/** What programs need to start, and to know the time zone. */
const systemFiles = ['/etc/alternatives', '/etc/ld.so.cache', '/etc/localtime'];

/** The system's programs and the Node that runs us, wherever that is. */
export function systemMounts(): readonly Mount[] {
  const node = realpathSync(process.execPath);
  return [
    ...[...systemFolders, ...systemFiles].filter((path) => existsSync(path)).map(asItIs),
    ...[...new Set([node, process.execPath])].filter((path) => !isInside(path, '/usr')).map(readable),
  ];
}

const readable = (path: string): Mount => ({ kind: 'read', path });

/** Where /usr is merged, /bin and its like are links. */
function asItIs(path: string): Mount {
  return lstatSync(path).isSymbolicLink() && !path.startsWith('/etc/')
    ? { kind: 'link', path, target: readlinkSync(path) }
    : { kind: 'read', path };
}
