import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { didYouMean, NotFoundError } from '@codomyrmex/core';
import { ProjectManager, type ProjectManagerPorts, type Scaffolder, type TemplateSummary } from '@codomyrmex/projects';
import { onTestFinished } from 'vitest';

/** A folder of its own with projects in it; gone after the test. */
export class Workshop {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'codomyrmex-projects-')));
  readonly projectsDir = join(this.folder, 'projects');
  readonly registry = join(this.folder, 'data', 'projects.json');

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  manager(ports: Partial<ProjectManagerPorts> = {}): ProjectManager {
    return new ProjectManager({ projectsDir: this.projectsDir, registry: this.registry, ...ports });
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(path: string, content: string | object): string {
    const file = this.path(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return file;
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /** The `project.json` of a folder. */
  file(folder: string): ReturnType<typeof JSON.parse> {
    return JSON.parse(this.read(join(folder, '.codomyrmex', 'project.json')));
  }

  /** Every file and folder below one, sorted; folders end in a slash. */
  tree(path: string): readonly string[] {
    const folder = this.path(path);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => {
        const place = join(entry.parentPath, entry.name).slice(folder.length + 1);
        return entry.isDirectory() ? `${place}/` : place;
      })
      .sort();
  }
}

export const template = (name: string, more: Partial<TemplateSummary> = {}): TemplateSummary => ({
  name,
  type: 'ai_analysis',
  description: '',
  version: '1.0.0',
  directoryStructure: ['src'],
  workflows: ['ai-analysis', 'build-and-test'],
  requiredModules: ['static_analysis'],
  optionalModules: [],
  defaultConfig: { analysis: { max_file_size: 1024, include_patterns: ['*.py'] } },
  documentation: { nestedDocs: [], linksEnabled: true },
  author: '',
  questions: [],
  ...more,
});

/** A small scaffolder on the disk: makes the folders of a template, a README, and what it is given. */
export class FolderScaffolder implements Scaffolder {
  readonly #templates: readonly TemplateSummary[];

  constructor(...templates: readonly TemplateSummary[]) {
    this.#templates = templates;
  }

  async list() {
    return this.#templates;
  }

  async describe(name: string) {
    const found = this.#templates.find((one) => one.name === name);
    if (found !== undefined) return found;
    const names = this.#templates.map((one) => one.name);
    throw new NotFoundError(`there is no template "${name}"`, {
      code: 'TEMPLATE_NOT_FOUND',
      suggestions: [didYouMean(name, names) ?? `There are: ${names.join(', ')}`],
    });
  }

  async scaffold({ template: name, target, project, files = new Map() }: Parameters<Scaffolder['scaffold']>[0]) {
    const summary = name === undefined ? undefined : await this.describe(name);
    const texts = new Map(files);
    if (summary !== undefined) texts.set('README.md', `# ${project.name}\n\n${project.description}\n`);
    const folders = summary?.directoryStructure ?? [];
    for (const folder of folders) mkdirSync(join(target, folder), { recursive: true });
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), text, { flag: 'wx' });
    }
    return { written: [...folders.map((folder) => `${folder}/`), ...texts.keys()].sort() };
  }
}

/** What the Python system wrote, with the microseconds that it writes and a key that nobody knows. */
export const pythonProject = (name: string, more: object = {}): object => ({
  name,
  description: 'made by the Python system',
  type: 'ai_analysis',
  path: `/somewhere/else/${name}`,
  status: 'planning',
  version: '1.0.0',
  template: 'ai_analysis',
  config: { ai: { provider: 'openai' } },
  workflows: ['ai-analysis', 'build-and-test'],
  active_workflows: [],
  required_modules: ['ai_code_editing'],
  author: 'Ann',
  tags: ['a'],
  created_at: '2026-01-07T10:11:12.123456+00:00',
  updated_at: '2026-01-08T10:11:12.654321+00:00',
  milestones: { first: { score: 8.5, completed_at: '2026-01-08T10:11:12.654321+00:00' } },
  metrics: { files: 3 },
  unheard_of: { kept: [1, 2, 3] },
  ...more,
});
