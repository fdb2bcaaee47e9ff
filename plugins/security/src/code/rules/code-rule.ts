import type { Severity } from '../../severity.ts';
import type { CodeLanguage } from '../code-language.ts';
import type { Call, Setting } from '../fact.ts';
import { isFixed, type Value } from '../value.ts';

/** One kind of unsafe code. */
export interface CodeRule {
  readonly id: string;
  /** Its number in the Common Weakness Enumeration. */
  readonly cwe: number;
  readonly languages: readonly CodeLanguage[];
  /** What is the matter; stands after the name of what is called or set. */
  readonly message: string;
  /** What to do instead. */
  readonly advice: string;
  /** How grave a call is; `undefined` for one that is all right. */
  readonly call?: (call: Call) => Severity | undefined;
  readonly setting?: (setting: Setting) => Severity | undefined;
}

export const inBoth: readonly CodeLanguage[] = ['javascript', 'python'];
export const inJavascript: readonly CodeLanguage[] = ['javascript'];
export const inPython: readonly CodeLanguage[] = ['python'];

/** Grave where something decides the value at run time, low where it is fixed. */
export const unlessFixed = (severity: Severity, value: Value | undefined): Severity =>
  isFixed(value) ? 'low' : severity;

/** Grave where something decides the value at run time, else nothing. */
export const ifOpen = (severity: Severity, value: Value | undefined): Severity | undefined =>
  isFixed(value) ? undefined : severity;

/** The value has been through a function that says it makes it harmless. */
export const isSanitized = (value: Value | undefined): boolean =>
  value?.kind === 'call' && /saniti[sz]e|escape|purify/i.test(value.callee);
