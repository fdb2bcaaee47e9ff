import { namedArgument } from './call-site.ts';
import {
  always,
  builtText,
  byFirst,
  byLast,
  joined,
  loadsObjects,
  runsCode,
  runsShell,
  type UnsafeRule,
} from './unsafe-rule.ts';

export const bash: readonly UnsafeRule[] = [
  { rule: 'unsafe-eval', callee: /^eval$/, judge: byFirst, message: runsCode },
];

export const javascript: readonly UnsafeRule[] = [
  { rule: 'unsafe-eval', callee: /^(?:window\.|globalThis\.|self\.)?eval$/, judge: byFirst, message: runsCode },
  { rule: 'unsafe-eval', callee: /^(?:window\.|globalThis\.)?Function$/, judge: byLast, message: runsCode },
  {
    rule: 'unsafe-eval',
    callee: /^vm\.run(?:InNewContext|InThisContext|InContext)$/,
    judge: byFirst,
    message: runsCode,
  },
  {
    rule: 'unsafe-eval',
    callee: /^(?:window\.|globalThis\.)?set(?:Timeout|Interval)$/,
    judge: ({ arguments: [first] }) =>
      first?.type === 'string' || first?.type === 'template_string' ? 'error' : undefined,
    message: 'runs a text as code; give a function',
  },
  {
    rule: 'shell-command',
    callee: /^(?:(?:cp|childProcess|child_process)\.)?exec(?:Sync)?$/,
    judge: joined,
    message: runsShell,
  },
  {
    rule: 'shell-command',
    callee: /^(?:(?:cp|childProcess|child_process)\.)?(?:spawn|execFile)(?:Sync)?$/,
    judge: (site) => (namedArgument(site, 'shell') === 'true' ? builtText(site) : undefined),
    message: `with shell: true ${runsShell}`,
  },
];

export const php: readonly UnsafeRule[] = [
  { rule: 'unsafe-eval', callee: /^(?:eval|create_function)$/, judge: byFirst, message: runsCode },
  { rule: 'unsafe-deserialization', callee: /^unserialize$/, judge: byFirst, message: loadsObjects },
  {
    rule: 'shell-command',
    callee: /^(?:system|exec|shell_exec|passthru|popen|proc_open)$/,
    judge: builtText,
    message: runsShell,
  },
];

export const python: readonly UnsafeRule[] = [
  { rule: 'unsafe-eval', callee: /^(?:builtins\.|__builtins__\.)?(?:eval|exec)$/, judge: byFirst, message: runsCode },
  {
    rule: 'unsafe-deserialization',
    callee:
      /^(?:(?:c?[pP]ickle|_pickle|dill|cloudpickle|marshal|jsonpickle)\.(?:loads?|decode|Unpickler)|shelve\.open)$/,
    judge: byFirst,
    message: loadsObjects,
  },
  {
    rule: 'unsafe-deserialization',
    callee: /^yaml\.(?:load|load_all|unsafe_load|unsafe_load_all)$/,
    judge: (site) => {
      const loader = namedArgument(site, 'Loader') ?? site.arguments[1]?.text ?? '';
      return /unsafe/.test(site.callee) || !/Safe|Base/.test(loader) ? 'error' : undefined;
    },
    message: 'makes objects of any class from YAML, which can run code; use yaml.safe_load',
  },
  {
    rule: 'shell-command',
    callee:
      /^(?:os\.(?:system|popen)|subprocess\.(?:getoutput|getstatusoutput)|commands\.getoutput|asyncio\.create_subprocess_shell)$/,
    judge: byFirst,
    message: runsShell,
  },
  {
    rule: 'shell-command',
    callee: /^subprocess\.(?:run|call|Popen|check_call|check_output)$/,
    judge: (site) => (namedArgument(site, 'shell') === 'True' ? byFirst(site) : undefined),
    message: `with shell=True ${runsShell}`,
  },
  {
    rule: 'insecure-temporary-file',
    callee: /^tempfile\.mktemp$/,
    judge: always('warning'),
    message: 'gives a name that somebody else may take first; use tempfile.mkstemp',
  },
];

export const ruby: readonly UnsafeRule[] = [
  {
    rule: 'unsafe-eval',
    callee: /^(?:Kernel\.)?eval$|\.(?:instance_eval|class_eval|module_eval)$/,
    judge: (site) => (site.arguments.length === 0 ? undefined : byFirst(site)),
    message: runsCode,
  },
  {
    rule: 'unsafe-deserialization',
    callee: /^(?:Marshal\.load|YAML\.unsafe_load)$/,
    judge: byFirst,
    message: loadsObjects,
  },
  {
    rule: 'shell-command',
    callee: /^(?:Kernel\.)?(?:system|exec|spawn)$|^(?:IO|Open3)\.(?:popen|popen3|capture2|capture3)$/,
    judge: (site) =>
      site.arguments.length === 1 && site.arguments[0]?.type === 'string' ? builtText(site) : undefined,
    message: runsShell,
  },
];
