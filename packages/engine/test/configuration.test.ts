import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isOrchestrationError } from '@codomyrmex/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type ConfigurationSources,
  configuration,
  configurationJsonSchema,
  configurationVariables,
  environmentConfig,
} from '../src/index.ts';

/** A data folder with files in it, gone after the test. */
function folder(files: Readonly<Record<string, string | object>> = {}): string {
  const made = mkdtempSync(join(tmpdir(), 'codomyrmex-configuration-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(made, name, '..'), { recursive: true });
    writeFileSync(join(made, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return made;
}

const of = (dataFolder: string, more: Partial<ConfigurationSources> = {}) =>
  configuration({ dataFolder, environment: {}, ...more });

function refusalOf(dataFolder: string, more: Partial<ConfigurationSources> = {}) {
  try {
    of(dataFolder, more);
  } catch (error) {
    if (isOrchestrationError(error)) return error;
  }
  throw new Error('it was not refused');
}

/** Document 3's example, as it is written there. */
const example = {
  max_workers: 4,
  workflows_dir: './workflows',
  projects_dir: './projects',
  templates_dir: './templates',
  resource_config: './resources.json',
  performance_monitoring: true,
  session_timeout: 3600,
  cleanup_interval: 300,
};

describe('the configuration', () => {
  it('given nothing, then every key has its default', () => {
    const data = folder();
    const found = of(data, { workspace: '/work' });
    expect(found).toMatchObject({
      maxWorkers: undefined,
      workflowsDir: join(data, 'workflows'),
      projectsDir: '/work/projects',
      templatesDir: join(data, 'templates'),
      resourceConfig: undefined,
      performanceMonitoring: true,
      sessionTimeout: null,
      cleanupInterval: 300,
      cacheMaxBytes: 1024 ** 3,
      durability: 'relaxed',
      file: undefined,
    });
    expect(new Set(Object.values(found.origins).map(({ kind }) => kind))).toEqual(new Set(['default']));
  });

  it('given the file of the specification, then it is read, its paths from its own folder', {
    meta: {
      specification: [
        '3.config.max_workers',
        '3.config.workflows_dir',
        '3.config.projects_dir',
        '3.config.templates_dir',
        '3.config.resource_config',
        '3.config.performance_monitoring',
        '3.config.session_timeout',
        '3.config.cleanup_interval',
      ],
    },
  }, () => {
    const data = folder({ 'config.json': { ...example, performance_monitoring: false, cleanup_interval: 60 } });
    expect(of(data)).toMatchObject({
      maxWorkers: 4,
      workflowsDir: join(data, 'workflows'),
      projectsDir: join(data, 'projects'),
      templatesDir: join(data, 'templates'),
      resourceConfig: join(data, 'resources.json'),
      performanceMonitoring: false,
      sessionTimeout: 3600,
      cleanupInterval: 60,
      file: join(data, 'config.json'),
      origins: { max_workers: { kind: 'file', file: join(data, 'config.json') }, durability: { kind: 'default' } },
    });
  });

  it('given a YAML file by name, then it is read instead of the data folder’s own', () => {
    const data = folder({
      'config.json': { max_workers: 1 },
      'other/mine.yaml': 'max_workers: 3\nworkflows_dir: flows\n',
    });
    const file = join(data, 'other', 'mine.yaml');
    const expected = { maxWorkers: 3, workflowsDir: join(data, 'other', 'flows'), file };
    expect(of(data, { file })).toMatchObject(expected);
    expect(of(data, { environment: { CODOMYRMEX_CONFIG: file } })).toMatchObject(expected);
  });

  it('given variables of the environment, then they go before the file, and arguments before them', {
    meta: { specification: ['3.env.CODOMYRMEX_MAX_WORKERS', '3.env.CODOMYRMEX_RESOURCE_CONFIG'] },
  }, () => {
    const data = folder({ 'config.json': example });
    const environment = {
      CODOMYRMEX_MAX_WORKERS: '7',
      CODOMYRMEX_RESOURCE_CONFIG: 'machine.json',
      CODOMYRMEX_WORKFLOWS_DIR: '/flows',
      CODOMYRMEX_PROJECTS_DIR: '/projects',
      CODOMYRMEX_TEMPLATES_DIR: '/templates',
      CODOMYRMEX_PERFORMANCE_MONITORING: 'off',
    };
    expect(new Set(Object.keys(environment))).toEqual(new Set(Object.values(configurationVariables)));
    expect(of(data, { environment, argument: { workflows_dir: '/mine', max_workers: 9 } })).toMatchObject({
      maxWorkers: 9,
      workflowsDir: '/mine',
      projectsDir: '/projects',
      templatesDir: '/templates',
      resourceConfig: resolve('machine.json'),
      performanceMonitoring: false,
      sessionTimeout: 3600,
      origins: {
        max_workers: { kind: 'argument' },
        resource_config: { kind: 'environment', variable: 'CODOMYRMEX_RESOURCE_CONFIG' },
        session_timeout: { kind: 'file' },
      },
    });
    expect(of(data, { environment }).maxWorkers).toBe(7);
  });

  it('given CODOMYRMEX_ORCHESTRATION_DIR, then it names the data folder', {
    meta: { specification: ['3.env.CODOMYRMEX_ORCHESTRATION_DIR'] },
  }, () => {
    expect(environmentConfig({ CODOMYRMEX_ORCHESTRATION_DIR: '/data' }).dataFolder).toBe('/data');
    expect(environmentConfig({ CODOMYRMEX_ORCHESTRATION_DIR: '' }).dataFolder).toBeUndefined();
  });

  it('given empty variables, then they set nothing', () => {
    const empty = Object.fromEntries(Object.values(configurationVariables).map((name) => [name, '']));
    expect(of(folder({ 'config.json': example }), { environment: empty }).maxWorkers).toBe(4);
  });

  it('given resources.json in the data folder, then it is the resource file without being named', () => {
    const data = folder({ 'resources.json': {} });
    expect(of(data)).toMatchObject({ resourceConfig: join(data, 'resources.json') });
  });

  it('given mistakes in file, environment and arguments, then all are told at once, with place and suggestion', () => {
    const data = folder({ 'config.json': '{\n  "max_worker": 4,\n  "session_timeout": "long"\n}\n' });
    const environment = { CODOMYRMEX_MAX_WORKERS: '0', CODOMYRMEX_PERFORMANCE_MONITORING: 'maybe' };
    const error = refusalOf(data, { environment, argument: { cleanup_interval: -1 } });
    const file = join(data, 'config.json');
    expect(error).toMatchObject({ code: 'INVALID_PARAMETERS', family: 'author' });
    expect(error.details.problems).toEqual([
      expect.objectContaining({ code: 'wrong_type', path: 'session_timeout', file, line: 3, column: 22 }),
      expect.objectContaining({
        code: 'unknown_key',
        file,
        line: 2,
        column: 3,
        suggestion: 'did you mean "max_workers"?',
      }),
      expect.objectContaining({ path: 'CODOMYRMEX_MAX_WORKERS' }),
      expect.objectContaining({ path: 'CODOMYRMEX_PERFORMANCE_MONITORING' }),
      expect.objectContaining({ path: 'cleanup_interval' }),
    ]);
  });

  it.each([
    ['[]', 'wrong_type'],
    ['"text"', 'wrong_type'],
    ['{', 'syntax'],
    ['{"max_workers": 1, "max_workers": 2}', 'duplicate_key'],
    ['{"max_workers": 1e9}', 'invalid_value'],
    ['{"workflows_dir": ""}', 'invalid_value'],
    ['{"durability": "strong"}', 'invalid_value'],
  ])('given the file %s, then it is refused with %s', (text, code) => {
    const error = refusalOf(folder({ 'config.json': text }));
    expect(error.details.problems).toEqual([expect.objectContaining({ code, line: 1 })]);
  });

  it('given a file that is not there, then its name is told', () => {
    const error = refusalOf(folder(), { file: '/nowhere/c.json' });
    expect(error).toMatchObject({ code: 'INVALID_PARAMETERS', family: 'caller' });
    expect(error.message).toContain('/nowhere/c.json');
  });

  it('given the schema that is published, then it is the one that is checked by', () => {
    const file = new URL('../configuration.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(configurationJsonSchema());
  });
});
