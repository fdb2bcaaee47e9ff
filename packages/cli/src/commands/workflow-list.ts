import type { WorkflowDefinition } from '@codomyrmex/core';
import { DefinitionError, isOrchestrationError } from '@codomyrmex/core';
import { readDefinition } from '@codomyrmex/engine';
import { stringify } from 'yaml';
import { type CommandScope, type CommonOptions, perform } from '../command-run.ts';
import { findWorkflow } from '../find-workflow.ts';
import { problemsOf } from '../output/error-report.ts';
import { table } from '../output/table.ts';

interface Listed {
  readonly name: string;
  readonly file: string;
  readonly valid: boolean;
  readonly description: string;
  readonly steps: number;
  readonly modules: readonly string[];
  readonly has_dependencies: boolean;
}

export function listWorkflows(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const all = await listed(scope);
    if (scope.json) {
      scope.terminal.json(all);
      return 0;
    }
    const rows = all.map((one) => [
      one.name,
      one.valid ? String(one.steps) : 'not valid',
      one.modules.join(', '),
      one.description,
    ]);
    const columns = [
      { title: 'workflow' },
      { title: 'steps', align: 'right' as const },
      { title: 'modules' },
      { title: 'description' },
    ];
    scope.terminal.data(table(columns, rows, scope.terminal.outWidth));
    if (all.length === 0) scope.terminal.note('no workflows yet: codomyrmex workflow create NAME');
    return 0;
  });
}

async function listed(scope: CommandScope): Promise<readonly Listed[]> {
  const files = await scope.workflows.list();
  return Promise.all(
    files.map(async ({ name, file }) => {
      try {
        return listing(name, file, readDefinition(await scope.workflows.read(name)).definition);
      } catch (error) {
        if (!isOrchestrationError(error)) throw error;
        const first = problemsOf(error)[0]?.message ?? error.message;
        return { name, file, valid: false, description: first, steps: 0, modules: [], has_dependencies: false };
      }
    }),
  );
}

function listing(name: string, file: string, { steps, description }: WorkflowDefinition): Listed {
  return {
    name,
    file,
    valid: true,
    description: description ?? '',
    steps: steps.length,
    modules: [...new Set(steps.map((step) => step.module))],
    has_dependencies: steps.some((step) => (step.dependencies ?? []).length > 0),
  };
}

export function showWorkflow(nameOrFile: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { definition, problems } = await findWorkflow(scope.workflows, nameOrFile);
    if (problems !== undefined) throw new DefinitionError(`workflow "${definition.name}" is not valid`, problems);
    if (scope.json) scope.terminal.json(definition);
    else scope.terminal.data(stringify(definition).trimEnd());
    return 0;
  });
}

export function deleteWorkflow(name: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const file = await scope.workflows.delete(name);
    if (scope.json) scope.terminal.json({ success: true, name, file });
    else scope.terminal.note(`deleted ${file}`);
    return 0;
  });
}
