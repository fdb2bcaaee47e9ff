import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { syncFolderNow } from './sync-folder.ts';
import { systemCode } from './system-code.ts';

/** The `journal` folder: `0.db`, `1.db`, … with one writer each, and beside each the lock that makes it so. */
export class SlotFolder {
  readonly path: string;

  constructor(dataFolder: string) {
    this.path = join(dataFolder, 'journal');
  }

  file(slot: number): string {
    return join(this.path, `${slot}.db`);
  }

  lockFile(slot: number): string {
    return join(this.path, `${slot}.lock`);
  }

  /** Rising; none when the folder is not there. */
  slots(): readonly number[] {
    let names: readonly string[];
    try {
      names = readdirSync(this.path);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    }
    return names
      .flatMap((name) => /^(\d{1,6})\.db$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** Tells whether a file is still the one that was opened: people move damaged ones aside. */
  identity(slot: number): string | undefined {
    const stat = statSync(this.file(slot), { throwIfNoEntry: false });
    return stat && `${stat.dev}:${stat.ino}`;
  }

  /** Makes the folder, readable for this user only. */
  make(): void {
    makeFolder(this.path);
  }

  /** Makes the names in the folder, and its own, survive a power cut. */
  sync(): void {
    for (const path of [this.path, dirname(this.path), dirname(dirname(this.path))]) syncFolderNow(path);
  }
}
