/**
 * The `git_operations` module: git, run so that a repository cannot run programs of its own.
 * @module @codomyrmex/plugin-git-operations
 */
import { definePlugin } from '@codomyrmex/core';
import { analyzeHistory } from './analyze-history.ts';

export const gitOperations = definePlugin({
  module: 'git_operations',
  version: '0.1.0',
  description: 'Work with git repositories: status, commits, branches, tags, diffs, and what their history tells.',
  entry: import.meta.url,
  actions: {
    analyze_history: analyzeHistory,
  },
});

export default gitOperations;
