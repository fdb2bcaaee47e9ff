import { getWorkflowManager } from 'codomyrmex';
import { prepareAnalysis } from './prelude/analysis.ts';

await prepareAnalysis('ai_analysis');

// Get workflow manager with performance monitoring
const wfManager = getWorkflowManager();

// Execute workflow (automatically monitored)
await wfManager.executeWorkflow('ai_analysis');

// Get performance summary
const perfSummary = await wfManager.getPerformanceSummary();
console.log(`Performance metrics: ${JSON.stringify(perfSummary)}`);

// Output:
// Performance metrics: {…"totalWorkflowsExecuted":1,…}
