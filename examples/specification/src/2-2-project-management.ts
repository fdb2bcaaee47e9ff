// Example 2: a project is made, worked on, and looked after.
import { createProject, createWorkflowSteps, getProjectManager } from 'codomyrmex';

const manager = getProjectManager();
const project = await createProject('sample', 'A sample project');
console.log(`Created project: ${project.name} (${project.status})`);

await createWorkflowSteps('count', [
  { name: 'files', module: 'shell', action: 'run', parameters: { command: 'find . -type f | wc -l' } },
]);
const { success } = await manager.executeProjectWorkflow('sample', 'count');
console.log(`Workflow count: ${success ? 'completed' : 'failed'}`);

await manager.addProjectMilestone('sample', 'first_count', { files: 1 });
const status = await manager.getProjectStatus('sample');
console.log(`Status: ${status?.status}, milestones: ${Object.keys(status?.milestones ?? {}).join(', ')}`);
for (const { name, type } of await manager.listProjects()) console.log(`  ${name} (${type})`);

// Output:
// Created project: sample (planning)
// Workflow count: completed
// Status: active, milestones: first_count
//   sample (custom)
