import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TemplateScaffolder } from '@codomyrmex/projects';
import { describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.ts';

/** Each runs tools and tests of the project in processes of their own. */
const timeout = 120_000;

/** A new project in the folder of a command line, which keeps its runs in the project as users have it. */
async function projectOf(template: string, answers: Readonly<Record<string, unknown>> = {}): Promise<CommandLine> {
  const line = new CommandLine({ environment: { CODOMYRMEX_ORCHESTRATION_DIR: '.codomyrmex' } });
  await new TemplateScaffolder().scaffold({
    template,
    target: line.folder,
    project: {
      name: 'Corner "Shop" {{ 1 + 1 }}',
      type: template,
      description: 'sells \\ things',
      author: 'Ada',
      version: '1.0.0',
      created_at: '2026-11-30T00:00:00.000Z',
    },
    answers,
  });
  return line;
}

const textIn = (line: CommandLine, path: string): string => readFileSync(join(line.folder, path), 'utf8');
const statuses = (document: { readonly results: Readonly<Record<string, { readonly status: string }>> }) =>
  Object.fromEntries(Object.entries(document.results).map(([step, { status }]) => [step, status]));

describe('the workflows of a new project', () => {
  it('given a web application, then deploy verifies it and leaves a release of it', { timeout }, async () => {
    const line = await projectOf('web_application');
    const { code, document } = await line.json('workflow', 'run', 'deploy', '--param', 'label=first');
    expect(statuses(document)).toEqual({
      verified: 'completed',
      container: 'completed',
      clean: 'completed',
      collect: 'completed',
      archive: 'completed',
      check: 'completed',
    });
    expect(code).toBe(0);
    expect(readdirSync(join(line.folder, 'deploy'))).toEqual(
      expect.arrayContaining(['release-first.tar.gz', 'release-first.tar.gz.sha256']),
    );
    expect(readdirSync(join(line.folder, 'deploy/release')).sort()).toEqual([
      'backend',
      'database',
      'frontend',
      'package.json',
      'start.sh',
    ]);
    // The build is the same, and so it is not made again.
    const again = await line.json('workflow', 'run', 'build-and-test');
    expect(again.document.results.build).toMatchObject({ status: 'completed', cached: true });
    expect(new Set(Object.values(statuses(again.document)))).toEqual(new Set(['completed']));
    expect(again.code).toBe(0);
  });

  it.each(['sqlite', 'postgresql'])(
    'given a web application with %s, then it is built and tested as it is made',
    {
      timeout,
    },
    async (database) => {
      const line = await projectOf('web_application', { database });
      const { code, document } = await line.json('workflow', 'run', 'build-and-test');
      expect(document.errors).toEqual([]);
      expect(new Set(Object.values(statuses(document)))).toEqual(new Set(['completed']));
      expect(code).toBe(0);
    },
  );

  it('given a data pipeline, then its charts are drawn of the raw data, and its stages are cached', {
    timeout,
  }, async () => {
    const line = await projectOf('data_pipeline');
    const { code, document } = await line.json('workflow', 'run', 'visualization');
    expect(new Set(Object.values(statuses(document)))).toEqual(new Set(['completed']));
    expect(code).toBe(0);
    expect(textIn(line, 'data/output/report.html')).toContain('Corner &quot;Shop&quot; {{ 1 + 1 }}: figures');
    expect(readdirSync(join(line.folder, 'data/output')).filter((name) => name.endsWith('.svg'))).toHaveLength(4);
    const again = await line.json('workflow', 'run', 'data-processing');
    expect(again.document.results).toMatchObject({
      test: { status: 'completed', cached: false },
      extract: { cached: true },
      clean: { cached: true },
      aggregate: { cached: true },
    });
    expect(again.code).toBe(0);
  });

  it('given an analysis, then it writes a report without any language model and says so', { timeout }, async () => {
    const line = await projectOf('ai_analysis');
    const { code, document } = await line.json('workflow', 'run', 'ai-analysis');
    expect(new Set(Object.values(statuses(document)))).toEqual(new Set(['completed']));
    expect(code).toBe(0);
    expect(document.results.generate_insights.output.mode).toBe('rules');
    // The sample has a place that is meant to be found.
    expect(textIn(line, 'reports/analysis.md')).toMatch(/drawn by rules[\s\S]*discounts\.py:\d+` eval/);
    expect(textIn(line, 'reports/analysis.html').split('data:image/svg+xml')).toHaveLength(3);
    expect(JSON.parse(textIn(line, 'output/analysis.json'))).toHaveProperty('quality.by_rule');
    const built = await line.json('workflow', 'run', 'build-and-test');
    expect(new Set(Object.values(statuses(built.document)))).toEqual(new Set(['completed']));
    expect(built.code).toBe(0);
  });

  it.each([
    ['web_application', { frontend: 'react', database: 'postgresql' }],
    ['ai_analysis', { insights: 'automatic' }],
  ])('given %s with %j, then its workflows are valid', async (template, answers) => {
    const line = await projectOf(template, answers);
    for (const file of readdirSync(join(line.folder, '.codomyrmex/workflows'))) {
      const { document } = await line.json('workflow', 'validate', file.replace('.yaml', ''));
      expect(document).toMatchObject({ valid: true, problems: [] });
    }
  });
});
