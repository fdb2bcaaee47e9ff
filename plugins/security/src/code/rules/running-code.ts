import { fixedText } from '../value.ts';
import { type CodeRule, ifOpen, inBoth, inJavascript, inPython, unlessFixed } from './code-rule.ts';

/**
 * The language's own function, by its name or through what holds it. A method of that name is another's: `model.eval()`
 * and `redis.eval(script)` run no text of this language.
 */
const evaluators = /^(?:(?:globalThis|window|global|builtins|__builtins__)\.)?eval$/;
const executor = /^(?:(?:builtins|__builtins__)\.)?exec$/;
const functionMaker = /^(?:(?:globalThis|window|self|global)\.)?Function$/;
const timers = /^(?:(?:globalThis|window|self|global)\.)?set(?:Timeout|Interval|Immediate)$/;

export const runningCode: readonly CodeRule[] = [
  {
    id: 'eval',
    cwe: 95,
    languages: inBoth,
    message: 'runs a text as code; whoever has a say in the text runs what they like',
    advice:
      'Parse the text for what it may be: JSON, ast.literal_eval for literals of Python, a small parser for arithmetic.',
    call: ({ callee, positional }) =>
      evaluators.test(callee) && positional.length > 0 ? unlessFixed('high', positional[0]) : undefined,
  },
  {
    id: 'exec',
    cwe: 95,
    languages: inPython,
    message: 'runs a text as code; whoever has a say in the text runs what they like',
    advice: 'Call a function of a fixed set by its name, or run the code as another user in a sandbox.',
    call: ({ callee, positional }) =>
      executor.test(callee) && positional.length > 0 ? unlessFixed('high', positional[0]) : undefined,
  },
  {
    id: 'function_constructor',
    cwe: 95,
    languages: inJavascript,
    message: 'makes a function of a text; whoever has a say in the text runs what they like',
    advice: 'Write the function, or choose one of a fixed set by its name.',
    call: ({ callee, positional }) =>
      functionMaker.test(callee) && positional.length > 0 ? unlessFixed('high', positional.at(-1)) : undefined,
  },
  {
    id: 'timer_with_text',
    cwe: 95,
    languages: inJavascript,
    message: 'is given a text, which it runs as code',
    advice: 'Give it a function.',
    call: ({ callee, positional }) => {
      const [first] = positional;
      if (!timers.test(callee) || (first?.kind !== 'text' && first?.kind !== 'built')) return undefined;
      return unlessFixed('high', first);
    },
  },
  {
    id: 'vm_script',
    cwe: 94,
    languages: inJavascript,
    message: 'runs a text as code; the module vm keeps nothing in, and says so itself',
    advice: 'Run code that is not yours in a process of its own with few rights.',
    call: ({ callee, positional }) =>
      /^vm\.(?:runIn(?:New|This)?Context|compileFunction|Script)$/.test(callee)
        ? ifOpen('high', positional[0])
        : undefined,
  },
  {
    id: 'template_of_text',
    cwe: 1336,
    languages: inPython,
    message: 'makes a template of a text that is not fixed; whoever has a say in it runs expressions on the server',
    advice: 'Keep templates in files, and hand values over as variables.',
    call: ({ callee, positional, named }) =>
      /^(?:flask\.render_template_string|jinja2\.Template|mako\.template\.Template)$/.test(callee)
        ? ifOpen('high', positional[0] ?? named.get('source'))
        : undefined,
  },
  {
    id: 'unverified_token',
    cwe: 347,
    languages: inBoth,
    message: 'takes a token without looking at its signature, so that anybody can make one',
    advice: 'Verify the signature, with the algorithms that you sign with.',
    call: ({ callee, positional, named }) => {
      if (!/^(?:jwt|jose\.jwt|jsonwebtoken)\.(?:decode|verify)$/.test(callee)) return undefined;
      const options = [...positional, ...named.values()];
      if (named.get('verify')?.kind === 'constant' && isWritten(named.get('verify'), 'False')) return 'high';
      for (const value of options) {
        if (value.kind !== 'object') continue;
        const algorithms = value.properties.get('algorithms');
        if (isWritten(value.properties.get('verify_signature'), 'False') || hasNone(algorithms)) return 'high';
      }
      return hasNone(named.get('algorithms')) ? 'high' : undefined;
    },
  },
];

type Given = Parameters<typeof fixedText>[0];

const isWritten = (value: Given, constant: string): boolean => value?.kind === 'constant' && value.text === constant;

const hasNone = (value: Given): boolean =>
  value?.kind === 'list' && value.items.some((item) => fixedText(item)?.toLowerCase() === 'none');
