import type { Argument, Command, Option } from 'commander';

/** What there is to type, as plain data that can be read without loading any command. */
export interface CommandNode {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ValueNode[];
  readonly commands: readonly CommandNode[];
}

export interface OptionNode {
  readonly flags: readonly string[];
  readonly description: string;
  /** What follows it; `null` for one that stands alone. */
  readonly value: ValueNode | null;
}

/** Something to be filled in: by its name it is known what may stand there. */
export interface ValueNode {
  readonly name: string;
  readonly choices: readonly string[];
}

/** What `dist/completion.json` holds; written by the build, beside the code that reads it. */
export interface CompletionData {
  readonly root: CommandNode;
  readonly actions: readonly { readonly name: string; readonly title: string }[];
  readonly modules: readonly string[];
}

export function treeOf(command: Command): CommandNode {
  return {
    name: command.name(),
    description: command.description(),
    options: [...command.options.map(optionNode), helpOption],
    arguments: command.registeredArguments.map(argumentNode),
    commands: command.commands.map(treeOf),
  };
}

const helpOption: OptionNode = { flags: ['--help', '-h'], description: 'what it does, with an example', value: null };

function optionNode(option: Option): OptionNode {
  const takesValue = option.required || option.optional;
  // `--workflow <name>` asks for what other commands call `<workflow>`.
  const name = option.long === '--workflow' ? 'workflow' : (/[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? '');
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
    description: option.description,
    value: takesValue ? { name, choices: option.argChoices ?? [] } : null,
  };
}

const argumentNode = (argument: Argument): ValueNode => ({
  name: argument.name(),
  choices: argument.argChoices ?? [],
});
