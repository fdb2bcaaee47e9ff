const MOST = 200;

/**
 * What was thrown, in words that can stand after "threw": `undefined`, `the text "no"`, `the object {"code":7}`; of an Error its message.
 * Never throws, whatever was thrown, and gives at most some 200 characters of what is no Error.
 */
export function thrownText(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return messageOf(thrown) ?? 'an Error without a message';
    return bounded(written(thrown));
  } catch {
    return 'what cannot be shown';
  }
}

/** Of an Error, or of what only looks like one: another realm's, or a copy of one. */
export function messageOf(thrown: object): string | undefined {
  for (const key of ['message', 'name']) {
    const text: unknown = Reflect.get(thrown, key);
    if (typeof text === 'string' && text !== '') return text;
  }
  return undefined;
}

function written(thrown: unknown): string {
  switch (typeof thrown) {
    case 'string':
      return `the text ${JSON.stringify(thrown)}`;
    case 'function':
      return `the function ${thrown.name || 'without a name'}`;
    case 'object':
      return thrown === null ? 'null' : objectText(thrown);
    default:
      return String(thrown);
  }
}

function objectText(thrown: object): string {
  const kind = Array.isArray(thrown) ? 'list' : 'object';
  const message = messageOf(thrown);
  if (message !== undefined) return `an object that says ${JSON.stringify(message)}`;
  try {
    return `the ${kind} ${JSON.stringify(thrown)}`;
  } catch {
    // A circle, a BigInt, or a member that throws.
    return `${kind === 'list' ? 'a list' : 'an object'} that is no JSON`;
  }
}

const bounded = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);
