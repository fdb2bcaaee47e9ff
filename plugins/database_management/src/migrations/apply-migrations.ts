import type { ActionContext } from '@codomyrmex/core';
import { ActionError, isOrchestrationError } from '@codomyrmex/core';
import type { Connection } from '../connection.ts';
import { requireScriptAllowed } from '../postgres/postgres-rules.ts';
import { refusal } from '../refuse.ts';
import type { PlannedMigration } from './migration-plan.ts';
import { makeTable, noteApplied, noteUndone, readApplied } from './migration-table.ts';

/** One number for all migrations of this product: whoever else migrates the same database waits. */
const LOCK = 'SELECT pg_advisory_xact_lock(4703919738795935661)';

/**
 * Runs the scripts one by one, each in a transaction with its row of the table: a script that fails leaves nothing behind, and those
 * before it stay applied.
 * @throws ActionError MIGRATION_FAILED, which names the script.
 */
export async function applyMigrations(
  context: ActionContext,
  connection: Connection,
  plan: readonly PlannedMigration[],
): Promise<void> {
  if (connection.dialect === 'postgresql') for (const { script } of plan) requireScriptAllowed(script);
  for (const [index, planned] of plan.entries()) {
    context.signal.throwIfAborted();
    context.progress(
      index / plan.length,
      `${planned.direction} ${planned.migration.version} ${planned.migration.name}`,
    );
    await connection.transaction(() => applyOne(context, connection, planned));
    context.log.info(`migrated ${planned.direction}: ${planned.migration.version} ${planned.migration.name}`);
  }
}

async function applyOne(context: ActionContext, connection: Connection, planned: PlannedMigration): Promise<void> {
  const { migration, direction, script } = planned;
  if (connection.dialect === 'postgresql') await connection.own(LOCK);
  await makeTable(connection);
  const isApplied = (await readApplied(connection)).some(({ version }) => version === migration.version);
  if (isApplied === (direction === 'up')) {
    throw refusal(
      'MIGRATION_CONFLICT',
      `somebody else migrated the database meanwhile: ${migration.version} is ${isApplied ? 'applied' : 'undone'} already`,
      'Run the migrations again.',
    );
  }
  try {
    await connection.script(script);
  } catch (error) {
    throw failed(planned, error);
  }
  if (direction === 'up') await noteApplied(connection, migration, new Date(context.now()).toISOString());
  else await noteUndone(connection, migration);
}

function failed({ migration, direction }: PlannedMigration, error: unknown): unknown {
  if (!isOrchestrationError(error)) return error;
  return new ActionError(
    `migration ${migration.version} (${migration.name}), ${direction}, failed and left nothing behind: ${error.message}`,
    { code: 'MIGRATION_FAILED', retryable: error.retryable, suggestions: error.suggestions, cause: error },
  );
}
