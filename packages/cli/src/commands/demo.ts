import { healthDocument, systemStatusDocument } from '@codomyrmex/engine';
import { Command } from 'commander';
import { type CommandScope, perform } from '../command-run.ts';
import { type CommonOptions, common } from '../common-options.ts';
import { type DemoFindings, runDemo } from '../demo/run-demo.ts';
import { CANCELLED } from '../interrupts.ts';
import { program } from '../output/called-as.ts';

interface DemoCommandOptions extends CommonOptions {
  readonly yes?: boolean;
}

export function demoCommand(): Command {
  return common(
    new Command('demo')
      .description('a tour: what is discovered, run, explained, reported and exported, on a project made for it')
      .argument(
        '[folder]',
        'where to make it and keep everything; otherwise only the exports are kept, in a temporary folder',
      )
      .option('--yes', 'go on without asking'),
  ).action(demo);
}

function demo(folder: string | undefined, options: DemoCommandOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { terminal, json } = scope;
    const outcome = await runDemo({ terminal, folder, pauses: options.yes !== true && !json, silent: json });
    switch (outcome.how) {
      case 'interrupted':
        terminal.note('interrupted: nothing was left behind');
        return CANCELLED;
      case 'quit':
        terminal.note('nothing was left behind');
        return 0;
      case 'done':
        return end(scope, outcome.folder ?? '', outcome.found);
    }
  });
}

function end({ terminal, json }: CommandScope, folder: string, found: DemoFindings | undefined): number {
  if (json && found !== undefined) {
    terminal.json(demoDocument(folder, found));
    return 0;
  }
  terminal.data(`\nkept: ${folder}`);
  terminal.note(`\nnext, in a repository of yours:\n  ${program()} init\n  ${program()} workflow run code-health`);
  return 0;
}

function demoDocument(folder: string, { discovery, analysis, features, report, exports }: DemoFindings): object {
  const { project, modules } = discovery;
  return {
    success: true,
    folder,
    system_discovery: {
      modules: modules.length,
      actions: modules.reduce((sum, one) => sum + one.actions, 0),
      project: { name: project.name, files: project.files, lines: project.lines, languages: project.languages },
    },
    capability_analysis: {
      functions: analysis.functions,
      average_complexity: analysis.averageComplexity,
      unsafe: analysis.unsafe,
    },
    interactive_features: features,
    status_reporting: { status: systemStatusDocument(report.status), health: healthDocument(report.health) },
    exports,
  };
}
