/**
 * Reads JSON as `tsconfig.json` is written: with comments and commas before closing brackets.
 * `undefined` for anything else.
 */
export function parseJsonWithComments(text: string): unknown {
  try {
    return JSON.parse(plainJson(text.replace(/^\uFEFF/, '')));
  } catch {
    return undefined;
  }
}

/**
 * Strings and comments in one expression, so that neither is looked for inside of the other. What is not closed reaches
 * to the end: trying again behind each quote would take the square of the length.
 */
function plainJson(text: string): string {
  const withoutComments = text.replace(/"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*)/g, (part) =>
    part.startsWith('"') ? part : ' ',
  );
  return withoutComments.replace(/"(?:[^"\\\n]|\\.)*"?|,(?=\s*[}\]])/g, (part) => (part === ',' ? '' : part));
}
