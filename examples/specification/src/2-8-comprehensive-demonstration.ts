// Example 8: a sample project is made, looked at from several sides at once, and the findings become one page. Its function
// unsafe_eval_function evaluates any text: the analysis must find it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getOrchestrationEngine, getWorkflowManager } from 'codomyrmex';
import * as z from 'zod';
import { createSampleProject } from './prelude/sample-project.ts';

const audit = z.object({ findings: z.array(z.object({ file: z.string(), line: z.int(), message: z.string() })) });
const summary = z.object({ summary: z.string() });
const page = z.object({ path: z.string() });

createSampleProject('sample');

const looking = { parameters: { path: 'sample' }, dependencies: ['environment'] };
await getWorkflowManager().createWorkflow('comprehensive', [
  { name: 'environment', module: 'environment_setup', action: 'check_environment' },
  { name: 'project', module: 'system_discovery', action: 'discover_project', ...looking },
  { name: 'quality', module: 'static_analysis', action: 'analyze_code_quality', ...looking },
  {
    name: 'security',
    module: 'security',
    action: 'audit_code_security',
    parameters: { target_path: 'sample' },
    dependencies: ['environment'],
  },
  {
    name: 'insights',
    module: 'ai_code_editing',
    action: 'generate_code_insights',
    parameters: { analysis_data: '{{ quality.output }}', mode: 'rules' },
  },
  {
    name: 'chart',
    module: 'data_visualization',
    action: 'create_bar_chart',
    parameters: { data: '{{ quality.output.by_rule }}', title: 'Findings by rule' },
  },
  {
    name: 'page',
    module: 'documentation',
    action: 'generate_html_report',
    parameters: {
      title: 'Sample',
      sections: [
        {
          title: 'What was found',
          blocks: [
            { kind: 'text', text: '{{ quality.output.summary }}' },
            { kind: 'text', text: '{{ security.output.summary }}' },
            { kind: 'charts', charts: ['{{ chart.output }}'] },
          ],
        },
        { title: 'What follows', blocks: [{ kind: 'text', text: '{{ insights.output.summary }}' }] },
      ],
    },
  },
]);

const engine = getOrchestrationEngine();
const session = engine.createSession({ userId: 'demonstration', mode: 'resource_aware', maxParallelTasks: 4 });
const { success, stepsExecuted } = await engine.executeWorkflow('comprehensive', session);
console.log(`Succeeded: ${success}, ${stepsExecuted} steps`);

const results = (await getWorkflowManager().getWorkflowStatus('comprehensive'))?.results ?? {};
const { findings } = audit.parse(results.security?.output);
for (const { file, line, message } of findings) {
  const lines = readFileSync(join('sample', file), 'utf8').split('\n');
  console.log(`${file}:${line}: ${lines[line - 1]?.trim()}`);
  console.log(`  ${message}`);
}
console.log(`Quality: ${summary.parse(results.quality?.output).summary}`);
console.log(`Insights: ${summary.parse(results.insights?.output).summary}`);
console.log(`Page: ${page.parse(results.page?.output).path}`);

// Output:
// Succeeded: true, 7 steps
// src/calculator.py:10: return eval(expression)
//   eval runs a text as code; whoever has a say in the text runs what they like
// Quality: 5 of 10: 2 errors and 0 warnings in 16 lines of code of 3 files
// Insights: 2 errors; 125 findings in 1,000 lines
// Page: …/artifacts/page/report.html
