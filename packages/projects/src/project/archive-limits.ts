/** What an archive may hold; what is written holds to it, so that it can be restored. */
export interface ArchiveLimits {
  readonly maxEntries: number;
  /** Of all files together, unpacked. */
  readonly maxBytes: number;
}

export const archiveLimits: ArchiveLimits = { maxEntries: 200_000, maxBytes: 8 * 1024 ** 3 };
