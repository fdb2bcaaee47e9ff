import * as z from 'zod';
import { safe } from '../terminal.ts';
import { demoHeader } from './demo-header.ts';
import { stepOutput } from './step-output.ts';
import type { Discovery } from './system-discovery.ts';
import type { Tour } from './tour.ts';
import { counted } from './wrapped.ts';

const unsafeSchema = z.object({
  findings: z.array(z.object({ file: z.string(), line: z.number(), message: z.string() })),
});
const complexitySchema = z.object({
  average: z.number(),
  functions: z.array(z.object({ name: z.string(), file: z.string(), cyclomatic: z.number() })),
});

export interface CapabilityAnalysis {
  readonly functions: number;
  readonly unsafe: z.output<typeof unsafeSchema>['findings'];
  readonly averageComplexity: number;
}

/** What the discovered code offers, how hard it is to follow, and which of it is dangerous. */
export async function demoCapabilityAnalysis(tour: Tour, discovery: Discovery): Promise<CapabilityAnalysis> {
  demoHeader(tour, '2. Capability analysis');
  const { totals, capabilities } = discovery.capabilities;
  tour.command('task run system_discovery.analyze_capabilities');
  tour.say(
    `It offers ${counted(totals.functions, 'function')}, ${counted(totals.classes, 'class', 'classes')} and ${counted(totals.methods, 'method')}:`,
  );
  for (const { name, kind, file, line, doc } of capabilities.slice(0, 5)) {
    tour.item(safe(`${kind} ${name} (${file}:${line})${doc === null ? '' : `: ${doc}`}`));
  }
  const document = await tour.run({
    name: 'analysis',
    steps: [
      { name: 'complexity', module: 'static_analysis', action: 'analyze_complexity', max_retries: 0 },
      { name: 'unsafe', module: 'security', action: 'audit_code_security', max_retries: 0 },
    ],
  });
  const complexity = stepOutput(document, 'complexity', complexitySchema);
  const { findings } = stepOutput(document, 'unsafe', unsafeSchema);
  const [hardest] = [...complexity.functions].sort((a, b) => b.cyclomatic - a.cyclomatic);
  tour.show('');
  tour.command('task run static_analysis.analyze_complexity');
  tour.say(
    `Cyclomatic complexity is ${complexity.average.toFixed(1)} on average${hardest === undefined ? '' : `, at most ${hardest.cyclomatic}, in ${safe(hardest.name)}`}.`,
  );
  tour.show('');
  tour.command('task run security.audit_code_security');
  for (const { file, line, message } of findings) tour.item(safe(`${file}:${line}: ${message}`));
  return { functions: totals.functions, unsafe: findings, averageComplexity: complexity.average };
}
