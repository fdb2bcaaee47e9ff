import { namePattern, UsageError } from '@codomyrmex/core';

/** Names that Windows gives to devices, whatever ending follows: a file of that name cannot be copied there. */
const devices = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/**
 * A name that is one file of one folder on every system: no separator, no dot in front, no device.
 * @throws UsageError INVALID_PARAMETERS.
 */
export function checkWorkflowName(name: string): void {
  const reason = whyNoName(name);
  if (reason === undefined) return;
  throw new UsageError(`${JSON.stringify(name)} cannot name a workflow: ${reason}`, {
    code: 'INVALID_PARAMETERS',
    suggestions: ['Use letters, digits, ".", "_" and "-", starting with a letter or digit, at most 64 characters.'],
  });
}

function whyNoName(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (!namePattern.test(name)) return 'it holds something else than letters, digits, ".", "_" and "-", or is too long';
  return devices.test(name) ? 'Windows keeps it for a device' : undefined;
}

/** Whether a text means a file and not a name: it has a separator, or a definition's ending. */
export const isWrittenPath = (text: string): boolean => /[\\/]/.test(text) || /\.(ya?ml|json)$/.test(text);
