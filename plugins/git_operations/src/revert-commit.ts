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
  run: (context, parameters) => replayCommit(context, 'revert', parameters),
});
