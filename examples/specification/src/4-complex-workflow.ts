import { getOrchestrationEngine } from 'codomyrmex';
import { writeSources } from './prelude/sources.ts';

writeSources();
const engine = getOrchestrationEngine();

// Define complex workflow with parallel execution; the document leaves the parameters out that two of the actions need
const workflowDefinition = {
  steps: [
    { name: 'setup', module: 'environment_setup', action: 'check_environment' },
    { name: 'analyze', module: 'static_analysis', action: 'analyze_code_quality', parameters: { path: './src' } },
    { name: 'visualize', module: 'data_visualization', action: 'create_chart', parameters: { data: { files: 1 } } },
  ],
  dependencies: {
    analyze: ['setup'],
    visualize: ['analyze'],
  },
  parallelGroups: [
    ['analyze', 'visualize'], // These can run in parallel, says the document; the dependencies win
  ],
};

const result = await engine.executeComplexWorkflow(workflowDefinition);

console.log(`Succeeded: ${result.success}, steps: ${Object.keys(result.results).join()}`);

// Output:
// Succeeded: true, steps: setup,analyze,visualize
