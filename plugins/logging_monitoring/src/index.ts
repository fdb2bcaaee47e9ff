/**
 * The `logging_monitoring` module: log lines with their context, and what logs come to.
 * @module @codomyrmex/plugin-logging-monitoring
 */
import { definePlugin } from '@codomyrmex/core';
import { analyzeLogs } from './analyze-logs.ts';
import { logWithContext } from './log-with-context.ts';
import { newCorrelationId } from './new-correlation-id.ts';
import { rotateLogs } from './rotate-logs.ts';
import { tailLog } from './tail-log.ts';

export type { Level } from './level.ts';
export type { LogFormat } from './parse/entry.ts';

export const loggingMonitoring = definePlugin({
  module: 'logging_monitoring',
  version: '0.1.0',
  description: 'Writes log lines with their context, and sums up, reads and rotates logs.',
  entry: import.meta.url,
  actions: {
    log_with_context: logWithContext,
    new_correlation_id: newCorrelationId,
    analyze_logs: analyzeLogs,
    tail_log: tailLog,
    rotate_logs: rotateLogs,
  },
});

export default loggingMonitoring;
