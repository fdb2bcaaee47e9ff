import { cpp, csharp, go, java } from './unsafe-in-programs.ts';
import { bash, javascript, php, python, ruby } from './unsafe-in-scripts.ts';
import type { UnsafeRule } from './unsafe-rule.ts';

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
