import { defineAction } from '@codomyrmex/core';
import { replayCommit, replayInput, replayOutput } from './replay-commit.ts';

export const revertCommit = defineAction({
  title: 'Revert commit',
  description: 'Makes a commit that undoes another. One with conflicts is taken back whole.',
  input: replayInput,
  output: replayOutput,
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 300,
  examples: [
    { title: 'Undo the last commit', input: { commit_sha: 'HEAD' } },
    {
      title: 'Undo a merge, leaving the commit to you',
      input: { commit_sha: '4f2a9c1', mainline: 1, no_commit: true },
    },
  ],
  run: (context, parameters) => replayCommit(context, 'revert', parameters),
});
