import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { graphMermaid } from '@codomyrmex/dag';
import {
  definitionFrom,
  healthDocument,
  readFileForCheck,
  systemStatusDocument,
  writeFileWhole,
} from '@codomyrmex/engine';
import * as z from 'zod';
import { shippedWorkflows } from '../shipped-workflows.ts';
import { safe } from '../terminal.ts';
import { demoHeader } from './demo-header.ts';
import { type InteractiveFeatures, review } from './interactive-features.ts';
import type { StatusReport } from './status-reporting.ts';
import { stepOutput } from './step-output.ts';
import type { Tour } from './tour.ts';

const inventorySchema = z.object({ files: z.array(z.object({ path: z.string() })) });
const reportSchema = z.object({ path: z.string(), json_path: z.string().optional() });

/** Everything that was found and done, as files for people and programs; gives their paths. */
export async function demoExportsAndReports(
  tour: Tour,
  { features, report }: { readonly features: InteractiveFeatures; readonly report: StatusReport },
): Promise<readonly string[]> {
  demoHeader(tour, '5. Exports and reports');
  const { exports } = tour.places;
  await mkdir(exports, { recursive: true });
  tour.command('task run system_discovery.export_inventory');
  const inventory = await tour.run({
    name: 'inventory',
    steps: [{ name: 'export', module: 'system_discovery', action: 'export_inventory', max_retries: 0 }],
  });
  tour.command('workflow run code-health');
  const pages = await codeHealth(tour);
  const copied = [...stepOutput(inventory, 'export', inventorySchema).files.map(({ path }) => path), ...pages];
  for (const file of copied) await copyFile(file, join(exports, basename(file)));
  const written = {
    'review.mmd': await reviewGraph(tour),
    'runs.json': jsonText(features),
    'status.json': jsonText(systemStatusDocument(report.status)),
    'health.json': jsonText(healthDocument(report.health)),
  };
  for (const [name, text] of Object.entries(written)) await writeFileWhole(join(exports, name), text, 'replace');
  const files = [...copied.map((file) => basename(file)), ...Object.keys(written)];
  tour.say('Written:');
  for (const file of files) tour.item(safe(file));
  return files.map((file) => join(exports, file));
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function codeHealth(tour: Tour): Promise<readonly string[]> {
  const { orchestrator } = tour.opened;
  const placed = await readFileForCheck(join(shippedWorkflows, 'code-health.yaml'));
  const prepared = await orchestrator.prepare(placed, { workspace: tour.places.project });
  const document = await tour.carry(() => orchestrator.start(prepared), { watched: false });
  const { path, json_path: data } = stepOutput(document, 'report', reportSchema);
  return data === undefined ? [path] : [path, data];
}

async function reviewGraph(tour: Tour): Promise<string> {
  const { plan } = await tour.opened.orchestrator.check(definitionFrom(review, review.name));
  return graphMermaid(plan, plan.names);
}
