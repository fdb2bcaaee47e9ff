import { getWorkflowManager, WorkflowStatus } from 'codomyrmex';
import { prepareAnalysis } from './prelude/analysis.ts';

await prepareAnalysis('ai-analysis');

const manager = getWorkflowManager();
const execution = await manager.executeWorkflow('ai-analysis', {
  project_path: '/path/to/project',
  output_format: 'json',
});

if (execution.status === WorkflowStatus.COMPLETED) {
  console.log('Workflow completed successfully');
  for (const [stepName, result] of Object.entries(execution.results)) {
    console.log(`Step ${stepName}: ${JSON.stringify(result)}`);
  }
} else {
  console.log(`Workflow failed: ${execution.errors.join()}`);
}

// Output:
// Workflow completed successfully
// Step analyze_code: {…"success":true,…}
// Step create_visualization: {…"success":true,…}
