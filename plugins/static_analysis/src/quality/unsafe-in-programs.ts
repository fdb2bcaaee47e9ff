import { isLiteral } from './call-site.ts';
import { always, builtText, byFirst, loadsObjects, runsCode, runsShell, type UnsafeRule } from './unsafe-rule.ts';

export const cpp: readonly UnsafeRule[] = [
  {
    rule: 'unbounded-copy',
    callee: /^(?:std::)?gets$/,
    judge: always('error'),
    message: 'writes past the end of its buffer on a long line; use fgets',
  },
  {
    rule: 'unbounded-copy',
    callee: /^(?:std::)?(?:strcpy|strcat|sprintf|vsprintf)$/,
    judge: always('warning'),
    message: 'writes without knowing the size of its target; use the function that is given one',
  },
  { rule: 'shell-command', callee: /^(?:std::)?(?:system|popen)$/, judge: builtText, message: runsShell },
];

export const csharp: readonly UnsafeRule[] = [
  {
    rule: 'unsafe-deserialization',
    callee: /^(?:BinaryFormatter|NetDataContractSerializer|SoapFormatter)$/,
    judge: always('error'),
    message: loadsObjects,
  },
  {
    rule: 'unsafe-eval',
    callee: /^CSharpScript\.(?:EvaluateAsync|RunAsync|Create)$/,
    judge: byFirst,
    message: runsCode,
  },
];

export const go: readonly UnsafeRule[] = [
  {
    rule: 'shell-command',
    callee: /^exec\.Command(?:Context)?$/,
    judge: (site) => {
      const flag = site.arguments.findIndex((argument) => /^["`]-c["`]$/.test(argument.text));
      return flag === -1 || isLiteral(site.arguments[flag + 1]) ? undefined : 'error';
    },
    message: runsShell,
  },
];

export const java: readonly UnsafeRule[] = [
  { rule: 'shell-command', callee: /^Runtime\.getRuntime\(\)\.exec$/, judge: builtText, message: runsShell },
  { rule: 'unsafe-deserialization', callee: /^ObjectInputStream$/, judge: always('warning'), message: loadsObjects },
  { rule: 'unsafe-eval', callee: /[sS]cript[eE]ngine\.eval$|^engine\.eval$/, judge: byFirst, message: runsCode },
];
