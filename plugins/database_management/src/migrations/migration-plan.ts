import { refusal } from '../refuse.ts';
import { compareVersions, type Migration } from './migration-files.ts';

/** What the database says of a migration that was applied. */
export interface Applied {
  readonly version: string;
  readonly name: string;
  readonly checksum: string;
}

/** One script to run. */
export interface PlannedMigration {
  readonly migration: Migration;
  readonly direction: 'up' | 'down';
  readonly script: string;
}

export interface PlanRequest {
  readonly direction: 'up' | 'down';
  /** Up: the last number that is applied. Down: the last that stays; `0` undoes all. */
  readonly target: string | undefined;
}

/**
 * What is to be run, in order. Down without a target undoes the last migration alone.
 * @throws ActionError MIGRATION_CHANGED, MIGRATION_MISSING, MIGRATION_OUT_OF_ORDER, MIGRATION_IRREVERSIBLE, MIGRATION_NOT_FOUND.
 */
export function planMigrations(
  files: readonly Migration[],
  applied: readonly Applied[],
  { direction, target }: PlanRequest,
): readonly PlannedMigration[] {
  requireUnchanged(files, applied);
  if (target !== undefined && target !== '0' && !files.some(({ version }) => version === target)) {
    throw refusal('MIGRATION_NOT_FOUND', `there is no migration ${target} to go to`);
  }
  return direction === 'up' ? planUp(files, applied, target) : planDown(files, applied, target);
}

function planUp(
  files: readonly Migration[],
  applied: readonly Applied[],
  target: string | undefined,
): PlannedMigration[] {
  const done = new Set(applied.map(({ version }) => version));
  const last = lastOf(applied);
  const pending = files.filter(
    ({ version }) => !done.has(version) && (target === undefined || compareVersions(version, target) <= 0),
  );
  const late = pending.find(({ version }) => compareVersions(version, last) < 0);
  if (late !== undefined) {
    throw refusal(
      'MIGRATION_OUT_OF_ORDER',
      `migration ${late.version} (${late.name}) comes before ${last}, which is applied already`,
      `Give it a number after ${last}.`,
    );
  }
  return pending.map((migration) => ({ migration, direction: 'up', script: migration.up }));
}

function planDown(
  files: readonly Migration[],
  applied: readonly Applied[],
  target: string | undefined,
): PlannedMigration[] {
  const newestFirst = [...applied].sort((a, b) => compareVersions(b.version, a.version));
  const undone =
    target === undefined
      ? newestFirst.slice(0, 1)
      : newestFirst.filter(({ version }) => compareVersions(version, target) > 0);
  const byVersion = new Map(files.map((migration) => [migration.version, migration]));
  return undone.flatMap(({ version }) => {
    const migration = byVersion.get(version);
    if (migration === undefined) return [];
    if (migration.down === undefined) {
      throw refusal(
        'MIGRATION_IRREVERSIBLE',
        `migration ${version} (${migration.name}) has no way down; nothing was changed`,
        `Add ${version}_${migration.name}.down.sql beside it, as an .up.sql of its own.`,
      );
    }
    return [{ migration, direction: 'down' as const, script: migration.down }];
  });
}

function requireUnchanged(files: readonly Migration[], applied: readonly Applied[]): void {
  const byVersion = new Map(files.map((migration) => [migration.version, migration]));
  for (const { version, name, checksum } of applied) {
    const file = byVersion.get(version);
    if (file === undefined) {
      throw refusal(
        'MIGRATION_MISSING',
        `migration ${version} (${name}) is applied, and its file is gone`,
        'Restore the file; what a database went through stays in the folder.',
      );
    }
    if (file.checksum !== checksum) {
      throw refusal(
        'MIGRATION_CHANGED',
        `migration ${version} (${name}) was changed after it had been applied`,
        'Undo the change of the file, and write what is new as a migration of its own.',
      );
    }
  }
}

const lastOf = (applied: readonly Applied[]): string =>
  applied.reduce((last, { version }) => (compareVersions(version, last) > 0 ? version : last), '0');
