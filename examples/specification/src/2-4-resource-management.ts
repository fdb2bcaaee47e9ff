// Example 4: two steps need the only device there is; they run one after the other, and it is free at the end.
import { getResourceManager, getWorkflowManager, ResourceType } from 'codomyrmex';

const resources = getResourceManager();
resources.addResource({ id: 'gpu_1', name: 'The only device', type: ResourceType.GPU, capacity: { units: 1 } });

const needsDevice = { resources: [{ type: ResourceType.GPU, amount: { units: 1 } }] };
const manager = getWorkflowManager();
await manager.createWorkflow('training', [
  { name: 'first', module: 'shell', action: 'run', parameters: { command: 'echo first' }, ...needsDevice },
  { name: 'second', module: 'shell', action: 'run', parameters: { command: 'echo second' }, ...needsDevice },
]);
const execution = await manager.executeWorkflow('training');

const usage = resources.getResourceUsage('gpu_1');
console.log(`${execution.status}, allocations so far: ${usage?.totalAllocations}, users now: ${usage?.currentUsers}`);

// Output:
// completed, allocations so far: 2, users now: 0
