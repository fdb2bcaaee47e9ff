import { Argument, Command } from 'commander';
import { shellScripts, shells } from '../completion/shell-scripts.ts';
import { writeStdout } from '../output/own-stdout.ts';

export function completionCommand(): Command {
  return new Command('completion')
    .description('a script that has a shell complete commands, options, workflows, runs and actions')
    .addArgument(new Argument('<shell>', 'which one').choices(shells))
    .action((shell: keyof typeof shellScripts) => void writeStdout(shellScripts[shell]));
}
