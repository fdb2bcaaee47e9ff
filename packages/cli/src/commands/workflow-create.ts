import { extname, resolve } from 'node:path';
import { didYouMean, NotFoundError, type Problem, UsageError } from '@codomyrmex/core';
import { type Orchestrator, readDefinition, readForCheck, readWorkflowFile } from '@codomyrmex/engine';
import { parseDocument } from 'yaml';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { program } from '../output/called-as.ts';
import { problemsOf } from '../output/error-report.ts';
import { wireProblem } from '../output/wire-problem.ts';
import { safe } from '../terminal.ts';
import { templateNames, templateText } from '../workflow-templates.ts';

interface CreateOptions extends CommonOptions {
  readonly template: string;
  readonly from?: string;
}

export function createWorkflow(name: string, options: CreateOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { text, ending } = await source(
      name,
      options,
      async (template) => (await scope.workflows.read(template)).text,
    );
    // What cannot be read as a workflow is not stored under a workflow's name.
    readDefinition({ name, text, file: options.from ?? `${name}${ending}`, modifiedAt: 0 });
    const file = await scope.workflows.write(name, text, { ending, ifTaken: 'refuse' });
    // Stored all the same: what it needs may be installed later.
    const problems = await problemsOfText(await scope.orchestrator(), { name, text, file });
    if (scope.json) scope.terminal.json({ success: true, name, file, problems: problems.map(wireProblem) });
    else {
      scope.terminal.data(file);
      for (const problem of problems) scope.terminal.note(`it cannot run yet: ${safe(problem.message)}`);
      if (problems.length === 0) scope.terminal.note(`run it: ${program()} workflow run ${name}`);
    }
    return 0;
  });
}

async function problemsOfText(
  orchestrator: Orchestrator,
  written: { readonly name: string; readonly text: string; readonly file: string },
): Promise<readonly Problem[]> {
  try {
    await orchestrator.check(readForCheck({ ...written, modifiedAt: 0 }));
    return [];
  } catch (error) {
    const problems = problemsOf(error);
    if (problems.length > 0) return problems;
    throw error;
  }
}

interface Source {
  readonly text: string;
  readonly ending: '.yaml' | '.json';
}

async function source(
  name: string,
  options: CreateOptions,
  shipped: (template: string) => Promise<string>,
): Promise<Source> {
  if (options.from !== undefined) {
    const { text, file } = await readWorkflowFile(resolve(options.from), name);
    return named(text, name, extname(file) === '.json' ? '.json' : '.yaml');
  }
  if (options.template === 'code-health') return named(await shipped('code-health'), name, '.yaml');
  const text = templateText(options.template, name);
  if (text !== undefined) return { text, ending: '.yaml' };
  throw new NotFoundError(`there is no template "${options.template}"`, {
    code: 'TEMPLATE_NOT_FOUND',
    suggestions: [
      didYouMean(options.template, templateNames) ??
        `The templates are ${templateNames.join(', ')}; --from FILE takes a definition of yours.`,
    ],
  });
}

/** The definition under its new name; comments and layout of the file are kept. */
function named(text: string, name: string, ending: Source['ending']): Source {
  if (ending === '.json') {
    const definition: unknown = parsedJson(text);
    return { text: `${JSON.stringify({ ...Object(definition), name }, null, 2)}\n`, ending };
  }
  const document = parseDocument(text);
  if (document.errors.length === 0) document.set('name', name);
  return { text: document.errors.length === 0 ? document.toString() : text, ending };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`the definition is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'INVALID_WORKFLOW',
    });
  }
}
