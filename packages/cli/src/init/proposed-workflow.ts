import { inert } from '@codomyrmex/engine';
import { stringify } from 'yaml';
import type { LeftOut } from './ecosystem.ts';

/** A definition that is proposed, in its written form. */
export interface ProposedWorkflow {
  readonly name: string;
  readonly description: string;
  readonly steps: readonly WrittenStep[];
  /** What people may want to add. */
  readonly leftOut: readonly LeftOut[];
}

export interface WrittenStep {
  readonly name: string;
  readonly description: string;
  readonly module?: string;
  readonly action?: string;
  readonly workflow?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
  readonly timeout?: number;
  readonly max_retries?: number;
  readonly cache?: { readonly inputs: readonly string[]; readonly outputs?: readonly string[] };
}

/** The first line of every file that `init` writes: by it a later run knows them again. */
export const MARK = '# Proposed by `codomyrmex init`; it is yours now, and is not written again.';
const MAX_NOTES = 50;
const MAX_NOTE = 200;

/** The text of a definition's file. */
export function workflowText({ name, description, steps, leftOut }: ProposedWorkflow): string {
  const head = [
    MARK,
    `#   codomyrmex workflow run ${name}`,
    ...leftOut.slice(0, MAX_NOTES).map(({ step, reason }) => `# Left out: ${oneLine(`${step} (${reason})`)}`),
  ];
  const body = stringify(
    { name, description, on_failure: 'continue', steps },
    { lineWidth: 120, aliasDuplicateObjects: false },
  );
  return `${head.join('\n')}\n${body}`;
}

/** A comment ends with its line: what comes from the repository has none in it. */
const oneLine = (text: string): string => inert(text).replaceAll(/\s+/g, ' ').slice(0, MAX_NOTE);
