/**
 * Where in somebody's code an error was thrown: the first place of its stack that is in a file, such as
 * `run (file:///…/index.js:12:7)`. `undefined` where the stack tells none: it is no text where somebody has set
 * `Error.prepareStackTrace`, and of what cannot be parsed V8 keeps the place to itself.
 */
export function codePlace({ stack }: Error): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const lines = stack.split('\n');
  // What cannot be linked stands before the message, not among the calls.
  const [first = ''] = lines;
  if (/^file:\/\/.*:\d+$/.test(first)) return first;
  const line = lines.find((one) => /^\s+at .*(file:\/\/|\/|\\)/.test(one) && !one.includes('node:'));
  return line?.trim().replace(/^at (async )?/, '');
}
