import { nameOf } from '../tree/paths.ts';

/** What folders of usual names are for. The first thirteen are those of the existing system, and are also found inside a name. */
const known: Readonly<Record<string, string>> = {
  src: 'Source code',
  config: 'Configuration files',
  data: 'Data sets',
  output: 'Results that programs write',
  reports: 'Reports of analyses',
  tests: 'Tests and their data',
  docs: 'Documentation',
  frontend: 'The frontend application',
  backend: 'The backend application',
  database: 'Schemas and migrations of the database',
  deploy: 'Configuration and scripts of deployment',
  pipelines: 'Pipelines that process data',
  notebooks: 'Notebooks and what they explore',
};
const others: Readonly<Record<string, string>> = {
  api: 'Interfaces that others rely on',
  app: 'The application',
  apps: 'Applications, one a folder',
  assets: 'Images, fonts and other files as they are',
  bench: 'Benchmarks',
  benches: 'Benchmarks',
  benchmarks: 'Benchmarks',
  bin: 'Programs that are run directly',
  cmd: 'Programs, one a folder',
  crates: 'Crates of the workspace',
  examples: 'Examples that run',
  fixtures: 'Data that tests begin with',
  infra: 'Infrastructure as code',
  internal: 'Packages for this module alone',
  lib: 'Library code',
  migrations: 'Migrations of the database',
  packages: 'Packages of the workspace, one a folder',
  pkg: 'Packages for other modules',
  plugins: 'Plugins, one a folder',
  public: 'Files that are served as they are',
  scripts: 'Scripts for development and maintenance',
  spec: 'Tests and their data',
  static: 'Files that are served as they are',
  templates: 'Templates',
  test: 'Tests and their data',
  tools: 'Tools for development',
  workflows: 'Workflows',
};

/** What a folder is for, by its name; a phrase without a full stop. `undefined` for a name that says nothing. */
export function folderPurpose(folder: string): string | undefined {
  const name = nameOf(folder).toLowerCase();
  for (const map of [known, others]) if (Object.hasOwn(map, name)) return map[name];
  const part = Object.keys(known).find((key) => name.includes(key));
  return part === undefined ? undefined : known[part];
}

/** The same, and what the existing system says of a folder whose name says nothing: its documents have a purpose of every folder. */
export const toldPurpose = (folder: string): string =>
  folderPurpose(folder) ?? `Files and resources for ${nameOf(folder)}`;
