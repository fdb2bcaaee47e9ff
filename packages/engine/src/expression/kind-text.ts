/** What a value is, in words: `null`, `a string`. */
export const kindText = (value: unknown): string => (value === null ? 'null' : `a ${typeof value}`);
