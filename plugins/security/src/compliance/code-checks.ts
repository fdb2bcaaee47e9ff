import { plural } from '../counts.ts';
import type { Check, Outcome } from './check.ts';

const MAX_NAMED = 5;

/** The first few places of findings. */
function places(findings: readonly { readonly file: string; readonly line: number; readonly rule: string }[]): string {
  const named = findings.slice(0, MAX_NAMED).map(({ file, line, rule }) => `${file}:${line} (${rule})`);
  return `${named.join(', ')}${findings.length > MAX_NAMED ? `, and ${findings.length - MAX_NAMED} more` : ''}`;
}

const grave = (severity: string): boolean => severity === 'critical' || severity === 'high';

const cutShort = (what: string): Outcome => ({
  status: 'not checked',
  evidence: `the scan for ${what} ended at its limit before it had seen every file`,
});

export const codeChecks: readonly Check[] = [
  {
    id: 'no_secrets',
    title: 'No secrets in the files',
    mapsTo: [
      ['owasp_asvs', '5.0 V13.3: Secret Management'],
      ['openssf_best_practices', 'no_leaked_credentials'],
    ],
    look: ({ secrets }) => {
      const found = secrets.findings.filter(({ severity }) => severity !== 'low');
      if (found.length > 0) {
        return {
          status: 'fail',
          evidence: `${plural(found.length, 'possible secret')}: ${places(found)}`,
          advice:
            'Take them back where they were issued, remove them, and keep them in a store of secrets. The history still has them.',
        };
      }
      if (secrets.truncated) return cutShort('secrets');
      return {
        status: 'pass',
        evidence: `none in ${plural(secrets.files_scanned, 'file')}; the history was not looked at`,
      };
    },
  },
  {
    id: 'no_unsafe_code',
    title: 'No grave unsafe patterns in the code',
    mapsTo: [
      ['owasp_asvs', '5.0 V1.2: Injection Prevention'],
      ['owasp_asvs', '5.0 V1.5: Safe Deserialization'],
      ['nist_ssdf', 'PW.7.2'],
      ['openssf_best_practices', 'static_analysis'],
    ],
    look: ({ code }) => {
      const found = code.findings.filter(({ severity }) => grave(severity));
      if (found.length > 0) {
        return {
          status: 'fail',
          evidence: `${plural(found.length, 'place')}: ${places(found)}`,
          advice: 'Each finding of audit_code_security says what to do instead.',
        };
      }
      if (code.status === 'no code') return { status: 'not checked', evidence: code.summary };
      if (code.truncated) return cutShort('unsafe code');
      return { status: 'pass', evidence: `none that is critical or high in ${plural(code.files_scanned, 'file')}` };
    },
  },
  {
    id: 'no_binaries',
    title: 'No programs without source',
    mapsTo: [['openssf_scorecard', 'Binary-Artifacts']],
    look: ({ files }) => {
      const programs = [...files].filter((path) =>
        /\.(?:exe|dll|so|dylib|jar|war|class|pyc|pyd|o|a|lib|msi|deb|rpm|apk|wasm|node)$/i.test(path),
      );
      if (programs.length === 0)
        return { status: 'pass', evidence: `none among ${plural(files.size, 'file')}, told by their names` };
      return {
        status: 'fail',
        evidence: programs.slice(0, MAX_NAMED).join(', '),
        advice: 'Build programs from source where they are needed, or fetch them by a hash.',
      };
    },
  },
];
