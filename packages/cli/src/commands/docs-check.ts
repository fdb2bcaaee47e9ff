import { resolve } from 'node:path';
import { type CheckReport, DocumentationGenerator } from '@codomyrmex/docs';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { documentTemplates } from '../document-templates.ts';
import { CANCELLED } from '../interrupts.ts';
import { program } from '../output/called-as.ts';
import { problemText } from '../output/problem-text.ts';
import { StopSignals } from '../stop-signals.ts';
import type { Terminal } from '../terminal.ts';

interface CheckOptions extends CommonOptions {
  readonly run?: boolean;
}

/** Exit code when a document says what is not so. */
const FOUND = 1;

export function checkDocs(path: string, options: CheckOptions): Promise<void> {
  return perform(options, async ({ terminal, json, dataFolder }) => {
    const report = await stoppable(async (signal) => {
      const generator = new DocumentationGenerator({ templatesDir: documentTemplates(dataFolder) });
      return generator.check(path, { run: options.run === true, signal });
    });
    if (report === undefined) {
      terminal.note('cancelled');
      return CANCELLED;
    }
    const isTrue = report.findings.length === 0;
    if (json) {
      const { findings, documents, links, empty, blocks } = report;
      terminal.json({ success: isTrue, path: report.path, findings, documents, links, empty_regions: empty, blocks });
    } else print(terminal, report);
    return isTrue ? 0 : FOUND;
  });
}

/** Ctrl-C ends what runs and takes the copy away; `undefined` then. */
async function stoppable<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value | undefined> {
  const stopping = new AbortController();
  const signals = new StopSignals(() => undefined);
  void signals.first.then(() => stopping.abort());
  try {
    return await work(stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) return undefined;
    throw error;
  } finally {
    signals.release();
  }
}

function print(terminal: Terminal, { path, findings, documents, links, empty, blocks }: CheckReport): void {
  for (const finding of findings)
    terminal.error(problemText({ ...finding, file: resolve(path, finding.file), path: '' }));
  const notRun = blocks.runnable - blocks.run;
  if (notRun > 0) terminal.note(`${counted(notRun, 'runnable block')} not run: --run runs them`);
  if (empty > 0) terminal.note(`${counted(empty, 'region')} still empty: ${program()} docs generate fills them`);
  if (documents === 0) terminal.note(`no documents are here: ${program()} docs generate makes them`);
  const told = `${counted(documents, 'document')}, ${counted(links, 'link')}${blocks.run > 0 ? `, ${counted(blocks.run, 'block')} run` : ''}`;
  terminal.data(`${told}: ${findings.length === 0 ? 'all true' : counted(findings.length, 'finding')}`);
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
