/**
 * Resources: a ledger of what there is and who holds it, a fair waiting line over it, and the `ResourceManager` door.
 * @module @codomyrmex/resources
 */

export type { Alert, AlertKind, MonitorThresholds, Thresholds } from './alerts.ts';
export { Allocation, type Owner } from './allocation.ts';
export type { AcquireOptions } from './allocation-desk.ts';
export type { AllocationReport } from './allocation-report.ts';
export { type Deadlock, findDeadlock } from './deadlock.ts';
export { defaultResources, type Machine } from './default-resources.ts';
export { FenceNumbers } from './fence-numbers.ts';
export type { GrantingLine } from './granting-line.ts';
export { healthOf, type ResourceHealth, type ResourcesHealth } from './health.ts';
export { Heap } from './heap.ts';
export { heldResources } from './held-resources.ts';
export { Ticket } from './lane.ts';
export { type Compilation, Ledger, type LedgerOptions, type Spare } from './ledger.ts';
export type { Need } from './need.ts';
export { type ReadRequirements, type Requirement, type Requirements, readRequirements } from './requirements.ts';
export type { ResourceChanges } from './resource-changes.ts';
export type { Amounts, ResourceDefinition, ResourceLimits } from './resource-definition.ts';
export { storedProblems } from './resource-entry.ts';
export { ResourceManager, type ResourceManagerPorts } from './resource-manager.ts';
export { type MonitorOptions, ResourceMonitor, type ResourceReport } from './resource-monitor.ts';
export type { Resource, ResourceAllocation, ResourceUsage, SystemUsage, UserAllocation } from './resource-views.ts';
export {
  parseResourcesFile,
  type ReadResources,
  readResourcesFile,
  writeResourcesFile,
} from './resources-file.ts';
export type {
  OtherProcess,
  SharedChanges,
  SharedHolding,
  SharedHoldings,
  SharedLevel,
  SharedPart,
  SharedView,
  SharedWant,
} from './shared-holdings.ts';
export { SharedLine, type SharedLineOptions } from './shared-line.ts';
export type { Shortage } from './shortage.ts';
export { type StandingAllocation, standingAllocations } from './standing-allocations.ts';
export type { StoredResource } from './stored-resource.ts';
export type { Usage } from './usage.ts';
export type { ResourceAnalytics, UsageSample, UserTime } from './usage-analytics.ts';
export { UsageHistory, type UsageHistoryOptions } from './usage-history.ts';
export {
  type Holding,
  type Lack,
  type Wait,
  type WaitForGraph,
  type WaitingTicket,
  type WatchedLine,
  waitForGraph,
  waitForText,
} from './wait-for-graph.ts';
export { WaitingLine, type WaitingLineOptions } from './waiting-line.ts';
