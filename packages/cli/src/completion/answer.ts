import type { CommandNode, CompletionData, OptionNode, ValueNode } from './command-tree.ts';

/** Names that are only known on the machine: read when they are asked for. */
export interface KnownNames {
  workflows(): readonly string[];
  runs(): readonly string[];
  plugins(): readonly string[];
}

export interface Suggestion {
  readonly value: string;
  readonly description: string;
}

export interface Suggestions {
  readonly values: readonly Suggestion[];
  /** A path may stand here as well. */
  readonly files: boolean;
}

const none: Suggestions = { values: [], files: false };

/** What may follow: `words` are those after the program's name, the last of them the one under the cursor, be it empty. */
export function answer(words: readonly string[], data: CompletionData, names: KnownNames): Suggestions {
  // bash takes `--mode=x` apart into three words.
  const plain = words.filter((word, index) => word !== '=' || index === words.length - 1);
  const [current = '', ...before] = plain.toReversed();
  const { command, option, position } = place(before.toReversed(), data.root);
  const sources = { data, names, command };
  if (current === '=' && option?.value) return started(valuesOf(option.value, sources), '');
  if (option?.value) return started(valuesOf(option.value, sources), current);
  const assigned = /^(--[\w-]+)=(.*)$/.exec(current);
  if (assigned !== null) {
    const flag = assigned[1] ?? '';
    const value = optionOf(command, flag)?.value;
    if (!value) return none;
    const { values } = started(valuesOf(value, sources), assigned[2] ?? '');
    return { values: values.map((one) => ({ ...one, value: `${flag}=${one.value}` })), files: false };
  }
  if (current.startsWith('-')) {
    const flags = command.options.flatMap(({ flags: all, description }) =>
      all.map((value) => ({ value, description })),
    );
    return started(
      { values: flags.filter(({ value }) => value.startsWith('--') || current === '-'), files: false },
      current,
    );
  }
  const argument = command.arguments[position];
  const commands = command.commands.map(({ name, description }) => ({ value: name, description }));
  if (argument === undefined) return started({ values: position === 0 ? commands : [], files: false }, current);
  return started(valuesOf(argument, sources), current);
}

interface TypedPlace {
  readonly command: CommandNode;
  /** The option whose value comes next. */
  readonly option: OptionNode | undefined;
  /** How many arguments of the command stand already. */
  readonly position: number;
}

function place(words: readonly string[], root: CommandNode): TypedPlace {
  let command = root;
  let option: OptionNode | undefined;
  let position = 0;
  for (const word of words) {
    if (option !== undefined) {
      option = undefined;
      continue;
    }
    if (word.startsWith('-')) {
      const found = optionOf(command, word);
      option = found?.value ? found : undefined;
      continue;
    }
    const child = position === 0 ? command.commands.find(({ name }) => name === word) : undefined;
    if (child === undefined) position++;
    else command = child;
  }
  return { command, option, position };
}

const optionOf = ({ options }: CommandNode, flag: string): OptionNode | undefined =>
  options.find(({ flags }) => flags.includes(flag));

interface Sources {
  readonly data: CompletionData;
  readonly names: KnownNames;
  readonly command: CommandNode;
}

const pathNames = new Set(['file', 'folder', 'path', 'package']);
const onlyNames = (values: readonly string[]): Suggestions => ({
  values: values.map((value) => ({ value, description: '' })),
  files: false,
});

/** By the name that the place has in the help. */
function valuesOf({ name, choices }: ValueNode, { data, names, command }: Sources): Suggestions {
  if (choices.length > 0) return onlyNames(choices);
  if (pathNames.has(name)) return { values: [], files: true };
  switch (name) {
    case 'workflow':
      return { ...onlyNames(names.workflows()), files: true };
    case 'module.action':
      return { values: data.actions.map(({ name: value, title }) => ({ value, description: title })), files: false };
    case 'module':
      return onlyNames(data.modules);
    case 'plugin':
      return onlyNames([...new Set([...names.plugins(), ...data.modules])]);
    case 'id':
      return data.root.commands.find((one) => one.name === 'run')?.commands.includes(command) === true
        ? onlyNames(names.runs())
        : none;
    default:
      return none;
  }
}

const started = ({ values, files }: Suggestions, begin: string): Suggestions => ({
  values: values.filter(({ value }) => value.startsWith(begin)),
  files,
});
