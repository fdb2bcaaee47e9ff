import { describe, expect, it } from 'vitest';
import {
  ActionError,
  DefinitionError,
  errorResponse,
  errorTypes,
  failureCodes,
  failureFrom,
  failureSchema,
  InternalError,
  isOrchestrationError,
  NotApplicable,
  NotFoundError,
  OrchestrationError,
  OrchestrationMode,
  ProjectManagementError,
  ProjectStatus,
  ProjectType,
  prioritySchema,
  projectStatusSchema,
  ResourceAllocationError,
  ResourceStatus,
  ResourceType,
  SessionStatus,
  StorageError,
  TaskExecutionError,
  TaskPriority,
  TaskStatus,
  UsageError,
  WorkflowExecutionError,
  WorkflowStatus,
} from '../src/index.ts';

describe('the enumerations of the specification', () => {
  it('given WorkflowStatus, then each member is its value, and there are no others', {
    meta: {
      specification: [
        '1.WorkflowStatus',
        '1.WorkflowStatus.PENDING',
        '1.WorkflowStatus.RUNNING',
        '1.WorkflowStatus.COMPLETED',
        '1.WorkflowStatus.FAILED',
        '1.WorkflowStatus.CANCELLED',
        '3.WorkflowStatus',
        '3.WorkflowStatus.PENDING',
        '3.WorkflowStatus.RUNNING',
        '3.WorkflowStatus.COMPLETED',
        '3.WorkflowStatus.FAILED',
        '3.WorkflowStatus.CANCELLED',
      ],
    },
  }, () => {
    expect(WorkflowStatus).toEqual({
      PENDING: 'pending',
      RUNNING: 'running',
      COMPLETED: 'completed',
      FAILED: 'failed',
      CANCELLED: 'cancelled',
    });
    expect(Object.isFrozen(WorkflowStatus)).toBe(true);
  });

  it('given TaskStatus, then each member is its value, and there are no others', {
    meta: {
      specification: [
        '1.TaskStatus',
        '1.TaskStatus.PENDING',
        '1.TaskStatus.RUNNING',
        '1.TaskStatus.COMPLETED',
        '1.TaskStatus.FAILED',
        '1.TaskStatus.CANCELLED',
        '3.TaskStatus',
        '3.TaskStatus.PENDING',
        '3.TaskStatus.READY',
        '3.TaskStatus.RUNNING',
        '3.TaskStatus.COMPLETED',
        '3.TaskStatus.FAILED',
        '3.TaskStatus.CANCELLED',
        '3.TaskStatus.SKIPPED',
      ],
    },
  }, () => {
    expect(TaskStatus).toEqual({
      PENDING: 'pending',
      READY: 'ready',
      RUNNING: 'running',
      COMPLETED: 'completed',
      FAILED: 'failed',
      CANCELLED: 'cancelled',
      SKIPPED: 'skipped',
    });
    expect(Object.isFrozen(TaskStatus)).toBe(true);
  });

  it('given TaskPriority, then each member is its value, and there are no others', {
    meta: {
      specification: [
        '1.TaskPriority',
        '1.TaskPriority.LOW',
        '1.TaskPriority.NORMAL',
        '1.TaskPriority.HIGH',
        '3.TaskPriority',
        '3.TaskPriority.LOW',
        '3.TaskPriority.NORMAL',
        '3.TaskPriority.HIGH',
        '3.TaskPriority.CRITICAL',
        '4.TaskPriority.HIGH',
        '4.TaskPriority.NORMAL',
      ],
    },
  }, () => {
    expect(TaskPriority).toEqual({ LOW: 'low', NORMAL: 'normal', HIGH: 'high', CRITICAL: 'critical' });
    expect(Object.isFrozen(TaskPriority)).toBe(true);
  });

  it('given ProjectStatus, then each member is its value, and there are no others', {
    meta: {
      specification: [
        '1.ProjectStatus',
        '1.ProjectStatus.ACTIVE',
        '1.ProjectStatus.COMPLETED',
        '1.ProjectStatus.ARCHIVED',
        '1.ProjectStatus.FAILED',
        '3.ProjectStatus',
        '3.ProjectStatus.PLANNING',
        '3.ProjectStatus.ACTIVE',
        '3.ProjectStatus.PAUSED',
        '3.ProjectStatus.COMPLETED',
        '3.ProjectStatus.ARCHIVED',
        '3.ProjectStatus.FAILED',
      ],
    },
  }, () => {
    expect(ProjectStatus).toEqual({
      PLANNING: 'planning',
      ACTIVE: 'active',
      PAUSED: 'paused',
      COMPLETED: 'completed',
      ARCHIVED: 'archived',
      FAILED: 'failed',
    });
    expect(Object.isFrozen(ProjectStatus)).toBe(true);
  });

  it('given ProjectType, then each member is its value, and there are no others', {
    meta: { specification: ['3.ProjectType', '3.ProjectType.CUSTOM'] },
  }, () => {
    expect(ProjectType).toEqual({
      AI_ANALYSIS: 'ai_analysis',
      WEB_APPLICATION: 'web_application',
      DATA_PIPELINE: 'data_pipeline',
      ML_MODEL: 'ml_model',
      DOCUMENTATION: 'documentation',
      RESEARCH: 'research',
      CUSTOM: 'custom',
    });
    expect(Object.isFrozen(ProjectType)).toBe(true);
  });

  it('given ResourceType, then each member is its value, and there are no others', {
    meta: {
      specification: [
        '3.ResourceType',
        '3.ResourceType.CPU',
        '3.ResourceType.MEMORY',
        '3.ResourceType.DISK',
        '3.ResourceType.NETWORK',
        '3.ResourceType.FILE',
        '3.ResourceType.DATABASE',
        '3.ResourceType.EXTERNAL_API',
        '3.ResourceType.GPU',
        '3.ResourceType.QUEUE',
        '3.ResourceType.LOCK',
        '3.ResourceType.SEMAPHORE',
        '4.ResourceType.GPU',
      ],
    },
  }, () => {
    expect(ResourceType).toEqual({
      CPU: 'cpu',
      MEMORY: 'memory',
      DISK: 'disk',
      NETWORK: 'network',
      FILE: 'file',
      DATABASE: 'database',
      EXTERNAL_API: 'external_api',
      GPU: 'gpu',
      QUEUE: 'queue',
      LOCK: 'lock',
      SEMAPHORE: 'semaphore',
    });
    expect(Object.isFrozen(ResourceType)).toBe(true);
  });

  it('given ResourceStatus, then each member is its value, and there are no others', {
    meta: {
      specification: [
        '3.ResourceStatus',
        '3.ResourceStatus.AVAILABLE',
        '3.ResourceStatus.IN_USE',
        '3.ResourceStatus.RESERVED',
        '3.ResourceStatus.MAINTENANCE',
        '3.ResourceStatus.UNAVAILABLE',
      ],
    },
  }, () => {
    expect(ResourceStatus).toEqual({
      AVAILABLE: 'available',
      IN_USE: 'in_use',
      RESERVED: 'reserved',
      MAINTENANCE: 'maintenance',
      UNAVAILABLE: 'unavailable',
    });
    expect(Object.isFrozen(ResourceStatus)).toBe(true);
  });

  it('given OrchestrationMode, then each member is its value, and there are no others', {
    meta: {
      specification: [
        '3.OrchestrationMode',
        '3.OrchestrationMode.SEQUENTIAL',
        '3.OrchestrationMode.PARALLEL',
        '3.OrchestrationMode.PRIORITY',
        '3.OrchestrationMode.RESOURCE_AWARE',
      ],
    },
  }, () => {
    expect(OrchestrationMode).toEqual({
      SEQUENTIAL: 'sequential',
      PARALLEL: 'parallel',
      PRIORITY: 'priority',
      RESOURCE_AWARE: 'resource_aware',
    });
    expect(Object.isFrozen(OrchestrationMode)).toBe(true);
  });

  it('given SessionStatus, then each member is its value, and there are no others', {
    meta: {
      specification: [
        '3.SessionStatus',
        '3.SessionStatus.PENDING',
        '3.SessionStatus.ACTIVE',
        '3.SessionStatus.COMPLETED',
        '3.SessionStatus.CANCELLED',
        '3.SessionStatus.FAILED',
      ],
    },
  }, () => {
    expect(SessionStatus).toEqual({
      PENDING: 'pending',
      ACTIVE: 'active',
      COMPLETED: 'completed',
      CANCELLED: 'cancelled',
      FAILED: 'failed',
    });
    expect(Object.isFrozen(SessionStatus)).toBe(true);
  });

  it('given the words of document 1, then they are read as those of document 3', {
    meta: { specification: ['1.TaskPriority.URGENT', '1.ProjectStatus.CREATED'] },
  }, () => {
    expect(prioritySchema.parse('urgent')).toBe(TaskPriority.CRITICAL);
    expect(prioritySchema.parse('HIGH')).toBe(TaskPriority.HIGH);
    expect([1, 2, 3, 4].map((number) => prioritySchema.parse(number))).toEqual(['low', 'normal', 'high', 'critical']);
    expect(projectStatusSchema.parse('created')).toBe(ProjectStatus.PLANNING);
    expect(projectStatusSchema.parse('paused')).toBe(ProjectStatus.PAUSED);
  });

  it.each(['', 'pending', 'constructor', 0, 5, 1.5, null])(
    'given %j, which is no priority, then it is refused',
    (written) => {
      expect(prioritySchema.safeParse(written).success).toBe(false);
      expect(projectStatusSchema.safeParse(written).success).toBe(false);
    },
  );
});

