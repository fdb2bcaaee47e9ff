import { defineAction, isOrchestrationError } from '@codomyrmex/core';
import * as z from 'zod';
import { gitFailed, runGit } from './git-command.ts';

export const checkGitAvailability = defineAction({
  title: 'Check git availability',
  description: 'Whether git is installed, and which version.',
  input: z.strictObject({}),
  output: z.object({
    available: z.boolean(),
    version: z.string().nullable(),
    supported: z.boolean().meta({ description: 'It is 2.31 or newer, which the other actions need.' }),
  }),
  effects: ['exec'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'Before a workflow that needs git', input: {} }],
  async run(context) {
    try {
      const result = await runGit(context, { cwd: context.workspace, args: ['version'], settings: 'none' });
      const [, version, major, minor] = /((\d+)\.(\d+)[\w.-]*)/.exec(result.stdout) ?? [];
      if (result.exitCode !== 0 || version === undefined) throw gitFailed('version', result);
      const supported = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 31);
      return { available: true, version, supported };
    } catch (error) {
      if (!isOrchestrationError(error) || error.code !== 'COMMAND_NOT_FOUND') throw error;
      return { available: false, version: null, supported: false };
    }
  },
});
