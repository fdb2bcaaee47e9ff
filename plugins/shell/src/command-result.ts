import { constants } from 'node:os';
import type { ExecResult } from '@codomyrmex/core';
import * as z from 'zod';

const bytes = z.int().min(0);

export const commandResultSchema = z.object({
  exit_code: z
    .int()
    .meta({ description: '0 for success; 128 and the signal’s number when a signal ended the command.' }),
  signal: z.string().optional().meta({ description: 'The signal that ended the command, such as SIGKILL.' }),
  stdout: z.string(),
  stderr: z.string(),
  stdout_truncated_bytes: bytes.optional().meta({ description: 'What stdout lacks; the whole is in stdout_file.' }),
  stderr_truncated_bytes: bytes.optional(),
  stdout_file: z.string().optional().meta({ description: 'A file with all of stdout, among the run’s artifacts.' }),
  stderr_file: z.string().optional(),
});
export type CommandResult = z.output<typeof commandResultSchema>;

/** The wire form of what `exec` gave when it was told to keep `keepBytes` of each stream. */
export function commandResult(result: ExecResult, keepBytes: number): CommandResult {
  return {
    exit_code: exitCode(result),
    ...(result.signal !== null && { signal: result.signal }),
    stdout: result.stdout,
    stderr: result.stderr,
    ...(result.stdoutBytes > keepBytes && { stdout_truncated_bytes: result.stdoutBytes - keepBytes }),
    ...(result.stderrBytes > keepBytes && { stderr_truncated_bytes: result.stderrBytes - keepBytes }),
    ...(result.stdoutFile !== undefined && { stdout_file: result.stdoutFile }),
    ...(result.stderrFile !== undefined && { stderr_file: result.stderrFile }),
  };
}

/** As shells count: a command that a signal ended has 128 and the signal's number. */
function exitCode({ exitCode: code, signal }: ExecResult): number {
  if (code !== null) return code;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0;
  return 128 + number;
}