const everyKind: readonly [OrchestrationError, (typeof errorTypes)[number], string][] = [
  [new OrchestrationError('x'), 'OrchestrationError', 'ORCHESTRATION_FAILED'],
  [new WorkflowExecutionError('x'), 'WorkflowExecutionError', 'WORKFLOW_FAILED'],
  [new DefinitionError('x', []), 'WorkflowExecutionError', 'INVALID_WORKFLOW'],
  [new TaskExecutionError('x'), 'TaskExecutionError', 'TASK_FAILED'],
  [new ActionError('x'), 'TaskExecutionError', 'ACTION_FAILED'],
  [new ResourceAllocationError('x'), 'ResourceAllocationError', 'RESOURCE_UNAVAILABLE'],
  [new ProjectManagementError('x', { code: 'PROJECT_EXISTS' }), 'ProjectManagementError', 'PROJECT_EXISTS'],
  [new UsageError('x'), 'OrchestrationError', 'USAGE'],
  [new NotFoundError('x', { code: 'WORKFLOW_NOT_FOUND' }), 'OrchestrationError', 'WORKFLOW_NOT_FOUND'],
  [new StorageError('x', { code: 'DISK_FULL' }), 'OrchestrationError', 'DISK_FULL'],
  [new InternalError('x'), 'OrchestrationError', 'INTERNAL_ERROR'],
];

