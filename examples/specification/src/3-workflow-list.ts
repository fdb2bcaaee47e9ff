import { WorkflowManager } from 'codomyrmex';
import { prepareAnalysis } from './prelude/analysis.ts';

await prepareAnalysis('ai-analysis');
const manager = new WorkflowManager();

const workflows = await manager.listWorkflows();
for (const [name, info] of Object.entries(workflows)) {
  console.log(`Workflow: ${name}`);
  console.log(`  Steps: ${info.steps}`);
  console.log(`  Modules: ${info.modules.join(', ')}`);
  console.log(`  Estimated Duration: ${info.estimatedDuration}s`);
}

// Output:
// Workflow: ai-analysis
//   Steps: 2
//   Modules: static_analysis, data_visualization
//   Estimated Duration: …s
// …
