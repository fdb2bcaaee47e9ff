import { getOrchestrationEngine } from 'codomyrmex';
import { prepareAnalysis } from './prelude/analysis.ts';

await prepareAnalysis('ai_analysis');

// Get orchestration engine
const engine = getOrchestrationEngine();

// Execute a simple workflow
const result = await engine.executeWorkflow('ai_analysis');
console.log(`Workflow completed: ${result.success}`);

// Output:
// Workflow completed: true
