// Example 7: whether everything is well, and what each component says.
import { OrchestrationEngine } from 'codomyrmex';

const engine = new OrchestrationEngine();
const health = await engine.healthCheck();
console.log(`Overall: ${health.overallStatus}`);
for (const name of ['workflowManager', 'taskOrchestrator', 'resourceManager']) {
  console.log(`  ${name}: ${health.components[name]?.status}`);
}
console.log(`Issues: ${health.issues.length}`);

// Output:
// Overall: healthy
//   workflowManager: healthy
//   taskOrchestrator: healthy
//   resourceManager: healthy
// Issues: 0
