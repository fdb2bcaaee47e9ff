import { graphDot, graphJson, graphMermaid } from '@codomyrmex/dag';
import { type CommonOptions, perform } from '../command-run.ts';
import { findWorkflow } from '../find-workflow.ts';

interface GraphOptions extends CommonOptions {
  readonly format: 'mermaid' | 'dot' | 'json' | 'svg';
}

export function graphWorkflow(nameOrFile: string, options: GraphOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const { plan, definition } = await orchestrator.check(await findWorkflow(scope.workflows, nameOrFile));
    switch (options.json === true ? 'json' : options.format) {
      case 'mermaid':
        scope.terminal.data(graphMermaid(plan).trimEnd());
        break;
      case 'dot':
        scope.terminal.data(graphDot(plan, definition.name).trimEnd());
        break;
      case 'json':
        scope.terminal.json(graphJson(plan));
        break;
      case 'svg': {
        const { graphSvg } = await import('../output/graph-svg.ts');
        scope.terminal.data(graphSvg(plan, definition.name).trimEnd());
      }
    }
    return 0;
  });
}
