import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import { type CallSite, isLiteral } from './call-site.ts';
import type { Severity } from './finding.ts';

/** Calls that run, load or start what a text says. */
export interface UnsafeRule {
  readonly rule: string;
  /** The whole callee. */
  readonly callee: RegExp;
  /** How grave this call is; `undefined` for one that is all right. */
  readonly judge: (site: CallSite) => Severity | undefined;
  readonly message: string;
}

/** What the argument that is run decides: an error unless it is a literal. */
const byArgument =
  (pick: (site: CallSite) => SyntaxNode | undefined) =>
  (site: CallSite): Severity =>
    isLiteral(pick(site)) ? 'warning' : 'error';

export const byFirst = byArgument((site) => site.arguments[0]);
export const byLast = byArgument((site) => site.arguments.at(-1));
/** Only a text that is put together: starting a fixed command is what such functions are for. */
export const builtText = (site: CallSite): Severity | undefined => {
  const first = site.arguments[0];
  return first === undefined || isLiteral(first) ? undefined : 'error';
};
export const joined = (site: CallSite): Severity | undefined => {
  const type = site.arguments[0]?.type;
  return (type === 'template_string' || type === 'binary_expression') && !isLiteral(site.arguments[0])
    ? 'error'
    : undefined;
};
export const always = (severity: Severity) => () => severity;

export const runsCode = 'runs a text as code; a value that others give must never get here';
export const runsShell = 'has a shell read a text as commands; give a program and a list of arguments instead';
export const loadsObjects =
  'makes objects of any class from data, which can run code; read a plain data format instead';