describe('the errors of the specification', () => {
  it('given any error of ours, then it is an OrchestrationError of one of the five classes, with a code that is listed', {
    meta: {
      specification: [
        '3.OrchestrationError',
        '3.WorkflowExecutionError',
        '3.TaskExecutionError',
        '3.ResourceAllocationError',
        '3.ProjectManagementError',
      ],
    },
  }, () => {
    for (const [error, type, code] of everyKind) {
      expect(isOrchestrationError(error)).toBe(true);
      expect(error).toBeInstanceOf(OrchestrationError);
      expect(error).toMatchObject({ errorType: type, code, details: {}, suggestions: [] });
      expect(failureCodes).toContain(code);
      expect(failureFrom(error)).toMatchObject({ type, code, message: 'x' });
    }
    expect(new Set(everyKind.map(([, type]) => type))).toEqual(new Set(errorTypes));
  });

  it('given only the failures of tasks, then another attempt may help', () => {
    const retryable = everyKind.filter(([error]) => error.retryable).map(([, type]) => type);
    expect(new Set(retryable)).toEqual(new Set(['TaskExecutionError']));
  });

  it.each([
    'RESOURCE_UNAVAILABLE',
    'MODULE_NOT_FOUND',
    'WORKFLOW_NOT_FOUND',
    'PROJECT_EXISTS',
    'PERMISSION_DENIED',
    'TIMEOUT_EXCEEDED',
    'DEPENDENCY_FAILED',
    'INVALID_PARAMETERS',
  ])('given the code %s of the Python system, then it is one of ours', (code) => {
    expect(failureCodes).toContain(code);
  });
});

