export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

/** For sorting: the worst first. */
export function bySeverity(a: { readonly severity: Severity }, b: { readonly severity: Severity }): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity);
}

/** `2 critical, 1 low`; nothing for what there is none of. */
export function severityWords(counted: Readonly<Record<string, number>>): string {
  return severities
    .flatMap((severity) => (counted[severity] === undefined ? [] : [`${counted[severity]} ${severity}`]))
    .join(', ');
}
