import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type TemplateQuestion, TemplateScaffolder } from '../src/index.ts';
import { emptyFolder, project } from './template-folders.ts';

/** As the templates of the existing system are (docs/specification.md, templates). */
const trees = {
  ai_analysis: {
    folders: ['src', 'data', 'output', 'reports', 'config', '.codomyrmex'],
    documented: ['src', 'data', 'output', 'reports', 'config'],
    workflows: ['ai-analysis', 'build-and-test'],
    required: ['ai_code_editing', 'static_analysis', 'data_visualization'],
    optional: ['git_operations', 'documentation'],
    config: {
      analysis: ['include_patterns', 'exclude_patterns', 'max_file_size'],
      ai: ['provider'],
      output: ['formats', 'include_visualizations'],
    },
  },
  web_application: {
    folders: ['frontend', 'backend', 'database', 'docs', 'tests', 'deploy', '.codomyrmex'],
    documented: ['frontend', 'backend', 'database', 'docs', 'tests', 'deploy'],
    workflows: ['build-and-test', 'deploy'],
    required: ['build_synthesis', 'code', 'documentation'],
    optional: ['ai_code_editing', 'static_analysis', 'git_operations'],
    config: {
      frontend: ['framework', 'build_tool'],
      backend: ['framework', 'database'],
      deployment: ['target', 'registry'],
    },
  },
  data_pipeline: {
    folders: ['pipelines', 'data/raw', 'data/processed', 'data/output', 'notebooks', 'config', 'tests', '.codomyrmex'],
    documented: ['pipelines', 'data/raw', 'data/processed', 'data/output', 'notebooks', 'config', 'tests'],
    workflows: ['data-processing', 'visualization'],
    required: ['data_visualization', 'code'],
    optional: ['ai_code_editing', 'pattern_matching', 'performance'],
    config: {
      data: ['input_formats', 'output_formats', 'validation'],
      processing: ['parallel', 'batch_size', 'memory_limit'],
      visualization: ['charts', 'export_formats'],
    },
  },
} as const;

type TemplateName = keyof typeof trees;
/** Processes of Node within processes of npm: seconds on a machine that does nothing else. */
const timeout = 120_000;

const names: readonly TemplateName[] = ['ai_analysis', 'web_application', 'data_pipeline'];
const scaffolder = new TemplateScaffolder();

interface Wanted {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly name?: string;
  readonly description?: string;
}

const requestFor = (template: TemplateName, target: string, { answers, ...words }: Wanted) => ({
  template,
  target,
  project: { ...project, type: template, ...words },
  ...(answers !== undefined && { answers }),
});

/** The folder of a new project. */
async function scaffolded(template: TemplateName, wanted: Wanted = {}): Promise<string> {
  const target = join(emptyFolder(), 'project');
  await scaffolder.scaffold(requestFor(template, target, wanted));
  return target;
}

/** Text by path of a project that is not written. */
async function planned(template: TemplateName, wanted: Wanted = {}): Promise<ReadonlyMap<string, string>> {
  const { files } = await scaffolder.preview(requestFor(template, '/nowhere', wanted));
  return new Map(files.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]));
}

interface Ended {
  readonly code: number | string;
  readonly output: string;
}

function run(folder: string, program: string, ...words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, words, { cwd: folder, timeout }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code ?? String(error.signal)), output: `${stdout}${stderr}` }),
    );
  });
}

/** What failed is told where it did not. */
const expectPassed = ({ code, output }: Ended): void => expect(code === 0 ? '' : output).toBe('');
const node = (folder: string, ...words: readonly string[]): Promise<Ended> => run(folder, process.execPath, ...words);
const npm = (folder: string, ...words: readonly string[]): Promise<Ended> => run(folder, 'npm', ...words);
const jsonIn = (folder: string, path: string): ReturnType<typeof JSON.parse> =>
  JSON.parse(readFileSync(join(folder, path), 'utf8'));

/** Which of the paths git would leave out. */
async function ignored(folder: string, paths: readonly string[]): Promise<readonly string[]> {
  await run(folder, 'git', 'init', '--quiet');
  const { output } = await run(folder, 'git', 'check-ignore', '--no-index', ...paths);
  return output.split('\n').filter((line) => line !== '');
}

/** Every choice of every question of a template, one changed at a time. */
function variants(questions: readonly TemplateQuestion[]): readonly Readonly<Record<string, unknown>>[] {
  const changed: Readonly<Record<string, unknown>>[] = questions.flatMap(
    ({ name, choices = [], default: usual }): readonly Readonly<Record<string, unknown>>[] =>
      choices.filter((choice) => choice !== usual).map((choice) => ({ [name]: choice })),
  );
  return [{}, ...changed];
}

