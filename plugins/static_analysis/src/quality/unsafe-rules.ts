import type { Node } from 'web-tree-sitter';
import { type CallSite, isLiteral, namedArgument } from './call-site.ts';
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
  (pick: (site: CallSite) => Node | undefined) =>
  (site: CallSite): Severity =>
    isLiteral(pick(site)) ? 'warning' : 'error';

const byFirst = byArgument((site) => site.arguments[0]);
const byLast = byArgument((site) => site.arguments.at(-1));
/** Only a text that is put together: starting a fixed command is what such functions are for. */
const builtText = (site: CallSite): Severity | undefined => {
  const first = site.arguments[0];
  return first === undefined || isLiteral(first) ? undefined : 'error';
};
const joined = (site: CallSite): Severity | undefined => {
  const type = site.arguments[0]?.type;
  return (type === 'template_string' || type === 'binary_expression') && !isLiteral(site.arguments[0])
    ? 'error'
    : undefined;
};
const always = (severity: Severity) => () => severity;

const runsCode = 'runs a text as code; a value that others give must never get here';
const runsShell = 'has a shell read a text as commands; give a program and a list of arguments instead';
const loadsObjects = 'makes objects of any class from data, which can run code; read a plain data format instead';

const python: readonly UnsafeRule[] = [
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

const javascript: readonly UnsafeRule[] = [
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

const ruby: readonly UnsafeRule[] = [
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

const php: readonly UnsafeRule[] = [
  { rule: 'unsafe-eval', callee: /^(?:eval|create_function)$/, judge: byFirst, message: runsCode },
  { rule: 'unsafe-deserialization', callee: /^unserialize$/, judge: byFirst, message: loadsObjects },
  {
    rule: 'shell-command',
    callee: /^(?:system|exec|shell_exec|passthru|popen|proc_open)$/,
    judge: builtText,
    message: runsShell,
  },
];

const java: readonly UnsafeRule[] = [
  { rule: 'shell-command', callee: /^Runtime\.getRuntime\(\)\.exec$/, judge: builtText, message: runsShell },
  { rule: 'unsafe-deserialization', callee: /^ObjectInputStream$/, judge: always('warning'), message: loadsObjects },
  { rule: 'unsafe-eval', callee: /[sS]cript[eE]ngine\.eval$|^engine\.eval$/, judge: byFirst, message: runsCode },
];

const csharp: readonly UnsafeRule[] = [
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

const cpp: readonly UnsafeRule[] = [
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

const go: readonly UnsafeRule[] = [
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

const bash: readonly UnsafeRule[] = [{ rule: 'unsafe-eval', callee: /^eval$/, judge: byFirst, message: runsCode }];

export interface UnsafeCalls {
  /** The last words of the callees, to be found in the text before the tree is asked. */
  readonly words: RegExp;
  readonly rules: readonly UnsafeRule[];
}

const words = (...names: readonly string[]): RegExp => new RegExp(`\\b(?:${names.join('|')})\\b`, 'g');

const javascriptCalls: UnsafeCalls = {
  words:
    /\b(?:eval|Function|setTimeout|setInterval|exec|execSync|execFile|execFileSync|spawn|spawnSync|runIn\w+Context)(?=\s*\()/g,
  rules: javascript,
};
const cppCalls: UnsafeCalls = {
  words: /\b(?:gets|strcpy|strcat|sprintf|vsprintf|system|popen)(?=\s*\()/g,
  rules: cpp,
};

/** By language id. */
export const unsafeCalls: ReadonlyMap<string, UnsafeCalls> = new Map([
  ['bash', { words: words('eval'), rules: bash }],
  ['c', cppCalls],
  ['cpp', cppCalls],
  [
    'csharp',
    {
      words: words(
        'BinaryFormatter',
        'NetDataContractSerializer',
        'SoapFormatter',
        'EvaluateAsync',
        'RunAsync',
        'Create',
      ),
      rules: csharp,
    },
  ],
  ['go', { words: words('Command', 'CommandContext'), rules: go }],
  ['java', { words: words('exec', 'eval', 'ObjectInputStream'), rules: java }],
  ['javascript', javascriptCalls],
  [
    'php',
    {
      words: /\b(?:eval|create_function|unserialize|system|exec|shell_exec|passthru|popen|proc_open)(?=\s*\()/g,
      rules: php,
    },
  ],
  [
    'python',
    {
      words:
        /\b(?:eval|exec|loads?|load_all|unsafe_load|unsafe_load_all|decode|Unpickler|open|system|popen|getoutput|getstatusoutput|create_subprocess_shell|run|call|Popen|check_call|check_output|mktemp)(?=\s*\()/g,
      rules: python,
    },
  ],
  [
    'ruby',
    {
      words: words(
        'eval',
        'instance_eval',
        'class_eval',
        'module_eval',
        'load',
        'unsafe_load',
        'system',
        'exec',
        'spawn',
        'popen',
        'popen3',
        'capture2',
        'capture3',
      ),
      rules: ruby,
    },
  ],
  ['tsx', javascriptCalls],
  ['typescript', javascriptCalls],
]);
