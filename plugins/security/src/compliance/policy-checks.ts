import type { Check } from './check.ts';
import type { ProjectFacts } from './project-facts.ts';

const MIN_POLICY = 80;

/** The first of the project's files that fits, in the places where such files stand. */
function placed({ files }: ProjectFacts, name: RegExp): string | undefined {
  return [...files].find((path) => /^(?:\.github\/|docs\/|\.gitlab\/)?[^/]+$/.test(path) && name.test(path));
}

export const policyChecks: readonly Check[] = [
  {
    id: 'license',
    title: 'A licence',
    mapsTo: [
      ['openssf_scorecard', 'License'],
      ['openssf_best_practices', 'license_location'],
    ],
    look: (facts) => {
      const path = [...facts.files].find((file) => /^(?:licen[cs]e|copying|unlicense)(?:[.-][\w.-]+)?$/i.test(file));
      const folder = [...facts.files].find((file) => /^LICENSES\/.+/.test(file));
      const found = path ?? folder;
      if (found === undefined) {
        return {
          status: 'fail',
          evidence: 'no LICENSE or COPYING at the top',
          advice: 'Add the text of a licence as LICENSE.',
        };
      }
      if (facts.text(found)?.trim() === '') {
        return { status: 'fail', evidence: `${found} is empty`, advice: 'Put the text of the licence into it.' };
      }
      return { status: 'pass', evidence: found };
    },
  },
  {
    id: 'security_policy',
    title: 'A way to report vulnerabilities',
    mapsTo: [
      ['openssf_scorecard', 'Security-Policy'],
      ['openssf_best_practices', 'vulnerability_report_process'],
      ['nist_ssdf', 'RV.1.3'],
    ],
    look: (facts) => {
      const path = placed(facts, /(?:^|\/)security(?:\.(?:md|txt|rst|adoc))?$/i);
      const text = path === undefined ? undefined : facts.text(path);
      const advice = 'Say in SECURITY.md whom to write to, and within which time there is an answer.';
      if (path === undefined) return { status: 'fail', evidence: 'no SECURITY.md', advice };
      const hasWay = text !== undefined && /https?:\/\/|[\w.+-]+@[\w-]+\.\w+|security advisor|report/i.test(text);
      if (text === undefined || text.trim().length < MIN_POLICY || !hasWay) {
        return { status: 'fail', evidence: `${path} names no way to report`, advice };
      }
      return { status: 'pass', evidence: path };
    },
  },
  {
    id: 'environment_files_ignored',
    title: 'Files of the environment are kept out of git',
    mapsTo: [
      ['owasp_asvs', '5.0 V13.3: Secret Management'],
      ['openssf_best_practices', 'no_leaked_credentials'],
    ],
    look: (facts) => {
      const present = [...facts.files].filter(
        (path) =>
          /(?:^|\/)\.env(?:\.[\w-]+)*$/.test(path) && !/\.(?:example|sample|template|dist|test|defaults?)$/.test(path),
      );
      const advice = 'Write .env into .gitignore, and keep a .env.example without values.';
      if (present.length > 0)
        return { status: 'fail', evidence: `not ignored: ${present.slice(0, 5).join(', ')}`, advice };
      const rules = facts.text('.gitignore');
      if (rules === undefined) return { status: 'fail', evidence: 'no .gitignore at the top', advice };
      const rule = rules
        .split(/\r?\n/)
        .find((line) => /^\/?(?:\*\*\/)?(?:\*?\.env\*?(?:\.\*)?|\.\*)$/.test(line.trim()));
      if (rule === undefined) return { status: 'fail', evidence: '.gitignore has no rule for .env', advice };
      return { status: 'pass', evidence: `.gitignore: ${rule.trim()}` };
    },
  },
  {
    id: 'contribution_guide',
    title: 'How to contribute is written down',
    mapsTo: [['openssf_best_practices', 'contribution']],
    look: (facts) => {
      const path = placed(facts, /(?:^|\/)contributing(?:\.(?:md|rst|txt|adoc))?$/i);
      if (path !== undefined) return { status: 'pass', evidence: path };
      return {
        status: 'fail',
        evidence: 'no CONTRIBUTING.md',
        advice: 'Say how changes are proposed, checked and accepted.',
      };
    },
  },
];
