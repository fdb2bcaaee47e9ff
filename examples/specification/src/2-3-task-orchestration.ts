// Example 3: tasks that depend on each other; two of them run at the same time.
import { TaskOrchestrator, TaskPriority } from 'codomyrmex';

const orchestrator = new TaskOrchestrator({ maxWorkers: 2 });
const say = (word: string) => ({ parameters: { command: `echo ${word}` } });

const prepare = orchestrator.createTask('prepare', 'shell', 'run', say('prepared'));
const left = orchestrator.createTask('left', 'shell', 'run', { ...say('left'), dependencies: [prepare.id] });
const right = orchestrator.createTask('right', 'shell', 'run', { ...say('right'), dependencies: [prepare.id] });
const join = orchestrator.createTask('join', 'shell', 'run', {
  ...say('joined'),
  dependencies: [left.id, right.id],
  priority: TaskPriority.HIGH,
});

orchestrator.startExecution();
const completed = await orchestrator.waitForCompletion(60);
console.log(`All completed: ${completed}`);
console.log(`The last one: ${JSON.stringify(orchestrator.getTaskResult(join.id)?.data)}`);
console.log(`Depends on: ${orchestrator.getDependencies(join.id).length} tasks`);

// Output:
// All completed: true
// The last one: {…"stdout":"joined\n"…}
// Depends on: 2 tasks
