import { getResourceManager, ResourceType } from 'codomyrmex';

// Get resource manager
const resourceManager = getResourceManager();

// Add custom resource
const customResource = {
  id: 'gpu_1',
  name: 'GPU Resource',
  type: ResourceType.GPU,
  capacity: { units: 1 },
  limits: { maxConcurrentUsers: 1 },
};

resourceManager.addResource(customResource);

console.log(resourceManager.listResources(ResourceType.GPU).map(({ id, status }) => `${id}: ${status}`));

// Output:
// [ 'gpu_1: available' ]
