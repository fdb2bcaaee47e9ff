/**
 * The `git_operations` module: git, run so that a repository cannot run programs of its own.
 * @module @codomyrmex/plugin-git-operations
 */
import { definePlugin } from '@codomyrmex/core';
import { addFilesAction } from './add-files.ts';
import { analyzeHistory } from './analyze-history.ts';
import { cloneRepository } from './clone-repository.ts';
import { commitChanges } from './commit-changes.ts';
import { createBranch } from './create-branch.ts';
import { createTag } from './create-tag.ts';
import { getCommitHistory } from './get-commit-history.ts';
import { getDiff } from './get-diff.ts';
import { getStatus } from './get-status.ts';
import { initializeGitRepository } from './initialize-git-repository.ts';
import { isGitRepository } from './is-git-repository.ts';
import { listBranches } from './list-branches.ts';
import { listTags } from './list-tags.ts';
import { rankHotspots } from './rank-hotspots.ts';
import { switchBranch } from './switch-branch.ts';

export type { Branch } from './branches.ts';
export type { Status } from './status.ts';

export const gitOperations = definePlugin({
  module: 'git_operations',
  version: '0.1.0',
  description: 'Work with git repositories: status, commits, branches, tags, diffs, and what their history tells.',
  entry: import.meta.url,
  actions: {
    is_git_repository: isGitRepository,
    get_status: getStatus,
    initialize_git_repository: initializeGitRepository,
    clone_repository: cloneRepository,
    add_files: addFilesAction,
    commit_changes: commitChanges,
    create_branch: createBranch,
    switch_branch: switchBranch,
    list_branches: listBranches,
    get_diff: getDiff,
    get_commit_history: getCommitHistory,
    create_tag: createTag,
    list_tags: listTags,
    analyze_history: analyzeHistory,
    rank_hotspots: rankHotspots,
  },
});

export default gitOperations;
