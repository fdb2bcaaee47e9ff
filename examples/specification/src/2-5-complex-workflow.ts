// Example 5: several stages, of which the middle one has steps that run at the same time.
import { OrchestrationEngine } from 'codomyrmex';

const say = (name: string) => ({ name, module: 'shell', action: 'run', parameters: { command: `echo ${name}` } });
const engine = new OrchestrationEngine();
const result = await engine.executeComplexWorkflow({
  steps: ['fetch', 'build', 'test', 'lint', 'publish'].map(say),
  dependencies: { build: ['fetch'], test: ['build'], lint: ['build'], publish: ['test', 'lint'] },
  parallelGroups: [['test', 'lint']],
});

console.log(`Succeeded: ${result.success}`);
console.log(`Steps: ${Object.keys(result.results).sort().join(', ')}`);
console.log(`Completed: ${result.executionStats.completed} of ${result.executionStats.totalTasks}`);

// Output:
// Succeeded: true
// Steps: build, fetch, lint, publish, test
// Completed: 5 of 5
