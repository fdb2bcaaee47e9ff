// What `workflow create` begins with. The two of the Python command line name modules that may not be installed: they are
// written all the same, and checking them says what is missing.

const starter = `description: a first workflow
parameters:
  who: { type: string, default: world }
steps:
  - name: greet
    module: shell
    action: run
    parameters: { command: [echo, "hello {{ who }}"] }
  - name: measure
    module: shell
    action: run
    parameters: { command: [echo, "the greeting was: {{ greet.output.stdout }}"] }
`;

const aiAnalysis = `description: analyses code, has a model explain the findings, and draws them
steps:
  - name: analyze_code
    module: static_analysis
    action: analyze_code_quality
    parameters: { path: "." }
  - name: generate_insights
    module: ai_code_editing
    action: generate_code_insights
    parameters: { analysis_data: "{{ analyze_code.output }}" }
  - name: create_visualization
    module: data_visualization
    action: create_analysis_chart
    parameters: { data: "{{ generate_insights.output }}" }
`;

const buildAndTest = `description: checks the environment, runs the tests and builds
steps:
  - name: check_environment
    module: environment_setup
    action: check_environment
  - name: run_tests
    module: code
    action: run_tests
    parameters: { test_path: "tests/" }
    dependencies: [check_environment]
  - name: build_project
    module: build_synthesis
    action: orchestrate_build_pipeline
    dependencies: [run_tests]
`;

const texts: ReadonlyMap<string, string> = new Map([
  ['starter', starter],
  ['ai-analysis', aiAnalysis],
  ['build-and-test', buildAndTest],
]);

/** `code-health` is a definition that comes with this package. */
export const templateNames: readonly string[] = [...texts.keys(), 'code-health'];

/** A template under the name of the new workflow; `undefined` when there is none of that name. */
export function templateText(template: string, name: string): string | undefined {
  const text = texts.get(template);
  return text === undefined ? undefined : `name: ${JSON.stringify(name)}\n${text}`;
}
