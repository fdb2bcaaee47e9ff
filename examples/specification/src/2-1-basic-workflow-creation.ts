// Example 1: a workflow of two steps is created, kept, and executed.
import { WorkflowManager } from 'codomyrmex';

const manager = new WorkflowManager();
await manager.createWorkflow('greeting', [
  { name: 'word', module: 'shell', action: 'run', parameters: { command: 'echo hello' } },
  {
    name: 'sentence',
    module: 'shell',
    action: 'run',
    parameters: { command: ['echo', '{{ word.output.stdout }}', '{{ who }}'] },
  },
]);

const execution = await manager.executeWorkflow('greeting', { who: 'Ada' });
console.log(`${execution.workflowName}: ${execution.status}`);
for (const [step, { success, attempts }] of Object.entries(execution.results)) {
  console.log(`  ${step}: ${success ? 'succeeded' : 'failed'} at attempt ${attempts}`);
}

// Output:
// greeting: completed
//   word: succeeded at attempt 1
//   sentence: succeeded at attempt 1
