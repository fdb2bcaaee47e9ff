/**
 * The `git_operations` module: git, run so that a repository cannot run programs of its own.
 * @module @codomyrmex/plugin-git-operations
 */
import { definePlugin } from '@codomyrmex/core';
import { addFilesAction } from './add-files.ts';
import { amendCommit } from './amend-commit.ts';
import { analyzeHistory } from './analyze-history.ts';
import { checkGitAvailability } from './check-git-availability.ts';
import { checkIgnored } from './check-ignored.ts';
import { cherryPick } from './cherry-pick.ts';
import { cleanRepository } from './clean-repository.ts';
import { cloneRepository } from './clone-repository.ts';
import { commitChanges } from './commit-changes.ts';
import { configurationSchema } from './configuration.ts';
import { createBranch } from './create-branch.ts';
import { createTag } from './create-tag.ts';
import { deleteBranch } from './delete-branch.ts';
import { getBlame } from './get-blame.ts';
import { getCommitDetails } from './get-commit-details.ts';
import { getCommitHistory } from './get-commit-history.ts';
import { getConfig } from './get-config.ts';
import { getCurrentBranch } from './get-current-branch.ts';
import { getDiff } from './get-diff.ts';
import { getRepositoryStatistics } from './get-repository-statistics.ts';
import { getStatus } from './get-status.ts';
import { initializeGitRepository } from './initialize-git-repository.ts';
import { isGitRepository } from './is-git-repository.ts';
import { listBranches } from './list-branches.ts';
import { listTags } from './list-tags.ts';
import { mergeBranch } from './merge-branch.ts';
import { createPullRequest } from './pull-requests/create-pull-request.ts';
import { getPullRequest } from './pull-requests/get-pull-request.ts';
import { getPullRequests } from './pull-requests/get-pull-requests.ts';
import { rankHotspots } from './rank-hotspots.ts';
import { rebaseBranch } from './rebase-branch.ts';
import { addRemote } from './remote/add-remote.ts';
import { fetchChanges } from './remote/fetch-changes.ts';
import { listRemotes } from './remote/list-remotes.ts';
import { pullChanges } from './remote/pull-changes.ts';
import { pushChanges } from './remote/push-changes.ts';
import { removeRemote } from './remote/remove-remote.ts';
import { resetChanges } from './reset-changes.ts';
import { revertCommit } from './revert-commit.ts';
import { setConfig } from './set-config.ts';
import { applyStash } from './stash/apply-stash.ts';
import { dropStash } from './stash/drop-stash.ts';
import { listStashes } from './stash/list-stashes.ts';
import { stashChanges } from './stash/stash-changes.ts';
import { switchBranch } from './switch-branch.ts';

export type { Branch } from './branches.ts';
export type { Status } from './status.ts';

export const gitOperations = definePlugin({
  module: 'git_operations',
  version: '0.1.0',
  description:
    'Work with git repositories: status, commits, branches, tags, remotes, diffs, pull requests, and what their history tells.',
  entry: import.meta.url,
  config: configurationSchema,
  actions: {
    check_git_availability: checkGitAvailability,
    is_git_repository: isGitRepository,
    get_status: getStatus,
    initialize_git_repository: initializeGitRepository,
    clone_repository: cloneRepository,
    add_files: addFilesAction,
    commit_changes: commitChanges,
    amend_commit: amendCommit,
    revert_commit: revertCommit,
    cherry_pick: cherryPick,
    reset_changes: resetChanges,
    clean_repository: cleanRepository,
    check_ignored: checkIgnored,
    create_branch: createBranch,
    switch_branch: switchBranch,
    delete_branch: deleteBranch,
    merge_branch: mergeBranch,
    rebase_branch: rebaseBranch,
    list_branches: listBranches,
    get_current_branch: getCurrentBranch,
    get_diff: getDiff,
    get_commit_history: getCommitHistory,
    get_commit_details: getCommitDetails,
    get_blame: getBlame,
    get_repository_statistics: getRepositoryStatistics,
    create_tag: createTag,
    list_tags: listTags,
    stash_changes: stashChanges,
    apply_stash: applyStash,
    list_stashes: listStashes,
    drop_stash: dropStash,
    list_remotes: listRemotes,
    add_remote: addRemote,
    remove_remote: removeRemote,
    fetch_changes: fetchChanges,
    pull_changes: pullChanges,
    push_changes: pushChanges,
    get_config: getConfig,
    set_config: setConfig,
    create_pull_request: createPullRequest,
    get_pull_requests: getPullRequests,
    get_pull_request: getPullRequest,
    analyze_history: analyzeHistory,
    rank_hotspots: rankHotspots,
  },
  aliases: {
    cherry_pick_commit: 'cherry_pick',
    fetch_remote: 'fetch_changes',
    get_commit_history_filtered: 'get_commit_history',
    get_repository_size: 'get_repository_statistics',
  },
});

export default gitOperations;