describe('the templates that come along', () => {
  it('given no folder of templates, then the three of them are known', async () => {
    expect((await scaffolder.list()).map(({ name }) => name)).toEqual([...names].sort());
  });

  it.each(names)(
    'given %s under git, then what runs leave is left out, and all that says how the project works is not',
    {
      timeout,
    },
    async (name) => {
      const folder = await scaffolded(name);
      const written = [
        'project.json',
        'docs.yaml',
        'config.json',
        'template.json',
        'templates/doc_templates/README.template.md',
      ];
      const kept = [...written, 'plugins/plugins.lock.json', 'workflows/own.yaml'].map((path) => `.codomyrmex/${path}`);
      const left = ['journal/0.db', 'runs/1/x.log', 'plugins/weather/package.json'].map(
        (path) => `.codomyrmex/${path}`,
      );
      expect(await ignored(folder, [...kept, ...left])).toEqual(left);
    },
  );

  it.each(names)('given %s, then it says what the existing system said of it', async (name) => {
    const { folders, documented, workflows, required, optional, config } = trees[name];
    const found = await scaffolder.describe(name);
    expect(found).toMatchObject({
      type: name,
      directoryStructure: folders,
      workflows,
      requiredModules: required,
      optionalModules: optional,
      documentation: { nestedDocs: documented, linksEnabled: true },
    });
    expect(Object.keys(found.defaultConfig)).toEqual(Object.keys(config));
    for (const [section, keys] of Object.entries(config)) {
      expect(Object.keys(Object(found.defaultConfig[section]))).toEqual(expect.arrayContaining([...keys]));
    }
  });

  it.each(names)(
    'given %s and every choice, then the folders are exactly those of its description, and every file can be read',
    { meta: { specification: ['1.component.templates'] } },
    async (name) => {
      const { questions, workflows } = await scaffolder.describe(name);
      const folder = await scaffolded(name);
      const folders = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
        statSync(join(folder, path)).isDirectory(),
      );
      const above = name === 'data_pipeline' ? ['data'] : [];
      const expected = [...trees[name].folders, ...above, '.codomyrmex/workflows'].sort();
      expect(folders.sort()).toEqual(expected);
      for (const answers of variants(questions)) {
        const files = await planned(name, { answers });
        expect([...files.keys()].filter((path) => !expected.includes(dirname(path)) && dirname(path) !== '.')).toEqual(
          [],
        );
        expect(unreadable(files)).toEqual([]);
        expect(workflowsOf(files)).toEqual(workflows.map((workflow) => expect.objectContaining({ name: workflow })));
      }
    },
  );
});

const workflowsOf = (files: ReadonlyMap<string, string>): readonly unknown[] =>
  [...files].flatMap(([path, text]) => (path.startsWith('.codomyrmex/workflows/') ? [parse(text)] : []));

/** What cannot be read of a project, or is not as files begin and end: path and why. */
function unreadable(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].flatMap(([path, text]) => {
    if (path.endsWith('.gz')) return [];
    const problems = [
      /\.(json|ipynb)$/.test(path) && fails(() => JSON.parse(text)) && 'no JSON',
      path.endsWith('.yaml') && fails(() => parse(text)) && 'no YAML',
      text.startsWith('\n') && 'begins with an empty line',
      !text.endsWith('\n') && 'does not end with the end of a line',
    ];
    return problems.filter((why) => why !== false).map((why) => `${path}: ${why}`);
  });
}

function fails(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}

