import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What of a data folder is for version control: what people write. Everything else is made by runs and stays on its machine. */
export const ignoreText = `# Runs, caches and logs stay on this machine; what people write is for version control.
/*
!/.gitignore
!/config.json
!/config.yaml
!/docs.yaml
!/project.json
!/resources.json
!/template.json
!/template-base.json.gz
!/templates/
!/workflows/
!/plugins/
/plugins/*
!/plugins/plugins.lock.json
`;

/** What runs make first. */
const made = ['journal', 'cache', 'runs'];

/**
 * Keeps out of git what a command is the first to make in a data folder: to be called before it makes anything; what is given back, when it
 * has. A file that somebody took away is not written again, and none is where only people have written.
 */
export function dataOutOfGit(dataFolder: string): () => void {
  const has = (name: string): boolean => existsSync(join(dataFolder, name));
  if (has('.gitignore') || made.some(has)) return () => undefined;
  const wasThere = existsSync(dataFolder);
  return () => {
    if (wasThere ? !made.some(has) : !existsSync(dataFolder)) return;
    try {
      writeFileSync(join(dataFolder, '.gitignore'), ignoreText, { flag: 'wx' });
    } catch {
      // It is there by now, or cannot be written: then git shows the folder, and that is all.
    }
  };
}
