import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '@codomyrmex/core';
import { configuration as configurationOf } from '@codomyrmex/engine';
import { openOrchestrator } from '../open-orchestrator.ts';
import type { Terminal } from '../terminal.ts';
import { type CapabilityAnalysis, demoCapabilityAnalysis } from './capability-analysis.ts';
import { demoHeader } from './demo-header.ts';
import { demoPause } from './demo-pause.ts';
import { demoExportsAndReports } from './exports-and-reports.ts';
import { demoInteractiveFeatures, type InteractiveFeatures } from './interactive-features.ts';
import { makeSampleProject } from './sample-project.ts';
import { demoStatusReporting, type StatusReport } from './status-reporting.ts';
import { type Discovery, demoSystemDiscovery } from './system-discovery.ts';
import { Left, Tour } from './tour.ts';

/** What the tour did, as far as it came. */
export interface DemoOutcome {
  readonly how: 'done' | Left['how'];
  /** Of what stays. */
  readonly folder: string | undefined;
  readonly found?: DemoFindings;
}

export interface DemoFindings {
  readonly discovery: Discovery;
  readonly analysis: CapabilityAnalysis;
  readonly features: InteractiveFeatures;
  readonly report: StatusReport;
  readonly exports: readonly string[];
}

export interface DemoOptions {
  readonly terminal: Terminal;
  /** Where everything is made and kept; otherwise a temporary folder, of which the exports are kept. */
  readonly folder: string | undefined;
  readonly pauses: boolean;
  readonly silent: boolean;
}

/**
 * The whole tour. Left early, it leaves nothing behind.
 * @throws UsageError FOLDER_NOT_EMPTY when the folder that was given holds something.
 */
export async function runDemo({ terminal, folder: given, pauses, silent }: DemoOptions): Promise<DemoOutcome> {
  const place = await placeOf(given);
  const { folder } = place;
  const places = { project: join(folder, 'project'), data: join(folder, 'data'), exports: join(folder, 'exports') };
  // The tour is the same on every machine: it is not configured by whatever is configured here.
  const configuration = configurationOf({ dataFolder: places.data, workspace: places.project });
  const opened = await openOrchestrator({ dataFolder: places.data, configuration, terminal });
  const tour = new Tour({ terminal, opened, places, pauses, silent });
  let outcome: DemoOutcome = { how: 'interrupted', folder: undefined };
  try {
    await makeSampleProject(places.project);
    const found = await parts(tour);
    outcome = { how: 'done', folder: given === undefined ? places.exports : folder, found };
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    outcome = { how: error.how, folder: undefined };
  } finally {
    tour.release();
    await opened.close();
    if (outcome.how !== 'done') place.remove();
    else if (given === undefined) for (const one of [places.project, places.data]) removeTree(one);
  }
  return outcome;
}

async function parts(tour: Tour): Promise<DemoFindings> {
  demoHeader(tour, 'Codomyrmex: a tour');
  tour.say(`A small shop was made in ${tour.places.project}. Everything that follows really runs on it.`);
  await demoPause(tour);
  const discovery = await demoSystemDiscovery(tour);
  await demoPause(tour);
  const analysis = await demoCapabilityAnalysis(tour, discovery);
  await demoPause(tour);
  const features = await demoInteractiveFeatures(tour);
  await demoPause(tour);
  const report = await demoStatusReporting(tour);
  await demoPause(tour);
  const exports = await demoExportsAndReports(tour, { features, report });
  return { discovery, analysis, features, report, exports };
}

interface Place {
  readonly folder: string;
  /** Takes away what the tour made, and the folder where it made that, too. */
  remove(): void;
}

async function placeOf(given: string | undefined): Promise<Place> {
  if (given === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'codomyrmex-demo-'));
    return { folder, remove: () => removeTree(folder) };
  }
  const folder = resolve(given);
  const isThere = existsSync(folder);
  if (isThere && entriesOf(folder).length > 0) {
    throw new UsageError(`${folder} is not empty: the demo makes a project of its own`, {
      code: 'FOLDER_NOT_EMPTY',
      suggestions: ['Name a folder that is not there yet, or none: then a temporary one is used.'],
    });
  }
  await mkdir(folder, { recursive: true });
  const made = ['project', 'data', 'exports'].map((name) => join(folder, name));
  return { folder, remove: () => (isThere ? made : [folder]).forEach(removeTree) };
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new UsageError(`${folder} is no folder that can be read`, { code: 'INVALID_PARAMETERS', cause });
  }
}

const removeTree = (folder: string): void => rmSync(folder, { recursive: true, force: true });
