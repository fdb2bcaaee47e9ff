import type { LoadedTemplate, TemplateQuestion } from '@codomyrmex/projects';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { program } from '../output/called-as.ts';
import { columnsBy, table } from '../output/table.ts';
import { templateScaffolder } from '../template-scaffolding.ts';
import { safe, type Terminal } from '../terminal.ts';

export function showTemplate(written: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const template = await templateScaffolder(scope).open(written);
    if (scope.json) scope.terminal.json(wireTemplate(template));
    else print(scope.terminal, template, written);
    return 0;
  });
}

function wireTemplate({ definition, origin, files }: LoadedTemplate) {
  const { documentation } = definition;
  return {
    name: definition.name,
    type: definition.type,
    description: definition.description,
    version: definition.version,
    author: definition.author,
    ...origin,
    directory_structure: definition.directoryStructure,
    files: files.map(({ target, isRendered, isExecutable }) => ({
      path: target,
      rendered: isRendered,
      executable: isExecutable,
    })),
    conditions: Object.fromEntries(definition.conditions.map(({ pattern, expression }) => [pattern, expression])),
    questions: Object.fromEntries(definition.questions.map((question) => [question.name, wireQuestion(question)])),
    workflows: definition.workflows,
    required_modules: definition.requiredModules,
    optional_modules: definition.optionalModules,
    default_config: definition.defaultConfig,
    documentation_config: { nested_docs: documentation.nestedDocs, doc_links: { enabled: documentation.linksEnabled } },
    migrations: definition.migrations.map(({ to }) => to),
  };
}

function wireQuestion({ kind, title, default: usual, choices, pattern }: TemplateQuestion) {
  return {
    type: kind,
    title,
    default: usual,
    ...(choices !== undefined && { choices }),
    ...(pattern !== undefined && { pattern }),
  };
}

function print(terminal: Terminal, { definition, files }: LoadedTemplate, written: string): void {
  const { bold } = terminal.outColors;
  const list = (title: string, entries: readonly string[]): void => {
    if (entries.length > 0) terminal.data(`\n${bold(title)}\n${entries.map((entry) => `  ${safe(entry)}`).join('\n')}`);
  };
  terminal.data(`${bold(safe(definition.name))} ${safe(definition.version)}, ${definition.type}`);
  if (definition.description !== '') terminal.data(safe(definition.description));
  if (definition.questions.length > 0) {
    const columns = columnsBy('question', 'kind', 'default', 'asks');
    const rows = definition.questions.map((question) => [
      question.name,
      question.choices?.join(' | ') ?? question.kind,
      String(question.default),
      question.title,
    ]);
    terminal.data(`\n${table(columns, rows, terminal.outWidth)}`);
  }
  list(
    'folders',
    definition.directoryStructure.map((folder) => `${folder}/`),
  );
  list('files', files.map(({ target }) => target).sort());
  list(
    'files that are written when',
    definition.conditions.map(({ pattern, expression }) => `${pattern}: ${expression}`),
  );
  list('workflows', definition.workflows);
  list('modules', [
    ...definition.requiredModules,
    ...definition.optionalModules.map((module) => `${module} (may be missing)`),
  ]);
  const [question] = definition.questions;
  const answer = question === undefined ? '' : ` --answer ${question.name}=${question.default}`;
  terminal.note(`\n${program()} project create NAME --template ${safe(written)}${safe(answer)}`);
}
