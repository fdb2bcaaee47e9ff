import { join } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import { walkFiles } from '@codomyrmex/source-files';
import { type ParseTimes, SyntaxReader } from '@codomyrmex/syntax-trees';
import { measureFile } from '../measure-file.ts';
import { Skipped } from '../skipped.ts';
import type { Capability } from './capability.ts';
import { CapabilitySurvey } from './capability-survey.ts';
import { declarationsOf } from './declarations.ts';
import { shapeOf } from './language-shape.ts';

export interface AnalysisLimits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  /** How many capabilities are kept; all are counted. */
  readonly maxCapabilities: number;
  /** What cannot be used from elsewhere is counted, and kept only here. */
  readonly keep: 'exported' | 'all';
}

export interface Analysis {
  readonly survey: CapabilitySurvey;
  readonly capabilities: readonly Capability[];
  readonly capabilitiesLeftOut: number;
  readonly reachedLimit: boolean;
  readonly skipped: Skipped;
}

const parseTimes: ParseTimes = { file: 2_000, inVain: 60_000 };

/** Reads the declarations of every file below `root` whose language is known. Nothing is run or loaded. */
export async function analyze(context: ActionContext, root: string, limits: AnalysisLimits): Promise<Analysis> {
  const [survey, skipped] = [new CapabilitySurvey(), new Skipped()];
  const reader = new SyntaxReader(parseTimes);
  const kept: Capability[] = [];
  let [files, leftOut] = [0, 0];
  const end = (reachedLimit: boolean): Analysis => ({
    survey,
    skipped,
    capabilities: kept,
    capabilitiesLeftOut: leftOut,
    reachedLimit,
  });
  for await (const path of walkFiles(root, { signal: context.signal, skip: skipped.add.bind(skipped) })) {
    const shape = shapeOf(path);
    if (shape === undefined) continue;
    if (files >= limits.maxFiles) return end(true);
    files += 1;
    context.signal.throwIfAborted();
    const measured = measureFile(join(root, path), limits.maxFileBytes);
    if (measured.kind === 'unread') {
      skipped.add(path, measured.reason);
      continue;
    }
    const reading = await reader.read({ text: measured.text, grammar: shape.grammar }, (tree) =>
      declarationsOf(tree, shape, path),
    );
    if (reading.kind === 'unread') {
      skipped.add(path, 'not_parsed');
      continue;
    }
    const found = reading.value;
    survey.add(path, shape.language, found);
    const wanted = limits.keep === 'all' ? found : found.filter(({ exported }) => exported);
    const room = Math.max(0, limits.maxCapabilities - kept.length);
    kept.push(...wanted.slice(0, room));
    leftOut += Math.max(0, wanted.length - room);
    if (files % 200 === 0) context.progress(null, `${files} files`);
  }
  return end(false);
}
