import './without-jit.ts'; // before any schema is made
import { errorResponse, type Failure } from '@codomyrmex/core';
import { Command } from 'commander';
import { examples } from './examples.ts';
import { withstandForeignCode } from './foreign-code.ts';
import { leaveSoon } from './leave.ts';
import { asCalled } from './output/called-as.ts';
import { mindReaders } from './output/lost-reader.ts';
import { keepStdout, writeStdout } from './output/own-stdout.ts';
import { safe } from './terminal.ts';
import { RefusedWords, usageFailure } from './usage-refusal.ts';

/** Parses the words of a command line and runs the command; the exit code is left in `process.exitCode`. */
export async function runProgram(words: readonly string[], version: string): Promise<void> {
  const program = new Command('codomyrmex')
    .description('Runs durable workflows of typed actions on software projects.')
    .version(version)
    .enablePositionalOptions() // so that "--version" after a command is that command's
    .configureOutput({
      writeOut: (text) => void writeStdout(text),
      outputError: () => undefined, // told below, with what to do
      writeErr: (text) => void (words.includes('--json') || process.stderr.write(text)),
    });
  mindReaders();
  keepStdout();
  withstandForeignCode();
  await addCommands(program, words);
  complete(program, []);
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof RefusedWords)) throw error;
    process.exitCode = refusedExit(error, words);
  }
  leaveSoon();
}

/** Help is no error; anything else that commander refuses is the caller's fault. */
function refusedExit(refused: RefusedWords, words: readonly string[]): number {
  const { code } = refused.error;
  if (code === 'commander.helpDisplayed' || code === 'commander.version') return 0;
  const failure = usageFailure(refused);
  if (words.includes('--json')) writeStdout(`${JSON.stringify(errorResponse(failure), null, 2)}\n`);
  // Help that nobody asked for says itself what there is.
  else if (code !== 'commander.help') process.stderr.write(`${usageText(failure)}\n`);
  return 2;
}

const usageText = ({ message, suggestions = [] }: Failure): string =>
  [`error: ${message}`, ...suggestions.map(asCalled)].map(safe).join('\n  ');

/** Only the group that was asked for is loaded; help and typing mistakes need the names of all. */
async function addCommands(program: Command, [group, asked]: readonly string[]): Promise<void> {
  const groups = {
    workflow: async () => (await import('./commands/workflow.ts')).workflowCommand(asked),
    run: async () => (await import('./commands/run.ts')).runCommand(asked),
    task: async () => (await import('./commands/task.ts')).taskCommand(),
    action: async () => (await import('./commands/action.ts')).actionCommand(),
    plugin: async () => (await import('./commands/plugin.ts')).pluginCommand(),
    template: async () => (await import('./commands/template.ts')).templateCommand(),
    project: async () => (await import('./commands/project.ts')).projectCommand(),
    resource: async () => (await import('./commands/resource.ts')).resourceCommand(),
    docs: async () => (await import('./commands/docs.ts')).docsCommand(),
    orchestration: async () => (await import('./commands/orchestration.ts')).orchestrationCommand(),
    schedule: async () => (await import('./commands/schedule.ts')).scheduleCommand(),
    serve: async () => (await import('./commands/serve.ts')).serveCommand(),
    init: async () => (await import('./commands/init.ts')).initCommand(),
    demo: async () => (await import('./commands/demo.ts')).demoCommand(),
    completion: async () => (await import('./commands/completion.ts')).completionCommand(),
    doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  };
  const wanted = Object.entries(groups).find(([name]) => name === group);
  for (const [, load] of wanted === undefined ? Object.entries(groups) : [wanted]) program.addCommand(await load());
}

/** At every level: an example in the help, and errors of parsing as exceptions that say which command was meant. */
function complete(command: Command, words: readonly string[]): void {
  command.exitOverride((error) => {
    throw new RefusedWords(error, command);
  });
  const example = examples[words.join(' ')];
  if (example !== undefined) command.addHelpText('after', `\nExample:\n  ${example}\n`);
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    complete(child, [...words, child.name()]);
  }
}

/** Every command with its arguments, options and examples, for whoever describes them. */
export async function commandTree(): Promise<Command> {
  const program = new Command('codomyrmex');
  await addCommands(program, []);
  complete(program, []);
  return program;
}
