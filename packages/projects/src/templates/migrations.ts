import { pathPattern } from './path-pattern.ts';
import type { AnswerValue, TemplateMigration } from './template-definition.ts';
import { compareVersions } from './template-version.ts';

/** What the migrations between two versions come to. */
export interface MigrationEffect {
  /** The versions whose migrations apply, oldest first. */
  readonly applied: readonly string[];
  /** Where a file that was rendered before is now. */
  readonly renamed: (path: string) => string;
  /** Whether the template gives a path up on purpose. */
  readonly isGivenUp: (path: string) => boolean;
  readonly answers: Readonly<Record<string, AnswerValue>>;
}

/** Each migration applies once: those above the version that a project has, up to the one that it is brought to. */
export function migrate(
  migrations: readonly TemplateMigration[],
  versions: { readonly from: string; readonly to: string },
  stored: Readonly<Record<string, AnswerValue>>,
): MigrationEffect {
  const due = migrations.filter(
    ({ to }) => compareVersions(to, versions.from) > 0 && compareVersions(to, versions.to) <= 0,
  );
  const answers = new Map(Object.entries(stored));
  for (const { renamedAnswers, addedAnswers } of due) {
    for (const [old, name] of renamedAnswers) {
      const value = answers.get(old);
      if (value !== undefined && !answers.has(name)) answers.set(name, value);
      answers.delete(old);
    }
    for (const [name, value] of addedAnswers) if (!answers.has(name)) answers.set(name, value);
  }
  const patterns = due.flatMap(({ remove }) => remove.map(pathPattern));
  return {
    applied: due.map(({ to }) => to),
    renamed: (path) => due.reduce((at, { rename }) => renamedBy(rename, at), path),
    isGivenUp: (path) => patterns.some((means) => means(path)),
    answers: Object.fromEntries(answers),
  };
}

/** A rename of a folder is one of everything in it; the longest that fits applies. */
function renamedBy(rename: ReadonlyMap<string, string>, path: string): string {
  const fitting = [...rename.keys()].filter((old) => path === old || path.startsWith(`${old.replace(/\/+$/, '')}/`));
  const old = fitting.sort((one, other) => other.length - one.length)[0];
  if (old === undefined) return path;
  const to = (rename.get(old) ?? path).replace(/\/+$/, '');
  return `${to}${path.slice(old.replace(/\/+$/, '').length)}`;
}
