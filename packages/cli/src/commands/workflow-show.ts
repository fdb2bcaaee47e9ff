import { DefinitionError, isOrchestrationError } from '@codomyrmex/core';
import { type PlacedDefinition, plannedEffects } from '@codomyrmex/engine';
import { stringify } from 'yaml';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findWorkflow } from '../find-workflow.ts';
import { program } from '../output/called-as.ts';
import { effectsText } from '../output/effects-text.ts';
import { tellWarnings } from '../output/warning-text.ts';
import { safe } from '../terminal.ts';

export function showWorkflow(nameOrFile: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const placed = await findWorkflow(scope.workflows, nameOrFile);
    const { definition, problems } = placed;
    if (problems !== undefined) throw new DefinitionError(`workflow "${definition.name}" is not valid`, problems);
    if (scope.json) scope.terminal.json(definition);
    else {
      scope.terminal.data(stringify(definition).trimEnd());
      await tellEffects(scope, placed);
    }
    return 0;
  });
}

/** Beside the definition, which stays what it is: what its actions do. Of one that could not run there is nothing to tell. */
async function tellEffects(scope: CommandScope, placed: PlacedDefinition): Promise<void> {
  const { terminal } = scope;
  try {
    const checked = await (await scope.orchestrator()).check(placed);
    terminal.note(`\n${effectsText(plannedEffects(checked))}`);
    tellWarnings(terminal, checked.warnings);
  } catch (error) {
    if (!isOrchestrationError(error)) throw error;
    terminal.note(`\nit could not run as it is: ${program()} workflow validate ${quoted(placed)}`);
  }
}

const quoted = ({ definition, file }: PlacedDefinition): string => safe(file ?? definition.name);
