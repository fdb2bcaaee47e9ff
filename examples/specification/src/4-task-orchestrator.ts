import { createTask, getTaskOrchestrator, TaskPriority } from 'codomyrmex';
import { writeSources } from './prelude/sources.ts';

writeSources();

// Get task orchestrator
const taskOrchestrator = getTaskOrchestrator();

// Create tasks
const task1 = createTask('setup', 'environment_setup', 'check_environment', {
  priority: TaskPriority.HIGH,
});

const task2 = createTask('analyze', 'static_analysis', 'analyze_code_quality', {
  // The document leaves the path out: this action asks for one.
  parameters: { path: '.' },
  dependencies: [task1.id],
  priority: TaskPriority.NORMAL,
});

// Add tasks and execute
taskOrchestrator.addTask(task1);
taskOrchestrator.addTask(task2);
taskOrchestrator.startExecution();

await taskOrchestrator.waitForCompletion();
console.log(
  `Completed: ${taskOrchestrator
    .listTasks('completed')
    .map(({ name }) => name)
    .join()}`,
);

// Output:
// Completed: setup,analyze
