import type { Check } from './check.ts';
import type { ProjectFacts } from './project-facts.ts';

const pipelineFile =
  /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.circleci\/config\.yml|azure-pipelines\.ya?ml|bitbucket-pipelines\.yml|\.travis\.yml|\.drone\.yml|\.woodpecker(?:\.ya?ml|\/.+\.ya?ml)|\.buildkite\/.+\.ya?ml|Jenkinsfile)$/;
const workflowFile = /^\.github\/workflows\/[^/]+\.ya?ml$/;

const pipelines = ({ files }: ProjectFacts): readonly string[] => [...files].filter((path) => pipelineFile.test(path));
const workflows = ({ files }: ProjectFacts): readonly string[] => [...files].filter((path) => workflowFile.test(path));
const noWorkflows = { status: 'not checked', evidence: 'there are no workflows of GitHub Actions' } as const;

/** Actions of others that a workflow uses, with what stands after their `@`. */
function usedActions(text: string): readonly { readonly action: string; readonly version: string }[] {
  return [...text.matchAll(/^[ \t-]{0,40}uses:[ \t]{1,5}["']?([\w./-]{1,200})@([^\s"'#]{1,200})/gm)].flatMap(
    ([, action, version]) => (action === undefined || version === undefined ? [] : [{ action, version }]),
  );
}

export const pipelineChecks: readonly Check[] = [
  {
    id: 'continuous_integration',
    title: 'Changes are built and tested by a machine',
    mapsTo: [
      ['openssf_scorecard', 'CI-Tests'],
      ['openssf_best_practices', 'test_continuous_integration'],
      ['nist_ssdf', 'PW.8.2'],
    ],
    look: (facts) => {
      const found = pipelines(facts);
      if (found.length > 0) {
        return {
          status: 'pass',
          evidence: `${found.slice(0, 5).join(', ')}; whether they run, and pass, is not known from files`,
        };
      }
      return { status: 'fail', evidence: 'no definition of a pipeline', advice: 'Run the tests on every change.' };
    },
  },
  {
    id: 'pinned_actions',
    title: 'Actions of others are pinned by commit',
    mapsTo: [
      ['openssf_scorecard', 'Pinned-Dependencies'],
      ['nist_ssdf', 'PW.4.1'],
    ],
    look: (facts) => {
      const found = workflows(facts);
      if (found.length === 0) return noWorkflows;
      const used = found.flatMap((path) => usedActions(facts.text(path) ?? '').map((one) => ({ path, ...one })));
      const open = used.filter(({ version }) => !/^[0-9a-f]{40}$|^sha256:[0-9a-f]{64}$/.test(version));
      if (open.length === 0) return { status: 'pass', evidence: `${used.length} in ${found.length} files` };
      return {
        status: 'fail',
        evidence: open
          .slice(0, 5)
          .map(({ path, action, version }) => `${path}: ${action}@${version}`)
          .join(', '),
        advice: 'Name the whole commit instead of a tag, which its owner can move.',
      };
    },
  },
  {
    id: 'token_permissions',
    title: 'Workflows say which rights their token has',
    mapsTo: [['openssf_scorecard', 'Token-Permissions']],
    look: (facts) => {
      const found = workflows(facts);
      if (found.length === 0) return noWorkflows;
      const open = found.filter((path) => !/^permissions:(?!\s*write-all)/m.test(facts.text(path) ?? ''));
      if (open.length === 0) return { status: 'pass', evidence: found.slice(0, 5).join(', ') };
      return {
        status: 'fail',
        evidence: `no permissions, or write-all, at the top of ${open.slice(0, 5).join(', ')}`,
        advice: 'Begin each workflow with "permissions: contents: read" and add rights to the jobs that need them.',
      };
    },
  },
  {
    id: 'no_dangerous_workflow',
    title: 'No workflow runs what strangers write',
    mapsTo: [['openssf_scorecard', 'Dangerous-Workflow']],
    look: (facts) => {
      const found = workflows(facts);
      if (found.length === 0) return noWorkflows;
      const dangerous = found.flatMap((path) => {
        const text = facts.text(path) ?? '';
        const checksOut =
          /\bpull_request_target\b/.test(text) &&
          /ref:[^\n]{0,100}github\.(?:event\.pull_request\.head|head_ref)/.test(text);
        const inserted = insertedInScript(text);
        return [
          ...(checksOut ? [`${path} checks out a stranger’s change under pull_request_target`] : []),
          ...(inserted === undefined ? [] : [`${path} puts ${inserted} into a script`]),
        ];
      });
      if (dangerous.length === 0) return { status: 'pass', evidence: `none in ${found.slice(0, 5).join(', ')}` };
      return {
        status: 'fail',
        evidence: dangerous.slice(0, 5).join('; '),
        advice: 'Hand such values over as environment variables.',
      };
    },
  },
  {
    id: 'update_tool',
    title: 'A tool proposes updates of dependencies',
    mapsTo: [
      ['openssf_scorecard', 'Dependency-Update-Tool'],
      ['nist_ssdf', 'RV.1.1'],
    ],
    look: ({ files }) => {
      const path = [...files].find((file) =>
        /^(?:\.github\/dependabot\.ya?ml|(?:\.github\/|\.gitlab\/)?renovate\.json5?|\.renovaterc(?:\.json5?)?)$/.test(
          file,
        ),
      );
      if (path !== undefined) return { status: 'pass', evidence: path };
      return {
        status: 'fail',
        evidence: 'no configuration of Dependabot or Renovate',
        advice: 'Configure one of them, or run audit_dependencies on a schedule.',
      };
    },
  },
];

const written =
  /\$\{\{\s{0,5}(github\.(?:head_ref|event\.(?:issue|pull_request|comment|review|discussion|head_commit)\.[\w.]{1,60}))\s{0,5}\}\}/;
const harmless = /\.(?:number|id|sha|draft|merged|state)$/;

/** A value that a stranger chooses, on a line of a script; other lines hand it over as a value. */
function insertedInScript(text: string): string | undefined {
  let scriptIndent: number | undefined;
  for (const line of text.split(/\r?\n/)) {
    const indent = line.search(/\S/);
    if (indent === -1) continue;
    if (scriptIndent !== undefined && indent <= scriptIndent) scriptIndent = undefined;
    // What belongs to the script stands deeper than its key, which may stand after the dash of a list.
    if (/^\s{0,80}(?:- )?run:/.test(line)) scriptIndent = line.indexOf('run:');
    const value = scriptIndent === undefined ? undefined : written.exec(line)?.[1];
    if (value !== undefined && !harmless.test(value)) return value;
  }
  return undefined;
}
