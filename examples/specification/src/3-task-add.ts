import { createTask, TaskOrchestrator } from 'codomyrmex';

const orchestrator = new TaskOrchestrator();

const task = createTask('analyze_code', 'static_analysis', 'analyze_code_quality', {
  parameters: { path: './src' },
});
const taskId = orchestrator.addTask(task);

console.log(`Its id is that of the task: ${taskId === task.id}`);

// Output:
// Its id is that of the task: true
