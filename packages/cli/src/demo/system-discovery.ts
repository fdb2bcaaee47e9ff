import * as z from 'zod';
import { safe } from '../terminal.ts';
import { demoHeader } from './demo-header.ts';
import { stepOutput } from './step-output.ts';
import type { Tour } from './tour.ts';
import { counted } from './wrapped.ts';

const projectSchema = z.object({
  name: z.string(),
  files: z.number(),
  lines: z.number(),
  languages: z.array(z.object({ language: z.string(), files: z.number(), lines: z.number() })),
  manifests: z.array(z.object({ file: z.string(), kind: z.string() })),
});
const capabilitiesSchema = z.object({
  totals: z.object({ functions: z.number(), methods: z.number(), classes: z.number(), documented: z.number() }),
  capabilities: z.array(
    z.object({ name: z.string(), kind: z.string(), file: z.string(), line: z.number(), doc: z.string().nullable() }),
  ),
});

/** What is in the sample project. */
export interface Discovery {
  readonly project: z.output<typeof projectSchema>;
  readonly capabilities: z.output<typeof capabilitiesSchema>;
  /** Modules that the installed plugins bring, with how many actions each has. */
  readonly modules: readonly { readonly module: string; readonly actions: number }[];
}

/** Looks at the machine's plugins and at the sample project. */
export async function demoSystemDiscovery(tour: Tour): Promise<Discovery> {
  demoHeader(tour, '1. System discovery');
  const { registry } = tour.opened.orchestrator;
  const modules = await Promise.all(
    registry.modules.map(async (module) => ({
      module,
      actions: Object.keys((await registry.plugin(module)).actions).length,
    })),
  );
  const actions = modules.reduce((sum, one) => sum + one.actions, 0);
  tour.command('action list');
  tour.say(
    `${modules.length} modules with ${actions} actions are installed: ${modules.map(({ module }) => module).join(', ')}.`,
  );
  tour.show('');
  tour.command('task run system_discovery.discover_project');
  const document = await tour.run({
    name: 'discovery',
    steps: [
      { name: 'project', module: 'system_discovery', action: 'discover_project', max_retries: 0 },
      { name: 'capabilities', module: 'system_discovery', action: 'analyze_capabilities', max_retries: 0 },
    ],
  });
  const project = stepOutput(document, 'project', projectSchema);
  tour.say(`The sample project ${safe(project.name)} has ${project.files} text files with ${project.lines} lines:`);
  for (const { language, files, lines } of project.languages)
    tour.item(`${language}: ${counted(files, 'file')}, ${counted(lines, 'line')}`);
  return { project, capabilities: stepOutput(document, 'capabilities', capabilitiesSchema), modules };
}
