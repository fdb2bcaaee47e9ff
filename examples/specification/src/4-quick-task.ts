import { createTask, getTaskOrchestrator } from 'codomyrmex';
import { writeSources } from './prelude/sources.ts';

writeSources();

// Get task orchestrator
const taskOrchestrator = getTaskOrchestrator();

// Create and execute task
const task = createTask('analyze_code', 'static_analysis', 'analyze_code_quality', {
  parameters: { path: '.' },
});

const result = await taskOrchestrator.executeTask(task);
console.log(`Task completed: ${result.success}`);

// Output:
// Task completed: true
