/** What git takes for binary: a NUL among the first bytes. */
export const isBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, 8_000).includes(0);
