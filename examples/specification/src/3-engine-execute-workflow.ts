import { OrchestrationEngine } from 'codomyrmex';
import { prepareAnalysis } from './prelude/analysis.ts';

await prepareAnalysis('ai-analysis');

const engine = new OrchestrationEngine();
const result = await engine.executeWorkflow('ai-analysis', {
  code_path: './src',
  output_path: './analysis',
  include_visualization: true,
});
if (result.success) {
  console.log(`Workflow completed: ${result.stepsExecuted} steps`);
} else {
  console.log(`Workflow failed: ${result.error}`);
}

// Output:
// Workflow completed: 2 steps
