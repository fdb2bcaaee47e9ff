import { graphDot, graphJson, graphMermaid } from '@codomyrmex/dag';
import { type CheckedStep, stepSummary } from '@codomyrmex/engine';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findWorkflow } from '../find-workflow.ts';

interface GraphOptions extends CommonOptions {
  readonly format: 'mermaid' | 'dot' | 'json' | 'svg';
}

export function graphWorkflow(nameOrFile: string, options: GraphOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const { plan, definition, steps } = await orchestrator.check(await findWorkflow(scope.workflows, nameOrFile));
    const labels = plan.names.map((name, task) => stepLabel(name, steps[task]));
    switch (options.json === true ? 'json' : options.format) {
      case 'mermaid':
        scope.terminal.data(graphMermaid(plan, labels).trimEnd());
        break;
      case 'dot':
        scope.terminal.data(graphDot(plan, definition.name, labels).trimEnd());
        break;
      case 'json':
        scope.terminal.json(graphJson(plan, labels));
        break;
      case 'svg': {
        const { graphSvg } = await import('../output/graph-svg.ts');
        scope.terminal.data(graphSvg(plan, definition.name, labels).trimEnd());
      }
    }
    return 0;
  });
}

/** A step that is more than one call of an action says so. */
function stepLabel(name: string, step: CheckedStep | undefined): string {
  const summary = step === undefined ? undefined : stepSummary(step);
  return summary === undefined ? name : `${name} (${summary})`;
}
