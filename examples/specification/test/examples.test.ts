import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { allExamples, expectedOutput, runExample } from './run-example.ts';

async function printsWhatItSays(name: string): Promise<void> {
  expect(await runExample(name)).toMatch(expectedOutput(name));
}

let all: Promise<string> | undefined;

/** What the examples of document 2 print, which are run once: each as a process of its own, in a folder of its own. */
const printedByAll = (): Promise<string> => {
  all ??= runExample('2-9-all-examples');
  return all;
};

async function printsItAmongAll(name: string): Promise<void> {
  const parts = (await printedByAll()).split(/^== (\d+): .*\n/m);
  const at = parts.indexOf(name.split('-')[1] ?? '');
  expect(parts[at + 1]).toMatch(expectedOutput(name));
}

it(
  'given example 2-1-basic-workflow-creation, then it runs to its end and prints what it says',
  { meta: { specification: ['2.script.examples.example_1_basic_workflow_creation', '2.feature.example_workflows'] } },
  () => printsItAmongAll('2-1-basic-workflow-creation'),
);

it(
  'given example 2-2-project-management, then it runs to its end and prints what it says',
  { meta: { specification: ['2.script.examples.example_2_project_management'] } },
  () => printsItAmongAll('2-2-project-management'),
);

it(
  'given example 2-3-task-orchestration, then it runs to its end and prints what it says',
  { meta: { specification: ['2.script.examples.example_3_task_orchestration'] } },
  () => printsItAmongAll('2-3-task-orchestration'),
);

it(
  'given example 2-4-resource-management, then it runs to its end and prints what it says',
  { meta: { specification: ['2.script.examples.example_4_resource_management'] } },
  () => printsItAmongAll('2-4-resource-management'),
);

it(
  'given example 2-5-complex-workflow, then it runs to its end and prints what it says',
  { meta: { specification: ['2.script.examples.example_5_complex_workflow'] } },
  () => printsItAmongAll('2-5-complex-workflow'),
);

it(
  'given example 2-6-performance-monitoring, then it runs to its end and prints what it says',
  { meta: { specification: ['2.script.examples.example_6_performance_monitoring'] } },
  () => printsItAmongAll('2-6-performance-monitoring'),
);

it(
  'given example 2-7-health-check, then it runs to its end and prints what it says',
  { meta: { specification: ['2.script.examples.example_7_health_check'] } },
  () => printsItAmongAll('2-7-health-check'),
);

it(
  'given example 2-8-comprehensive-demonstration, then it runs to its end and prints what it says',
  {
    meta: {
      specification: [
        '2.script.comprehensive.create_sample_project',
        '2.script.comprehensive.create_sample_project.project_path',
        '2.script.comprehensive.unsafe_eval_function',
        '2.script.comprehensive.unsafe_eval_function.expression',
        '2.script.comprehensive.main',
      ],
    },
  },
  () => printsItAmongAll('2-8-comprehensive-demonstration'),
);

it('given example 2-9-all-examples, then it runs to its end and prints what it says', {
  meta: { specification: ['2.script.examples.main'] },
}, async () => {
  all ??= runExample('2-9-all-examples');
  expect(await all).toMatch(expectedOutput('2-9-all-examples'));
});

it(
  'given example 3-engine-create-session, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.engine_create_session'] } },
  () => printsWhatItSays('3-engine-create-session'),
);

it(
  'given example 3-engine-execute-workflow, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.engine_execute_workflow'] } },
  () => printsWhatItSays('3-engine-execute-workflow'),
);

it(
  'given example 3-integration-basic-workflow, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.integration_basic_workflow'] } },
  () => printsWhatItSays('3-integration-basic-workflow'),
);

it(
  'given example 3-integration-custom-tasks, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.integration_custom_tasks'] } },
  () => printsWhatItSays('3-integration-custom-tasks'),
);

it(
  'given example 3-resource-allocate, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.resource_allocate'] } },
  () => printsWhatItSays('3-resource-allocate'),
);

it(
  'given example 3-task-add, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.task_add'] } },
  () => printsWhatItSays('3-task-add'),
);

it(
  'given example 3-task-create, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.task_create'] } },
  () => printsWhatItSays('3-task-create'),
);

it(
  'given example 3-workflow-create, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.workflow_create'] } },
  () => printsWhatItSays('3-workflow-create'),
);

it(
  'given example 3-workflow-execute, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.workflow_execute'] } },
  () => printsWhatItSays('3-workflow-execute'),
);

it(
  'given example 3-workflow-list, then it runs to its end and prints what it says',
  { meta: { specification: ['3.example.workflow_list'] } },
  () => printsWhatItSays('3-workflow-list'),
);

it(
  'given example 4-complex-workflow, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.complex_workflow'] } },
  () => printsWhatItSays('4-complex-workflow'),
);

it(
  'given example 4-event-handlers, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.event_handlers'] } },
  () => printsWhatItSays('4-event-handlers'),
);

it(
  'given example 4-health-check, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.health_check'] } },
  () => printsWhatItSays('4-health-check'),
);

it(
  'given example 4-metrics, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.metrics'] } },
  () => printsWhatItSays('4-metrics'),
);

it(
  'given example 4-orchestration-engine, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.orchestration_engine'] } },
  () => printsWhatItSays('4-orchestration-engine'),
);

it(
  'given example 4-performance-monitoring, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.performance_monitoring'] } },
  () => printsWhatItSays('4-performance-monitoring'),
);

it(
  'given example 4-quick-task, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.quick_task'] } },
  () => printsWhatItSays('4-quick-task'),
);

it(
  'given example 4-quick-workflow, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.quick_workflow'] } },
  () => printsWhatItSays('4-quick-workflow'),
);

it(
  'given example 4-resource-configuration, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.resource_configuration'] } },
  () => printsWhatItSays('4-resource-configuration'),
);

it(
  'given example 4-resource-manager, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.resource_manager'] } },
  () => printsWhatItSays('4-resource-manager'),
);

it(
  'given example 4-task-orchestrator, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.task_orchestrator'] } },
  () => printsWhatItSays('4-task-orchestrator'),
);

it(
  'given example 4-workflow-configuration, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.workflow_configuration'] } },
  () => printsWhatItSays('4-workflow-configuration'),
);

it(
  'given example 4-workflow-manager, then it runs to its end and prints what it says',
  { meta: { specification: ['4.example.workflow_manager'] } },
  () => printsWhatItSays('4-workflow-manager'),
);

it('given the folder of the examples, then each of them is run here', () => {
  const text = readFileSync(fileURLToPath(import.meta.url), 'utf8');
  expect(allExamples().filter((name) => !text.includes(`('${name}')`))).toEqual([]);
});