describe('the error response', () => {
  const keys = ['success', 'error', 'error_type', 'error_code', 'details', 'suggestions'];

  it('given an error, then the response has the six keys of the specification and no other', {
    meta: {
      specification: [
        '3.ErrorResponse',
        '3.ErrorResponse.success',
        '3.ErrorResponse.error',
        '3.ErrorResponse.error_type',
        '3.ErrorResponse.error_code',
        '3.ErrorResponse.details',
        '3.ErrorResponse.suggestions',
      ],
    },
  }, () => {
    const error = new ResourceAllocationError('no gpu here', { details: { type: 'gpu' }, suggestions: ['add one'] });
    const response = {
      success: false,
      error: 'no gpu here',
      error_type: 'ResourceAllocationError',
      error_code: 'RESOURCE_UNAVAILABLE',
      details: { type: 'gpu' },
      suggestions: ['add one'],
    };
    expect(errorResponse(error)).toEqual(response);
    expect(errorResponse(failureFrom(error))).toEqual(response);
    expect(Object.keys(errorResponse(error))).toEqual(keys);
  });

  it('given a definition with problems, then all of them are in the details', () => {
    const problems = [{ code: 'unknown_key', message: 'no such key', path: 'stepz', line: 1, column: 2 }];
    const thrown = new DefinitionError('not valid', problems, { details: { file: 'w.json' } });
    expect(errorResponse(thrown).details).toEqual({ file: 'w.json', problems });
    expect(errorResponse(JSON.parse(JSON.stringify(failureFrom(thrown)))).details).toEqual({
      file: 'w.json',
      problems,
    });
  });

  it.each([
    ['a full disk', Object.assign(new Error('no room'), { code: 'ENOSPC' }), 'DISK_FULL'],
    ['a missing right', Object.assign(new Error('not yours'), { code: 'EACCES' }), 'PERMISSION_DENIED'],
    ['a fault of ours', new TypeError('x is undefined'), 'INTERNAL_ERROR'],
    ['a text', 'boom', 'INTERNAL_ERROR'],
    ['nothing', undefined, 'INTERNAL_ERROR'],
    ['an object', { type: 'x' }, 'INTERNAL_ERROR'],
  ])('given %s that was thrown, then the response is whole and the code is right', (_what, thrown, code) => {
    const response = errorResponse(thrown);
    expect(Object.keys(response)).toEqual(keys);
    expect(response).toMatchObject({ success: false, error_type: 'OrchestrationError', error_code: code });
  });

  it('given work that has no object here, then the response says so', () => {
    expect(errorResponse(new NotApplicable('no repository'))).toMatchObject({
      error_type: 'TaskExecutionError',
      error_code: 'NOT_APPLICABLE',
    });
  });

  it('given what an action threw that is not of ours, then the failure is a task’s and names the class', () => {
    const failure = failureFrom(new RangeError('too far'));
    expect(failure).toMatchObject({
      type: 'TaskExecutionError',
      code: 'ACTION_FAILED',
      details: { exception: 'RangeError' },
    });
    expect(failureSchema.parse(failure)).toEqual(failure);
  });
});
