import { defineAction } from '@codomyrmex/core';
import { replayCommit, replayInput, replayOutput } from './replay-commit.ts';

export const cherryPick = defineAction({
  title: 'Cherry-pick',
  description: 'Makes the changes of a commit anew on the current branch. One with conflicts is taken back whole.',
  input: replayInput,
  output: replayOutput,
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 300,
  examples: [{ title: 'A fix from another branch', input: { commit_sha: '4f2a9c1' } }],
  run: (context, parameters) => replayCommit(context, 'cherry-pick', parameters),
});
