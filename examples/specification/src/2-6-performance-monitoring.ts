// Example 6: what was measured while a workflow ran three times.
import { WorkflowManager } from 'codomyrmex';

const manager = new WorkflowManager();
await manager.createWorkflow('echo', [
  { name: 'say', module: 'shell', action: 'run', parameters: { command: 'echo hello' } },
]);
for (let run = 0; run < 3; run += 1) await manager.executeWorkflow('echo');

const summary = await manager.getPerformanceSummary('echo');
if ('error' in summary) {
  console.log(summary.error);
} else {
  console.log(`Executed: ${summary.totalWorkflowsExecuted}, of which ${summary.successfulExecutions} succeeded`);
  console.log(`On average: ${summary.averageExecutionTime.toFixed(3)} s`);
  console.log(`Modules: ${Object.keys(summary.moduleUsageStats).join(', ')}`);
}

// Output:
// Executed: 3, of which 3 succeeded
// On average: … s
// Modules: shell
