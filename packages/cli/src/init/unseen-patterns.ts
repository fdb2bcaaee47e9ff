import type { ProposedStep } from './ecosystem.ts';
import { isPlainPath } from './ecosystem.ts';
import type { RepositoryLook } from './repository-look.ts';

const always = [
  '**/node_modules',
  '**/.venv',
  '**/__pycache__',
  '**/.pytest_cache',
  '**/.mypy_cache',
  '**/.ruff_cache',
  '**/.DS_Store',
];
const MAX_IGNORED = 30;
const MAX_LINKS = 20;

/**
 * Patterns of what no result depends on: what is installed, what git leaves out, what the steps make themselves. `undefined` where
 * inputs cannot be declared: too much is there, or too many links, which a cached step does not follow.
 */
export function unseenPatterns(look: RepositoryLook, steps: readonly ProposedStep[]): readonly string[] | undefined {
  const links = look.links.filter(isPlainPath);
  if (look.isTruncated || links.length > MAX_LINKS || links.length < look.links.length) return undefined;
  const made = new Set(steps.flatMap(({ outputs = [], leaves = [] }) => [...outputs, ...leaves]));
  if (made.size > MAX_IGNORED) return undefined;
  return [
    ...always.map((path) => `!${path}`),
    ...links.map((path) => `!${path}`),
    ...[...made].map((pattern) => `!${pattern}`),
    ...ignoredByGit(look.texts.get('.gitignore') ?? ''),
  ];
}

/** The plain ones of the root's `.gitignore`: a line that is not understood leaves its files among the inputs, which is safe. */
function ignoredByGit(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const kept = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1).replace(/^\//, ''));
  return lines
    .filter((line) => /^\/?[\w.*@+-][\w.*@+ /-]*$/.test(line) && !line.split('/').includes('..') && line !== '*')
    .map((line) => line.replace(/\/$/, ''))
    .filter((line) => {
      const path = line.replace(/^\//, '').replace(/\*.*$/, '');
      return !kept.some((other) => path === '' || other.startsWith(path));
    })
    .slice(0, MAX_IGNORED)
    .map((line) => (line.includes('/') ? `!${line.replace(/^\//, '')}` : `!**/${line}`));
}
