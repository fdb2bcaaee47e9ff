/** Of a retry that says nothing else: `cap` in seconds. */
export const retryDefaults = { factor: 2, cap: 60, jitter: 0.2 } as const;
