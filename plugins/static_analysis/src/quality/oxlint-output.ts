import * as z from 'zod';
import type { Finding, Severity } from './finding.ts';

const diagnostic = z.object({
  message: z.string(),
  /** `eslint(no-debugger)`; none for a file that could not be parsed. */
  code: z.string().optional(),
  severity: z.string(),
  filename: z.string(),
  labels: z
    .array(z.object({ span: z.object({ offset: z.number(), line: z.number(), column: z.number() }) }))
    .default([]),
});

const output = z.object({ diagnostics: z.array(diagnostic) });

/** A finding whose place is as oxlint gives it: offset from 0 and column from 1, both in bytes. */
export interface OxlintFinding extends Finding {
  readonly offset: number;
}

/**
 * Reads oxlint's JSON. Of an output that was cut, the whole diagnostics before the cut are read.
 * `undefined` when it is no such output.
 */
export function parseOxlint(stdout: string, cut: 'cut' | 'whole'): readonly OxlintFinding[] | undefined {
  // One diagnostic a line.
  const text = cut === 'whole' ? stdout : `${stdout.slice(0, stdout.lastIndexOf('},\n') + 1)}]}`;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = output.safeParse(json);
  return parsed.success ? parsed.data.diagnostics.map(finding) : undefined;
}

function finding({ message, code, severity, filename, labels }: z.output<typeof diagnostic>): OxlintFinding {
  const span = labels[0]?.span;
  return {
    file: filename,
    line: Math.max(1, span?.line ?? 1),
    column: Math.max(1, span?.column ?? 1),
    offset: span?.offset ?? 0,
    rule: code === undefined ? 'syntax-error' : code.replace(/^([\w-]+)\((.*)\)$/, '$1/$2'),
    severity: severityOf(severity),
    message: code === undefined ? `cannot be read here: ${message}` : message,
  };
}

function severityOf(severity: string): Severity {
  if (severity === 'error') return 'error';
  return severity === 'warning' ? 'warning' : 'info';
}
