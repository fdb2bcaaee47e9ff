import { open } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { ActionError } from '@codomyrmex/core';
import type { CommandResult } from './command-result.ts';

const TAIL_BYTES = 4_096;
const MAX_LINE = 300;

/** Why a command that did not exit with 0 failed, with the ends of what it wrote. `name` is how the message calls it. */
export async function commandFailure(name: string, result: CommandResult): Promise<ActionError> {
  const stderr = await tail(result.stderr, result.stderr_file);
  const stdout = await tail(result.stdout, result.stdout_file);
  const line = lastLine(stderr) || lastLine(stdout);
  const how = result.signal === undefined ? `exited with ${result.exit_code}` : `was ended by ${result.signal}`;
  return new ActionError(line === '' ? `${name} ${how}` : `${name} ${how}: ${line}`, {
    code: 'COMMAND_FAILED',
    details: { exit_code: result.exit_code, signal: result.signal ?? null, stderr, stdout },
    suggestions: suggestions(result, stderr),
  });
}

/** The end of a stream: of its file when the text holds only the beginning. */
async function tail(text: string, file: string | undefined): Promise<string> {
  if (file === undefined) return Buffer.from(text).subarray(-TAIL_BYTES).toString('utf8');
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function lastLine(text: string): string {
  // Cut before it is stripped: on Node 24 stripping takes time that grows with the square of the length.
  const lines = text.split(/[\r\n]+/).map((line) => stripVTControlCharacters(line.slice(0, MAX_LINE)).trim());
  return lines.findLast((line) => line !== '') ?? '';
}

function suggestions(result: CommandResult, stderr: string): readonly string[] {
  if (/\/dev\/std(out|err)/.test(stderr) && stderr.includes('No such device')) {
    return ['Output goes to a socket, which cannot be opened by name: write >&2 instead of > /dev/stderr.'];
  }
  if (result.signal === 'SIGKILL') return ['Look whether the system ended it for lack of memory.'];
  if (result.signal !== undefined) return [];
  if (result.exit_code === 127) return ['Install the program that was not found, or add its folder to PATH with env.'];
  if (result.exit_code === 126) return ['Make the file executable, or name its interpreter.'];
  return ['Set check to false to take any exit code as a result.'];
}
