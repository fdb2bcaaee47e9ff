import { TaskOrchestrator, TaskPriority } from 'codomyrmex';

const orchestrator = new TaskOrchestrator();
const task = orchestrator.createTask('analyze_code', 'static_analysis', 'analyze_code_quality', {
  parameters: { path: './src' },
  priority: TaskPriority.HIGH,
  timeout: 300,
});

console.log(`${task.name}: ${task.priority}, ${task.status}, ends after ${task.timeout} s`);

// Output:
// analyze_code: high, pending, ends after 300 s
