import { option } from '../fact.ts';
import { isConstant, isFixed } from '../value.ts';
import { type CodeRule, inJavascript, inPython, unlessFixed } from './code-rule.ts';

const advice = 'Start the program with a list of arguments and without a shell; a value then never becomes a command.';

export const startingPrograms: readonly CodeRule[] = [
  {
    id: 'shell_command',
    cwe: 78,
    languages: inJavascript,
    message: 'has a shell read a text as commands',
    advice: `${advice} In Node: execFile or spawn.`,
    call: ({ callee, positional }) =>
      /^(?:child_process\.exec(?:Sync)?|shelljs\.exec)$/.test(callee) ? unlessFixed('high', positional[0]) : undefined,
  },
  {
    id: 'shell_option',
    cwe: 78,
    languages: inJavascript,
    message: 'is told to use a shell, which reads the arguments as commands',
    advice,
    call: (call) => {
      if (!/^(?:child_process\.(?:spawn|spawnSync|execFile|execFileSync)|execa\.\w+)$/.test(call.callee))
        return undefined;
      const shell = option(call, 'shell');
      if (shell === undefined || isConstant(shell, 'false')) return undefined;
      return isFixed(call.positional[0]) && (call.positional[1]?.kind === 'object' || isFixed(call.positional[1]))
        ? 'low'
        : 'high';
    },
  },
  {
    id: 'os_command',
    cwe: 78,
    languages: inPython,
    message: 'has a shell read a text as commands',
    advice: `${advice} In Python: subprocess.run([...]).`,
    call: ({ callee, positional, named }) =>
      /^(?:os\.(?:system|popen)|(?:subprocess|commands)\.(?:getoutput|getstatusoutput)|asyncio\.create_subprocess_shell)$/.test(
        callee,
      )
        ? unlessFixed('high', positional[0] ?? named.get('command') ?? named.get('cmd'))
        : undefined,
  },
  {
    id: 'subprocess_shell',
    cwe: 78,
    languages: inPython,
    message: 'is told to use a shell (shell=True), which reads the text as commands',
    advice,
    call: ({ callee, positional, named }) => {
      if (!/^subprocess\.(?:run|call|check_call|check_output|Popen)$/.test(callee)) return undefined;
      if (!isConstant(named.get('shell'), 'true')) return undefined;
      return unlessFixed('high', positional[0] ?? named.get('args'));
    },
  },
];
