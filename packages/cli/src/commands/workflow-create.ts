import { extname, resolve } from 'node:path';
import { NotFoundError, UsageError } from '@codomyrmex/core';
import { readDefinition, readWorkflowFile } from '@codomyrmex/engine';
import { parseDocument } from 'yaml';
import { type CommonOptions, perform } from '../command-run.ts';

const starter = (name: string): string => `name: ${name}
description: a first workflow
parameters:
  who: { type: string, default: world }
steps:
  - name: greet
    module: shell
    action: run
    parameters: { command: [echo, "hello {{ who }}"] }
  - name: measure
    module: shell
    action: run
    parameters: { command: [echo, "the greeting was: {{ greet.output.stdout }}"] }
`;

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
    if (scope.json) scope.terminal.json({ success: true, name, file });
    else {
      scope.terminal.data(file);
      scope.terminal.note(`run it: codomyrmex workflow run ${name}`);
    }
    return 0;
  });
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
  switch (options.template) {
    case 'starter':
      return { text: starter(name), ending: '.yaml' };
    case 'code-health':
      return named(await shipped('code-health'), name, '.yaml');
    default:
      throw new NotFoundError(`there is no template "${options.template}"`, {
        code: 'TEMPLATE_NOT_FOUND',
        suggestions: ['The templates are starter and code-health; --from FILE takes a definition of yours.'],
      });
  }
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