describe('a web application', () => {
  it('given the defaults, then it builds without anything installed, and its tests pass', { timeout }, async () => {
    const folder = await scaffolded('web_application');
    const built = await npm(folder, 'run', 'build');
    expect(built).toMatchObject({ code: 0, output: expect.stringMatching(/dist\/app-[0-9a-f]{10}\.mjs/) });
    expect(readFileSync(join(folder, 'frontend/dist/index.html'), 'utf8')).toMatch(/\.\/styles-[0-9a-f]{10}\.css/);
    const tested = await npm(folder, 'test');
    expectPassed(tested);
    expect(tested.output).toMatch(/(#|ℹ) skipped 0/);
    expect(Object.keys(jsonIn(folder, 'package.json'))).not.toContain('dependencies');
  });

  it.each([
    { frontend: 'react', database: 'sqlite', tests: ['store', 'migrations', 'frontend', 'server'] },
    { frontend: 'vanilla', database: 'postgresql', tests: ['store', 'server'] },
  ])(
    'given $frontend and $database, then the tests of what is different pass before anything is installed',
    { timeout },
    async ({ tests, ...answers }) => {
      const folder = await scaffolded('web_application', { answers });
      const tested = await node(folder, '--test', ...tests.map((name) => `tests/${name}.test.mjs`));
      expectPassed(tested);
      expect(readdirSync(join(folder, 'database'))).toContain('0001_create_notes.up.sql');
    },
  );

  it('given any answers, then the container files fit the project and listen on the port', { timeout }, async () => {
    const { questions } = await scaffolder.describe('web_application');
    for (const answers of variants(questions)) {
      const folder = await scaffolded('web_application', { answers: { ...answers, port: 8123 } });
      expect(await node(folder, 'deploy/check.mjs')).toMatchObject({ code: 0 });
      const { services } = parse(readFileSync(join(folder, 'deploy/compose.yaml'), 'utf8'));
      expect(services.app.ports).toEqual(['127.0.0.1:8123:8123']);
      expect('database' in services).toBe(answers.database === 'postgresql');
      expect(readFileSync(join(folder, 'deploy/Dockerfile'), 'utf8')).toContain('EXPOSE 8123\n');
    }
  });

  it('given what is not built, then the program says what to do and does not start', { timeout }, async () => {
    const folder = await scaffolded('web_application');
    expect(await npm(folder, 'start')).toMatchObject({ code: 1, output: expect.stringContaining('npm run build') });
  });
});

describe('a data pipeline', () => {
  it('given the defaults, then its tests pass, and it makes figures of the sample', { timeout }, async () => {
    const folder = await scaffolded('data_pipeline', { answers: { currency: 'SEK' } });
    const tested = await npm(folder, 'test');
    expectPassed(tested);
    expect(await npm(folder, 'start')).toMatchObject({ code: 0, output: expect.stringContaining('SEK') });
    const { summary, by_month } = jsonIn(folder, 'data/output/figures.json');
    const { kept, duplicates, rejected } = jsonIn(folder, 'data/processed/rejected.json');
    expect(summary).toMatchObject({ orders: kept, currency: 'SEK', rejected: rejected.length, duplicates });
    expect(rejected.length).toBeGreaterThan(0);
    const cents = by_month.map(({ amount }: { readonly amount: number }) => Math.round(amount * 100));
    expect(cents.reduce((sum: number, one: number) => sum + one, 0)).toBe(Math.round(summary.amount * 100));
  });

  it('given a currency that is none, then it is refused before anything is written', async () => {
    await expect(scaffolded('data_pipeline', { answers: { currency: 'kronor' } })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });
});

describe('an analysis', () => {
  it('given the defaults, then the sample builds and its tests pass', { timeout }, async () => {
    const folder = await scaffolded('ai_analysis');
    expect(await npm(folder, 'test')).toMatchObject({ code: 0 });
    expect(await npm(folder, 'run', 'build')).toMatchObject({ code: 0 });
    expect(jsonIn(folder, 'output/reorders.json').length).toBeGreaterThan(0);
  });
});

const hostile = [
  '"; process.exit(1); //',
  "it's \\ a 'test' \\u0022",
  '{{ 7 * 7 }} {% raw %} ${process.env.HOME} `id`',
  ']( javascript:alert(1)) <script>alert(1)</script>',
  'two\nlines: [yaml] # comment\n- item',
  '*/ --> %> \u2028 ü 漢 🙂',
  '   ',
];

describe('a project whose words are meant badly', () => {
  it.each(hostile)('given %j as name and description, then every file stays what it is', async (words) => {
    for (const template of names) {
      const answers = template === 'web_application' ? { frontend: 'vanilla', database: 'postgresql' } : {};
      const files = await planned(template, { name: words, description: words, answers });
      const manifest = JSON.parse(files.get('package.json') ?? '');
      expect(manifest.description).toBe(words);
      expect(manifest.name).toMatch(/^[a-z0-9][a-z0-9-]*$/);
      expect(unreadable(files)).toEqual([]);
      expect(workflowsOf(files)).toHaveLength(2);
      expect(files.get('frontend/index.html') ?? '').not.toContain('<script>alert');
    }
  });

  it('given them, then the page shows them, the report has them as its title, and the tests pass', {
    timeout,
  }, async () => {
    const words = '"\\ <script>alert(1)</script> {{ x }} ]( javascript:alert(1))';
    const application = await scaffolded('web_application', { name: words, description: words });
    const page = readFileSync(join(application, 'frontend/index.html'), 'utf8');
    expect(page).toContain(
      '<title>&quot;\\ &lt;script&gt;alert(1)&lt;/script&gt; {{ x }} ]( javascript:alert(1))</title>',
    );
    const tested = await node(application, '--test', 'tests/server.test.mjs', 'tests/frontend.test.mjs');
    expectPassed(tested);
    const analysis = (await planned('ai_analysis', { name: words })).get('.codomyrmex/workflows/ai-analysis.yaml');
    const { steps } = parse(analysis ?? '');
    const made = steps.find(({ name }: { readonly name: string }) => name === 'page');
    // `\{{` is how a workflow writes two braces that are no expression.
    expect(made.parameters.title).toBe(`${words.replace('{{', '\\{{')}: analysis`);
    const notebook = JSON.parse((await planned('data_pipeline', { name: words })).get('notebooks/explore.ipynb') ?? '');
    expect(notebook.cells[0].source[0]).toMatch(/^# .*&lt;script&gt;.*\\]\(/);
  });
});

describe('what a project keeps of itself', () => {
  it.each(names)('given %s in git, then only what runs leave behind stays out of it', async (name) => {
    const folder = await scaffolded(name);
    expect(await run(folder, 'git', 'init', '-q', '.')).toMatchObject({ code: 0 });
    const own = ['project.json', 'template.json', 'template-base.json.gz', 'workflows/a.yaml'];
    const results = ['.codomyrmex/journal/1.db', 'node_modules/a/index.js'];
    const paths = [...own.map((path) => `.codomyrmex/${path}`), ...results];
    const { output } = await run(folder, 'git', 'check-ignore', '--no-index', ...paths);
    expect(output.trim().split('\n')).toEqual(results);
  });
});
