import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '@codomyrmex/engine';
import { type FetchedPackage, TemplateScaffolder } from '@codomyrmex/projects';
import type { Places } from './data-folder.ts';
import { placeOnce } from './place-once.ts';
import { installTarball, packPackage } from './plugins/npm-packages.ts';

/** Templates by name from those that are shipped and from `templates_dir`, from folders, packages and commits. Nothing is read yet. */
export const templateScaffolder = ({
  configuration,
  dataFolder,
  workspace,
}: Places & { readonly configuration: Configuration }): TemplateScaffolder =>
  new TemplateScaffolder({
    templatesDir: configuration.templatesDir,
    workspace,
    // Who writes such an address on a command line means a repository of this machine.
    allowFileUrls: true,
    fetchPackage: (spec) => fetchedPackage(dataFolder, spec),
  });

/** Keeps packages in the data folder, each under what it weighs. No script of them runs. */
async function fetchedPackage(dataFolder: string, spec: string): Promise<FetchedPackage> {
  const root = join(dataFolder, 'fetched-templates');
  mkdirSync(root, { recursive: true });
  const staged = mkdtempSync(join(root, '.staged-'));
  try {
    const { tarball, integrity } = await packPackage(spec, join(staged, 'package'));
    const place = join(root, createHash('sha256').update(integrity).digest('hex').slice(0, 32));
    if (!existsSync(place)) {
      await installTarball(tarball, staged);
      placeOnce(staged, place);
    }
    return { folder: join(place, 'node_modules', spec.slice(0, spec.indexOf('@', 1))), integrity };
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}
