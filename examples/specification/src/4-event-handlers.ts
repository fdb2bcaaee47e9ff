import { getOrchestrationEngine } from 'codomyrmex';
import { prepareAnalysis } from './prelude/analysis.ts';

await prepareAnalysis('ai_analysis');

// Get orchestration engine
const engine = getOrchestrationEngine();

// Register event handler
engine.registerEventHandler('workflow_completed', (_event, data) => {
  console.log(`Workflow ${data.workflowName} completed: ${data.success}`);
});

await engine.executeWorkflow('ai_analysis');

// Output:
// Workflow ai_analysis completed: true
